import { act, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Drafts } from '../drafts/drafts.ts';
import { HostProvider } from '../host.tsx';
import { InstarProvider } from '../provider.tsx';
import { Renderers } from '../renderers/renderers.ts';
import { type Fault, Slots } from '../slots/slots.ts';
import { FakeClient } from './fakeClient.ts';

/** Draws a part of a page that nobody has contributed to yet. `faults` holds what broke. */
export function draw(part: ReactNode) {
  const faults: Fault[] = [];
  const client = new FakeClient();
  const memory = new Map<string, string>();
  const host = {
    slots: new Slots((fault) => faults.push(fault)),
    renderers: new Renderers(),
    drafts: new Drafts({
      load: (key) => memory.get(key),
      save: (key, text) => void (text === undefined ? memory.delete(key) : memory.set(key, text)),
    }),
  };
  const inPage = (element: ReactNode) => (
    <InstarProvider client={client.asClient()}>
      <HostProvider host={host} threadId="thr_1">
        {element}
      </HostProvider>
    </InstarProvider>
  );
  const drawn = render(inPage(part));
  const show = (element: ReactNode) => drawn.rerender(inPage(element));
  return { ...drawn, show, client, faults, memory, ...host };
}

/** What `run` returns, after the page has drawn what follows from it. */
export function after<Value>(run: () => Value): Value {
  const returned: Value[] = [];
  act(() => void returned.push(run()));
  return returned[0] as Value;
}
