import type { ClientState, InstarClient } from '@instar/core';

/** As much of a client as the hooks use, with a state that the test sets. */
export class FakeClient {
  state = { unreadable: 0, threads: {}, layers: {} } as unknown as ClientState;
  listeners = new Set<() => void>();
  open: string[] = [];

  getState = () => this.state;
  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  openThread = (threadId: string) => {
    this.open.push(threadId);
    return () => {
      this.open = this.open.filter((other) => other !== threadId);
    };
  };

  set(change: object) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  /** What the server says of the interface to everybody. */
  says(state: object) {
    this.set({ layers: { global: { rev: 1, state } } });
  }

  asClient() {
    return this as unknown as InstarClient;
  }
}
