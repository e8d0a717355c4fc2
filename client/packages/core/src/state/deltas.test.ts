// @vitest-environment node
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answer, delta, event, item, resumed, snapshot } from '../testing/messages.ts';
import { tell, texts, told, viewOf } from '../testing/view.ts';
import { cursor } from './cursor.ts';
import type { HeldState } from './held.ts';
import { reduce } from './reduce.ts';

const open = (text = '', changes = {}) =>
  told(snapshot(2, { items: [answer('itm_1', 2, text, changes)] }), resumed(2, false));

const streaming = (value: string) => ({ type: 'Markdown', value, streaming: true });
const contentOf = (state: HeldState) => viewOf(state).items[0]?.content;

describe('[D1] a delta', () => {
  test('is appended where the text ends', () => {
    const state = tell(open('Crabs'), delta('itm_1', 5, ' are'), delta('itm_1', 9, ' fine'));
    expect(texts(state)).toEqual(['Crabs are fine']);
    expect(viewOf(state).resync).toBe(false);
  });

  test('counts code points, not UTF-16 units', () => {
    const state = tell(open('🦀'), delta('itm_1', 1, '👩‍👧'), delta('itm_1', 4, '!'));
    expect(texts(state)).toEqual(['🦀👩‍👧!']);
    expect(cursor(viewOf(state))?.open).toEqual({ itm_1: { attempt: 1, pos: 5 } });
  });

  test('loses the front that is held already', () => {
    const state = tell(open('🦀🦀ab'), delta('itm_1', 1, '🦀abcd'));
    expect(texts(state)).toEqual(['🦀🦀abcd']);
  });

  test('that is held whole changes nothing', () => {
    const before = open('abc');
    expect(tell(before, delta('itm_1', 1, 'bc'), delta('itm_1', 0, 'a'))).toBe(before);
  });

  test('beyond the end is not shown, and asks for what is missing', () => {
    const state = tell(open('abc'), delta('itm_1', 4, 'e'));
    expect(texts(state)).toEqual(['abc']);
    expect(viewOf(state).resync).toBe(true);
  });

  test('that fills a hole is applied, also in the frame in which the hole was seen', () => {
    const deltas = [delta('itm_1', 4, 'e'), delta('itm_1', 3, 'de')];
    const state = reduce(open('abc'), { type: 'deltas', deltas });
    expect(texts(state)).toEqual(['abcde']);
  });

  test('of an older attempt is dropped', () => {
    const before = open('abc', { attempt: 2 });
    expect(tell(before, delta('itm_1', 3, 'old', 1))).toBe(before);
  });

  test('of a newer attempt asks for what is missing', () => {
    const state = tell(open('abc'), delta('itm_1', 3, 'new', 2));
    expect(viewOf(state).resync).toBe(true);
    expect(texts(state)).toEqual(['abc']);
  });

  test('of an item that was never shown asks for what is missing', () => {
    expect(viewOf(tell(open(), delta('itm_9', 0, 'x'))).resync).toBe(true);
  });

  test('of an item that has ended is dropped [T4]', () => {
    const done = answer('itm_1', 2, 'whole', { status: 'done' });
    const state = tell(open('wh'), event('item.done', 3, { item: done }), delta('itm_1', 2, 'ole'));
    expect(texts(state)).toEqual(['whole']);
    expect(viewOf(state).resync).toBe(false);
  });

  test('before the snapshot waits for it', () => {
    const before = told();
    expect(tell(before, delta('itm_1', 5, 'x'))).toBe(before);
  });

  test('of a thread that is not open is nothing', () => {
    const before = open();
    const other = { ...delta('itm_1', 0, 'x'), threadId: 'thr_9' };
    expect(reduce(before, { type: 'deltas', deltas: [other] })).toBe(before);
  });
});

