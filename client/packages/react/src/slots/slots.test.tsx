import { act, cleanup, screen } from '@testing-library/react';
import { type ReactNode, useState } from 'react';
import { afterEach, beforeEach, describe, expect, type Mock, test, vi } from 'vitest';
import { after, draw } from '../testing/draw.tsx';
import { SlotView, useIsFilled } from './SlotView.tsx';
import type { Contribution } from './slots.ts';

// React writes what a boundary caught to the console; here that is what is tested.
let logged: Mock<typeof console.error>;
beforeEach(() => {
  logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const AREA = { threadId: 'thr_1' };

const says = (text: string) =>
  function Says() {
    return <p>{text}</p>;
  };

function Broken(): ReactNode {
  throw new Error('It broke.');
}

function replacing(id: string, fields: object = {}): Contribution {
  const base = { id, slot: 'banner', mode: 'replace', component: says(id), ...fields };
  return base as Contribution;
}

const beside = (mode: 'before' | 'after', id: string, priority = 0) =>
  replacing(id, { mode, priority });

function wrapping(id: string, priority = 0): Contribution {
  const Wrap = ({ children }: { readonly children: ReactNode }) => (
    <section aria-label={id}>{children}</section>
  );
  return { id, slot: 'banner', mode: 'wrap', component: Wrap, priority };
}

function setUp(...contributions: Contribution[]) {
  const page = draw(<SlotView name="banner" props={AREA} />);
  const undo = after(() => contributions.map((each) => page.slots.register(each)));
  return { ...page, undo, text: () => page.container.textContent };
}

/** Every order in which a few things can happen. */
function orders<Thing>(things: readonly Thing[]): Thing[][] {
  if (things.length < 2) return [[...things]];
  return things.flatMap((first, index) =>
    orders(things.toSpliced(index, 1)).map((rest) => [first].concat(rest)),
  );
}

const Frame = ({ children }: { readonly children: ReactNode }) => <aside>{children}</aside>;
function Filled() {
  return useIsFilled('banner') ? 'filled ' : 'empty ';
}

const broken = (fields: object = {}) => replacing('bad', { component: Broken, ...fields });

/** Breaks when it is pressed. */
function Later() {
  const [failing, setFailing] = useState(false);
  if (failing) throw new Error('Later.');
  return (
    <button type="button" onClick={() => setFailing(true)}>
      whole
    </button>
  );
}

describe('a slot', () => {
  test('is drawn in one order, whoever registers first', () => {
    const all = [
      beside('before', 'b', 1),
      beside('before', 'a', 1),
      beside('before', 'c', 2),
      replacing('d'),
    ];
    for (const order of orders(all)) {
      expect(setUp(...order).text()).toBe('cabd');
      cleanup();
    }
  });

  test('is drawn as before, wraps around the replacement, after', () => {
    const { text } = setUp(
      beside('after', 'last'),
      wrapping('inner', 1),
      wrapping('outer', 2),
      beside('before', 'first'),
      replacing('core', { priority: -1 }),
    );
    expect(text()).toBe('firstcorelast');
    const outer = screen.getByRole('region', { name: 'outer' });
    expect(outer.textContent).toBe('core');
    expect(outer.contains(screen.getByRole('region', { name: 'inner' }))).toBe(true);
  });

  test('shows the highest replacement, and the next when that goes', () => {
    const { text, undo } = setUp(replacing('low', { priority: -1 }), replacing('high'));
    expect(text()).toBe('high');
    act(() => undo[1]?.());
    expect(text()).toBe('low');
    act(() => undo[1]?.());
    expect(text()).toBe('low');
    act(() => undo[0]?.());
    expect(text()).toBe('');
  });

  test('takes a contribution once, and again after its undo', () => {
    const { slots, undo, text } = setUp(replacing('one'));
    expect(() => slots.register(replacing('one'))).toThrow('banner has a contribution one');
    act(() => undo[0]?.());
    act(() => void slots.register(replacing('one')));
    act(() => undo[0]?.());
    expect(text()).toBe('one');
  });

  test('draws nothing in the place of what is replaced by null', () => {
    const { text } = setUp(replacing('core', { priority: -1 }), wrapping('wrap'));
    expect(text()).toBe('core');
    cleanup();
    const none = replacing('none', { component: null });
    const empty = setUp(replacing('core', { priority: -1 }), wrapping('wrap'), none);
    expect(empty.container.innerHTML).toBe('');
  });

  test('has its frame only when there is something in it', () => {
    const page = draw(
      <>
        <Filled />
        <SlotView name="banner" props={AREA} frame={Frame} />
      </>,
    );
    expect(page.container.innerHTML).toBe('empty ');
    act(() => void page.slots.register(beside('before', 'a')));
    expect(page.container.innerHTML).toBe('filled <aside><p>a</p></aside>');
  });
});

describe('[U9] the server', () => {
  test('says that a slot is not there', () => {
    const { client, text } = setUp(replacing('core'));
    act(() => client.says({ visibility: { banner: false } }));
    expect(text()).toBe('');
    act(() => client.says({ visibility: { banner: true } }));
    expect(text()).toBe('core');
  });

  test('chooses who takes the place, and what is not there is passed over', () => {
    const { client, text } = setUp(replacing('core', { priority: -1 }), replacing('acme'));
    expect(text()).toBe('acme');
    act(() => client.says({ slots: { banner: 'core' } }));
    expect(text()).toBe('core');
    act(() => client.says({ slots: { banner: 'gone' } }));
    expect(text()).toBe('acme');
  });
});

describe('a contribution that breaks', () => {
  test('leaves its place to the next, is told of once, and stays out until it is registered again', () => {
    const { slots, faults, text } = setUp(replacing('core', { priority: -1 }), broken());
    expect(text()).toBe('core');
    expect(faults).toMatchObject([
      { slot: 'banner', contributionId: 'bad', error: { message: 'It broke.' } },
    ]);
    expect(logged).toHaveBeenCalled();
    act(() => void slots.register(broken({ component: says('mended') })));
    expect(text()).toBe('mended');
    expect(faults).toHaveLength(1);
  });

  test('also when the server has chosen it', () => {
    const core = replacing('core', { priority: -1 });
    const { client, slots, text } = setUp(core, replacing('acme', { priority: 1 }));
    act(() => client.says({ slots: { banner: 'bad' } }));
    act(() => void slots.register(broken()));
    expect(text()).toBe('acme');
  });

  test.each(['before', 'after', 'wrap'])('%s the rest leaves the rest alone', (mode) => {
    const { faults, text } = setUp(replacing('core'), broken({ mode }));
    expect(text()).toBe('core');
    expect(faults).toHaveLength(1);
  });

  test('is told of once however often it is drawn', () => {
    const page = draw(
      <>
        <SlotView name="banner" props={AREA} />
        <SlotView name="banner" props={AREA} />
      </>,
    );
    act(() => void page.slots.register(broken()));
    expect(page.faults).toHaveLength(1);
  });

  test('later does not take along what stands beside it', () => {
    const { faults, text } = setUp(
      replacing('core', { component: Later }),
      beside('after', 'beside'),
    );
    expect(text()).toBe('wholebeside');
    act(() => screen.getByRole('button').click());
    expect(text()).toBe('beside');
    expect(faults).toHaveLength(1);
  });
});
