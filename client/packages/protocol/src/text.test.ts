// @vitest-environment node
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { codePoints, dropCodePoints } from './index.ts';

test('[D1] positions count code points, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(codePoints(text)).toBe([...text].length);
    }),
  );
});

test('[D1] an overlap is dropped between code points', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(12), (text, count) => {
      expect(dropCodePoints(text, count)).toBe([...text].slice(count).join(''));
    }),
  );
});
