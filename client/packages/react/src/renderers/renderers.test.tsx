import type { Item } from '@instar/protocol';
import { act, cleanup } from '@testing-library/react';
import { useEffect } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MessageProps } from '../slots/props.ts';
import { after, draw } from '../testing/draw.tsx';
import { type FallbackProps, ItemRenderer } from './ItemRenderer.tsx';
import { type Renderer, Renderers } from './renderers.ts';

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const item = (type: string, fields: Partial<Item> = {}): Item => ({
  id: `itm_${type}`,
  threadId: 'thr_1',
  type,
  status: 'done',
  author: { type: 'assistant' },
  createdAt: '2026-11-22T18:00:00.000Z',
  position: 1,
  content: [],
  ...fields,
});

const drawing = (word: string, mounted: (word: string) => void = () => undefined) =>
  function Drawing({ item: { type } }: MessageProps) {
    useEffect(() => mounted(word), []);
    return `${word}:${type} `;
  };

const renderer = (id: string, types: string[], fields: Partial<Renderer> = {}): Renderer => ({
  id,
  types,
  component: drawing(id),
  ...fields,
});

function Data({ item: { type }, fault }: FallbackProps) {
  return `data:${type}${fault instanceof Error ? `!${fault.message}` : ''} `;
}

const STATE = { last: false };

const view = (...items: Item[]) =>
  items.map((each) => <ItemRenderer key={each.id} item={each} state={STATE} fallback={Data} />);

function find(type: string, choices: Record<string, string>, ...all: Renderer[]) {
  const renderers = new Renderers();
  for (const each of all) renderers.register(each);
  return renderers.find(type, choices)?.id;
}

describe('[U8] who draws a type', () => {
  test('is the most specific, then the highest rank, then the first by id', () => {
    const widget = renderer('w', ['widget'], { rank: 9 });
    const card = [renderer('b', ['widget.card']), renderer('a', ['widget.card'])];
    expect(find('widget.card', {}, widget, ...card)).toBe('a');
    expect(
      find('widget.card', {}, widget, ...card, renderer('z', ['widget.card'], { rank: 1 })),
    ).toBe('z');
    expect(find('widget.list', {}, widget, ...card)).toBe('w');
    expect(find('widgets', {}, widget)).toBeUndefined();
  });

  test('is whom the server chose, if it is there for the type', () => {
    const all = [
      renderer('a', ['text'], { rank: 1 }),
      renderer('b', ['text']),
      renderer('c', ['card']),
    ];
    expect(find('text', { text: 'b' }, ...all)).toBe('b');
    expect(find('text', { text: 'gone' }, ...all)).toBe('a');
    expect(find('text', { text: 'c' }, ...all)).toBe('a');
    expect(find('text.long', { text: 'b' }, ...all)).toBe('b');
  });
});

test('a renderer is registered once, and its undo takes it away once', () => {
  const page = draw(view(item('text')));
  expect(page.container.textContent).toBe('data:text ');
  const undo = after(() => page.renderers.register(renderer('a', ['text'])));
  expect(page.container.textContent).toBe('a:text ');
  expect(() => page.renderers.register(renderer('a', ['other']))).toThrow('renderer a already');
  act(undo);
  act(undo);
  expect(page.container.textContent).toBe('data:text ');
});

test('a patch of the interface changes who draws, and mounts nothing else again', () => {
  const mounted = vi.fn<(word: string) => void>();
  const page = draw(view(item('text'), item('note')));
  act(() => {
    for (const id of ['a', 'b']) {
      page.renderers.register(renderer(id, ['text'], { component: drawing(id, mounted) }));
    }
    page.renderers.register(renderer('n', ['note'], { component: drawing('n', mounted) }));
  });
  expect(page.container.textContent).toBe('a:text n:note ');
  act(() => page.client.says({ renderers: { text: 'b' } }));
  expect(page.container.textContent).toBe('b:text n:note ');
  expect(mounted.mock.calls.flat()).toEqual(['a', 'n', 'b']);
});

function Picky({ item: { content } }: MessageProps) {
  if (content.length === 0) throw new Error('Nothing to draw.');
  return 'drawn ';
}

function setUp(...items: Item[]) {
  const page = draw(null);
  act(() => void page.renderers.register(renderer('p', ['text'], { component: Picky })));
  const show = (...shown: Item[]) => page.show(view(...shown));
  show(...items);
  return { ...page, show };
}

describe('an item whose drawing breaks', () => {
  const whole = [{ type: 'output_text' as const, text: 'x' }];

  test('is shown as data with the fault named, and alone', () => {
    const { container } = setUp(item('text'), item('text', { id: 'itm_2', content: whole }));
    expect(container.textContent).toBe('data:text!Nothing to draw. drawn ');
  });

  test('is tried again when it has changed, but not at every word that it grows', () => {
    const open = (fields: object = {}) => item('text', { status: 'in_progress', ...fields });
    const { container, show } = setUp(open());
    show(open({ content: whole }));
    expect(container.textContent).toBe('data:text!Nothing to draw. ');
    show(item('text', { content: whole }));
    expect(container.textContent).toBe('drawn ');
  });
});
