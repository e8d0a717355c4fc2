// @vitest-environment node
import { expect, test } from 'vitest';
import { interfaceOf, type WholeInterface } from './interface.ts';
import { whyLocked, whyNoUploads } from './locks.ts';

const whole = (said: Partial<WholeInterface>) => ({ ...interfaceOf({}), ...said });

test('[U6] a lock gives its reason, and words of ours when it has none', () => {
  const ui = whole({ locks: { composer: { reason: 'Vote first.' }, threads: { reason: '' } } });
  expect(whyLocked(ui, 'composer')).toBe('Vote first.');
  expect(whyLocked(ui, 'threads')).toBe('This is locked for now.');
  expect(whyLocked(ui, 'uploads')).toBeUndefined();
});

test('[U6] files are off by a lock, by an area that is hidden, or by a switch', () => {
  const off = 'Files are switched off here.';
  expect(whyNoUploads(whole({}))).toBeUndefined();
  expect(whyNoUploads(whole({ visibility: { uploads: true } }))).toBeUndefined();
  expect(whyNoUploads(whole({ visibility: { uploads: false } }))).toBe(off);
  expect(whyNoUploads(whole({ toggles: { uploads: { on: true } } }))).toBeUndefined();
  expect(whyNoUploads(whole({ toggles: { uploads: { on: false } } }))).toBe(off);
  const locked = { locks: { uploads: { reason: 'Full.' } }, visibility: { uploads: false } };
  expect(whyNoUploads(whole(locked))).toBe('Full.');
});
