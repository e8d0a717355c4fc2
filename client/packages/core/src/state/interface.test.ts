// @vitest-environment node
import type { Interface } from '@instar/protocol';
import { expect, test } from 'vitest';
import { down } from '../testing/messages.ts';
import { interfaceOf } from './interface.ts';
import { initialState, reduce } from './reduce.ts';

const reason = { reason: 'Back soon.' };

function said(layer: 'global' | 'thread', state: Interface, threadId?: string) {
  const payload = { layers: [{ layer, rev: 1, state }] };
  return down('ui.state.snapshot', { payload, ...(threadId && { threadId }) });
}

function patched(layer: 'global' | 'thread', path: string, value: unknown, threadId?: string) {
  const payload = { layer, rev: 2, patch: [{ op: 'add' as const, path, value }] };
  return down('ui.state.patch', { payload, ...(threadId && { threadId }) });
}

const layersAfter = (...messages: (ReturnType<typeof said> | ReturnType<typeof patched>)[]) =>
  messages.reduce((state, message) => reduce(state, { type: 'received', message }), initialState)
    .layers;

const global = said('global', { rules: { old: { effect: 'hide' } }, locks: { composer: reason } });
const own = said('thread', { rules: { calls: { effect: 'group' } } }, 'thr_1');

test('[U2] of one key the later layer counts, and a thread sees its own layer alone', () => {
  const other = said('thread', { locks: { composer: { reason: 'Vote first.' } } }, 'thr_1');
  const layers = layersAfter(global, other);
  expect(interfaceOf(layers, 'thr_1').locks['composer']?.reason).toBe('Vote first.');
  expect(interfaceOf(layers, 'thr_2').locks['composer']?.reason).toBe('Back soon.');
  expect(interfaceOf(layers).locks['composer']?.reason).toBe('Back soon.');
});

test('the document stays the same object until one of its layers changes', () => {
  const before = layersAfter(global, own);
  const after = layersAfter(global, own, patched('thread', '/locks/threads', reason, 'thr_1'));
  expect(interfaceOf(before, 'thr_1')).toBe(interfaceOf({ ...before }, 'thr_1'));
  expect(interfaceOf(after, 'thr_1')).not.toBe(interfaceOf(before, 'thr_1'));
  expect(Object.keys(interfaceOf(after, 'thr_1').rules)).toEqual(['old', 'calls']);
});

test('a patch leaves the sections alone that it does not name', () => {
  const start = reduce(reduce(initialState, { type: 'received', message: global }), {
    type: 'received',
    message: own,
  });
  const lock = patched('thread', '/locks/threads', reason, 'thr_1');
  const { layers } = reduce(start, { type: 'received', message: lock });
  expect(interfaceOf(layers, 'thr_1').rules).toBe(interfaceOf(start.layers, 'thr_1').rules);
  expect(interfaceOf(layers, 'thr_2')).toBe(interfaceOf(start.layers, 'thr_2'));
});
