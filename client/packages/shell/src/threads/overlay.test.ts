import { describe, expect, it } from 'vitest';
import { at, thread } from '../testing/fixtures.ts';
import { isUnread, overlay, titleOf } from './overlay.ts';

const nobody = () => false;
const ids = (threads: readonly { id: string }[]) => threads.map(({ id }) => id);

describe('the thread list', () => {
  const listed = [
    thread({ id: 'thr_a', updatedAt: at(2), title: 'A' }),
    thread({ id: 'thr_b', updatedAt: at(1), title: 'B' }),
  ];

  it('shows on top what the socket says of another place', () => {
    const live = { thr_c: thread({ id: 'thr_c', updatedAt: at(3) }) };
    expect(ids(overlay(listed, live, nobody))).toEqual(['thr_c', 'thr_a', 'thr_b']);
  });

  it('moves a thread up and renames it when it changes', () => {
    const live = { thr_b: thread({ id: 'thr_b', updatedAt: at(4), title: 'B!' }) };
    const [first] = overlay(listed, live, nobody);
    expect(first).toMatchObject({ id: 'thr_b', title: 'B!' });
  });

  it('prefers a later answer of REST to an earlier line of the socket', () => {
    const live = { thr_a: thread({ id: 'thr_a', updatedAt: at(1), title: 'old' }) };
    expect(overlay(listed, live, nobody)[0]?.title).toBe('A');
  });

  it('hides what is deleted or gone', () => {
    const live = { thr_a: thread({ id: 'thr_a', updatedAt: at(5), deletedAt: at(5) }) };
    expect(ids(overlay(listed, live, nobody))).toEqual(['thr_b']);
    expect(ids(overlay(listed, {}, (id) => id === 'thr_b'))).toEqual(['thr_a']);
  });

  it('names a thread without a title', () => {
    expect(titleOf(thread({ title: '  ' }))).toBe('Untitled thread');
  });

  it('knows what was not read', () => {
    expect(isUnread(thread({ head: 5, lastRead: 4 }))).toBe(true);
    expect(isUnread(thread({ head: 5, lastRead: 5 }))).toBe(false);
  });
});
