// @vitest-environment node

import { expect, test } from 'vitest';
import { textOf } from './state/text.ts';
import { Store } from './store.ts';
import { answer, delta, event, item, snapshot, THREAD } from './testing/messages.ts';
import { viewOf } from './testing/view.ts';
import { FakeWorld } from './testing/world.ts';

function streaming() {
  const world = new FakeWorld();
  const store = new Store(world.environment.requestFrame, () => {});
  store.dispatch({ type: 'opened', threadId: THREAD });
  store.dispatch({
    type: 'received',
    message: snapshot(2, { items: [item('itm_1', 1), answer('itm_2', 2)] }),
  });
  world.drawFrame();
  const text = () => {
    const last = viewOf(store.state).items.at(-1);
    return last && textOf(last);
  };
  return { world, store, text };
}

test('deltas are applied with the frame, all at once', () => {
  const { world, store, text } = streaming();
  const before = store.state;
  for (let pos = 0; pos < 100; pos++) store.defer(delta('itm_2', pos, 'x'));
  expect(store.state).toBe(before);
  world.drawFrame();
  expect(text()).toBe('x'.repeat(100));
  expect(viewOf(store.state).items[0]).toBe(viewOf(before).items[0]);
});

test('deltas are applied before whatever follows them', () => {
  const { store, text } = streaming();
  store.defer(delta('itm_2', 0, 'abc'));
  store.dispatch({ type: 'received', message: event('item.added', 3, { item: item('itm_3', 3) }) });
  expect(viewOf(store.state).items[1]?.content).toEqual([{ type: 'output_text', text: 'abc' }]);
  expect(text()).toBe('itm_3');
});

test('a page that draws no frames still takes its deltas', () => {
  const { store, text } = streaming();
  for (let pos = 0; pos < 1023; pos++) store.defer(delta('itm_2', pos, 'x'));
  expect(text()).toBe('');
  store.defer(delta('itm_2', 1023, 'x'));
  expect(text()).toHaveLength(1024);
});