test('[D1] a text arrives whole however it is cut, repeated and overlapped', () => {
  const piece = fc.record({ from: fc.nat(40), length: fc.nat(12) });
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.array(piece), (text, pieces) => {
      const points = [...text];
      const cuts = pieces.map(({ from, length }) => ({ from, to: from + length }));
      let state = open();
      for (const { from, to } of [...cuts, { from: 0, to: points.length }])
        state = tell(state, delta('itm_1', from, points.slice(from, to).join('')));
      expect(texts(state)).toEqual([text]);
      expect(viewOf(state).open).toEqual({ itm_1: { attempt: 1, pos: points.length } });
    }),
  );
});

test('many deltas of several items and threads are one change', () => {
  const items = [answer('itm_1', 1), answer('itm_2', 2)];
  const before = told(snapshot(2, { items }));
  const deltas = [delta('itm_1', 0, 'a'), delta('itm_2', 0, 'x'), delta('itm_1', 1, 'b')];
  const state = reduce(before, { type: 'deltas', deltas });
  expect(texts(state)).toEqual(['ab', 'x']);
});

test('[D3] an item that opens without a part grows one', () => {
  const state = tell(
    told(snapshot(1)),
    event('item.added', 2, { item: { ...answer('itm_1', 2), content: [] } }),
  );
  expect(tell(state, delta('itm_1', 0, 'a')).threads['thr_1']?.items[0]?.content).toEqual([
    { type: 'output_text', text: 'a' },
  ]);
});

describe('[D3] a widget', () => {
  const title = { type: 'Title', value: 'Report' };
  const report = (node: unknown) => {
    const aside = { type: 'Text', value: 'aside' };
    return { type: 'Card', children: [title, { type: 'Transition', children: node }, aside] };
  };
  const widget = (node: unknown, changes = {}) =>
    answer('itm_1', 2, '', {
      type: 'widget.card',
      content: [{ type: 'widget', root: report(node) }],
      ...changes,
    });
  const opened = (value: string) => told(snapshot(2, { items: [widget(streaming(value))] }));

  test('grows where its node streams, in code points', () => {
    const state = tell(opened('🦀'), delta('itm_1', 1, ' are'), delta('itm_1', 3, 're fine'));
    expect(contentOf(state)).toEqual(widget(streaming('🦀 are fine')).content);
    expect(cursor(viewOf(state))?.open).toEqual({ itm_1: { attempt: 1, pos: 10 } });
  });

  test('keeps its other nodes as they are', () => {
    const state = tell(opened(''), delta('itm_1', 0, 'a'));
    const parts = contentOf(state)?.filter((part) => part.type === 'widget') ?? [];
    const roots = parts.map(({ root }) => root as ReturnType<typeof report>);
    expect(roots.map(({ children }) => children[0] === title)).toEqual([true]);
  });

  test('asks for what is missing when a delta is beyond its end', () => {
    const state = tell(opened('abc'), delta('itm_1', 4, 'e'));
    expect(viewOf(state).resync).toBe(true);
    expect(contentOf(state)).toEqual(widget(streaming('abc')).content);
  });

  test('is what the server says when it is done', () => {
    const done = widget({ type: 'Markdown', value: 'abc' }, { status: 'done' });
    const state = tell(opened('a'), event('item.done', 3, { item: done }));
    expect(viewOf(tell(state, delta('itm_1', 1, 'bc'))).items).toEqual([done]);
    expect(viewOf(state).open).toEqual({});
  });

  test('in which nothing streams is left alone', () => {
    const quiet = told(snapshot(2, { items: [widget('no node')] }));
    expect(contentOf(tell(quiet, delta('itm_1', 0, 'a')))).toEqual(contentOf(quiet));
  });
});

test('[D4] item.updated and item.done replace what is shown', () => {
  const again = answer('itm_1', 2, 'checkpoint', { attempt: 2 });
  const reopened = tell(open('checkpoint and more'), event('item.updated', 3, { item: again }));
  expect(texts(reopened)).toEqual(['checkpoint']);
  expect(viewOf(reopened).open).toEqual({ itm_1: { attempt: 2, pos: 10 } });
  const done = tell(reopened, event('item.done', 4, { item: item('itm_1', 2) }));
  expect(texts(done)).toEqual(['itm_1']);
  expect(viewOf(done).open).toEqual({});
});
