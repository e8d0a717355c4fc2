// @vitest-environment node
import { expect, test } from 'vitest';
import { delta, event, item, THREAD } from '../testing/messages.ts';
import { decode } from './decode.ts';

const read = (frame: unknown) => decode(JSON.stringify(frame));

test('[E1] a message is checked by its shape', () => {
  const message = event('item.added', 1, { item: item('itm_1', 1) });
  expect(read(message)).toEqual({ kind: 'message', message });
  expect(read({ ...message, trace: 'x' })).toEqual({ kind: 'message', message });
});

test('[D1] a delta is checked by hand', () => {
  const message = delta('itm_1', 3, 'text');
  expect(read(message)).toEqual({ kind: 'delta', delta: message });
});

test.each([
  { itemId: 1 },
  { attempt: '1' },
  { attempt: 1.5 },
  { pos: -1 },
  { pos: 0.5 },
  { pos: 2 ** 53 },
  { delta: null },
])('[E6] a delta with %o is unreadable', (wrong) => {
  const message = delta('itm_1', 3, 'text');
  const frame = { ...message, payload: { ...message.payload, ...wrong } };
  expect(read(frame)).toEqual({ kind: 'unreadable', threadId: THREAD });
});

test('[E1] an unknown type is let by, and keeps its place in the log', () => {
  expect(read({ type: 'news.flash', v: 1 })).toEqual({ kind: 'unknown', place: undefined });
  expect(read({ type: 'ui.patched', threadId: THREAD, epoch: 'e1', offset: 7 })).toEqual({
    kind: 'unknown',
    place: { threadId: THREAD, epoch: 'e1', offset: 7 },
  });
});

test.each(['', 'hello', 'null', '[]', '42', '{"type"', new ArrayBuffer(2)])(
  '[E6] %o is unreadable',
  (data) => {
    expect(decode(data)).toEqual({ kind: 'unreadable', threadId: undefined });
  },
);

test('[E6] a known type of a wrong shape names its thread', () => {
  const frame = { ...event('item.added', 1, { item: item('itm_1', 1) }), payload: {} };
  expect(read(frame)).toEqual({ kind: 'unreadable', threadId: THREAD });
});
