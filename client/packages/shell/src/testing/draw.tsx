import { type Host, HostProvider, InstarProvider } from '@instar/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { type ThreadActions, ThreadActionsProvider } from '../conversation/context.ts';
import { createHost } from '../host/host.ts';
import { createFakeClient, type FakeClient } from './fakeClient.ts';
import { createFakeRest } from './fakeRest.ts';
import { ADA, me } from './fixtures.ts';

/** Draws a part of the page above a fake client that knows who is signed in. */
export function draw(
  part: ReactNode,
  client: FakeClient = createFakeClient({}, createFakeRest({ 'GET /me': me })),
  host: Host = createHost(),
) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const drawn = render(
    <InstarProvider client={client}>
      <QueryClientProvider client={queries}>
        <HostProvider host={host} threadId="thr_1">
          {part}
        </HostProvider>
      </QueryClientProvider>
    </InstarProvider>,
  );
  return { ...drawn, client, host };
}

/** Draws a part of a conversation, in a thread that can be written to unless `fields` say else. */
export function drawInThread(part: ReactNode, fields: Partial<ThreadActions> = {}) {
  const actions: ThreadActions = {
    threadId: 'thr_1',
    writer: true,
    writable: true,
    openTurn: undefined,
    userId: ADA.id,
    editing: undefined,
    edit: () => undefined,
    ...fields,
  };
  return draw(<ThreadActionsProvider value={actions}>{part}</ThreadActionsProvider>);
}
