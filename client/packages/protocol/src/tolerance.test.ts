// @vitest-environment node
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { InputText, Item, Thread } from './index.ts';

const item = {
  id: 'itm_1',
  threadId: 'thr_1',
  type: 'user_message',
  status: 'done',
  author: { type: 'user' },
  createdAt: '2026-11-22T18:00:00.000Z',
  position: 1,
};
const part = { type: 'input_text', text: 'Hello' };

test('[E1] a reader ignores a field that it does not know, also where a writer may not', () => {
  expect(Item.parse({ ...item, content: [{ ...part, lang: 'en' }] }).content).toEqual([part]);
  expect(InputText.safeParse({ ...part, lang: 'en' }).success).toBe(false);
  const status = { type: 'locked', until: 'noon' };
  expect(Thread.shape.status.parse(status)).toEqual({ type: 'locked' });
});

test('[E1] a part of a kind that the reader does not know is left out', () => {
  const content = [part, { type: 'citation', url: '/x' }];
  expect(Item.parse({ ...item, content }).content).toEqual([part]);
});

test('[E6] a part of a known kind is still checked', () => {
  expect(Item.safeParse({ ...item, content: [{ type: 'input_text' }] }).success).toBe(false);
  expect(Item.safeParse({ ...item, content: [null] }).success).toBe(false);
  expect(Item.safeParse({ ...item, content: {} }).success).toBe(false);
});

test('[E1] 60,000 astral characters are a text that a reader takes', () => {
  const text = '\u{1f980}'.repeat(60_000);
  expect(Item.safeParse({ ...item, content: [{ ...part, text }] }).success).toBe(true);
  expect(Item.safeParse({ ...item, content: [{ ...part, text: `${text}x` }] }).success).toBe(false);
});

test('the validators make no code at run time: the page forbids it', () => {
  expect(z.config().jitless).toBe(true);
});
