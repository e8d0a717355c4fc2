import type { ClientState, InstarClient, ThreadView } from '@instar/core';
import { createFakeRest, type FakeRest } from './fakeRest.ts';
import { attachment, connected } from './fixtures.ts';

/** A call that the page made: the verb and what it was given. */
export type Call = readonly [verb: string, ...given: unknown[]];

/** A client without a server: tests set its state and read what the page asked for. */
export interface FakeClient extends InstarClient {
  readonly calls: Call[];
  readonly rest: FakeRest;
  update(change: Partial<ClientState>): void;
  show(view: ThreadView): void;
}

export function createFakeClient(
  initial: Partial<ClientState> = {},
  rest: FakeRest = createFakeRest(),
): FakeClient {
  let state: ClientState = { ...connected, ...initial };
  const calls: Call[] = [];
  const listeners = new Set<() => void>();

  const update = (change: Partial<ClientState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const note =
    <Result>(verb: string, result: Result) =>
    (...given: unknown[]): Result => {
      calls.push([verb, ...given]);
      return result;
    };

  return {
    calls,
    rest,
    update,
    show: (view) => update({ threads: { ...state.threads, [view.id]: view } }),
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connect: note('connect', undefined),
    reconnect: note('reconnect', undefined),
    close: note('close', undefined),
    signOut: note('signOut', Promise.resolve()),
    openThread: () => () => undefined,
    loadOlder: note('loadOlder', Promise.resolve()),
    submit: note('submit', 'msg_fake'),
    resubmit: note('resubmit', undefined),
    discard: note('discard', undefined),
    retry: note('retry', Promise.resolve()),
    continueTurn: note('continueTurn', Promise.resolve()),
    cancel: note('cancel', Promise.resolve()),
    invokeCommand: note('invokeCommand', Promise.resolve()),
    act: note('act', Promise.resolve()),
    setTyping: note('setTyping', undefined),
    markRead: note('markRead', undefined),
    uploadAttachment: async (file) => attachment({ name: file.name, size: file.size }),
  };
}
