// @vitest-environment node
import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';
import { judge } from './closing.ts';

test.each([
  [1001, { next: 'soon' }],
  [1012, { next: 'soon' }],
  [1000, { next: 'resume' }],
  [1005, { next: 'resume' }],
  [1006, { next: 'resume' }],
  [1011, { next: 'resume' }],
  [3000, { next: 'resume' }],
  [4000, { next: 'resume' }],
  [4005, { next: 'resume' }],
  [4099, { next: 'resume' }],
  [4100, { next: 'fresh' }],
  [4199, { next: 'fresh' }],
  [4400, { next: 'stop', reason: 'protocol' }],
  [4401, { next: 'stop', reason: 'unauthenticated' }],
  [4403, { next: 'stop', reason: 'forbidden' }],
  [4406, { next: 'stop', reason: 'version' }],
  [4408, { next: 'stop', reason: 'superseded' }],
  [4410, { next: 'stop', reason: 'revoked' }],
  [4429, { next: 'stop', reason: 'too_many' }],
  [4499, { next: 'stop', reason: 'protocol' }],
  [4500, { next: 'resume' }],
  [1002, { next: 'doubt' }],
  [1003, { next: 'doubt' }],
  [1007, { next: 'doubt' }],
  [1009, { next: 'doubt' }],
])('[C6] %i asks for %o', (code, verdict) => {
  expect(judge(code)).toEqual(verdict);
});

test('[C6] the backoff doubles from half a second to half a minute, with full jitter', () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => backoff(attempt, () => 1));
  expect(longest).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expect(backoff(3, () => 0)).toBe(0);
  expect(backoff(3, () => 0.5)).toBe(2000);
});
