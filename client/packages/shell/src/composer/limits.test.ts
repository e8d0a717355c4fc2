import { describe, expect, it } from 'vitest';
import { me } from '../testing/fixtures.ts';
import { fileFault, textFault } from './limits.ts';

const file = (bytes: number, type = ''): File => new File([new Uint8Array(bytes)], 'f', { type });

describe('what a message may hold', () => {
  it('takes 60,000 characters, counted as code points', () => {
    expect(textFault('x'.repeat(60_000))).toBeUndefined();
    expect(textFault('x'.repeat(60_001))).toMatch(/60,000/);
  });

  it('refuses what does not fit into a frame', () => {
    expect(textFault('😀'.repeat(20_000))).toMatch(/too long/);
  });

  it('takes files within the limits', () => {
    expect(fileFault(file(10), 0, { ...me, uploadTypes: ['*/*'] })).toBeUndefined();
    expect(fileFault(file(0), 0, me)).toMatch(/empty/);
    expect(fileFault(file(11), 0, { ...me, uploadBytes: 10 })).toMatch(/Larger than 10 byte/);
    expect(fileFault(file(1), 2, { ...me, uploadCount: 2 })).toMatch(/at most 2/);
    expect(fileFault(file(1), 10, { ...me, uploadCount: 1000 })).toMatch(/at most 10/);
  });

  it('takes the kinds that the server takes, and leaves unknown ones to it', () => {
    const pictures = { ...me, uploadTypes: ['image/*', 'text/plain'] };
    expect(fileFault(file(1, 'image/png'), 0, pictures)).toBeUndefined();
    expect(fileFault(file(1, 'text/plain'), 0, pictures)).toBeUndefined();
    expect(fileFault(file(1, 'text/html'), 0, pictures)).toMatch(/kind/);
    expect(fileFault(file(1), 0, pictures)).toBeUndefined();
  });
});
