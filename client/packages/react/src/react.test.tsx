import { act, cleanup, render, screen } from '@testing-library/react';
import { Profiler, type ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { InstarProvider, useInstar, useInterface, useSelector, useThread } from './index.ts';
import { FakeClient } from './testing/fakeClient.ts';

afterEach(cleanup);

function draw(client: FakeClient, element: ReactNode, drawn?: () => void) {
  return render(inProvider(client, element, drawn));
}

function inProvider(client: FakeClient, element: ReactNode, drawn: () => void = () => {}) {
  return (
    <InstarProvider client={client.asClient()}>
      <Profiler id="drawn" onRender={drawn}>
        {element}
      </Profiler>
    </InstarProvider>
  );
}

function Count() {
  return <p>{useSelector((state) => state.unreadable)}</p>;
}

function Ids() {
  return <p>{useSelector((state) => Object.keys(state.threads), sameIds).join()}</p>;
}

function sameIds(one: string[], other: string[]) {
  return one.join() === other.join();
}

function Thread(props: { readonly id: string }) {
  return <p>{useThread(props.id)?.sync ?? 'none'}</p>;
}

function Lost() {
  useInstar();
  return null;
}

test('a selector draws again when what it selects changes, and only then', () => {
  const client = new FakeClient();
  const drawn = vi.fn<() => void>();
  draw(client, <Count />, drawn);
  act(() => client.set({ user: undefined }));
  expect(drawn).toHaveBeenCalledTimes(1);
  act(() => client.set({ unreadable: 3 }));
  expect(screen.getByText('3')).toBeDefined();
});

test('a selector that makes a new value each time is held by its equality', () => {
  const client = new FakeClient();
  const drawn = vi.fn<() => void>();
  draw(client, <Ids />, drawn);
  act(() => client.set({ unreadable: 1 }));
  expect(drawn).toHaveBeenCalledTimes(1);
  act(() => client.set({ threads: { thr_1: {} } }));
  expect(screen.getByText('thr_1')).toBeDefined();
});

test('a thread is open while the component is mounted, and changes with its id', () => {
  const client = new FakeClient();
  const page = draw(client, <Thread id="thr_1" />);
  expect(client.open).toEqual(['thr_1']);
  act(() => client.set({ threads: { thr_1: { sync: 'live' } } }));
  expect(screen.getByText('live')).toBeDefined();
  page.rerender(inProvider(client, <Thread id="thr_2" />));
  expect(client.open).toEqual(['thr_2']);
  page.unmount();
  expect(client.open).toEqual([]);
  expect(client.listeners.size).toBe(0);
});

function Rules() {
  return <p>{Object.keys(useInterface('thr_1', (ui) => ui.rules)).join()}</p>;
}

test('a lock that comes does not draw again who looks at the rules', () => {
  const client = new FakeClient();
  const drawn = vi.fn<() => void>();
  const rules = { old: { effect: 'hide' } };
  client.says({ rules });
  draw(client, <Rules />, drawn);
  act(() => client.says({ rules, locks: { composer: { reason: 'Later.' } } }));
  expect(drawn).toHaveBeenCalledTimes(1);
  act(() => client.says({ rules: { new: { effect: 'hide' } } }));
  expect(screen.getByText('new')).toBeDefined();
});

test('a hook outside of the provider says what is missing', () => {
  expect(() => render(<Lost />)).toThrow('InstarProvider');
});
