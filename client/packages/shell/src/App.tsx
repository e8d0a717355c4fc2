import type { InstarClient } from '@instar/core';
import { HostProvider, InstarProvider } from '@instar/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { createHost } from './host/host.ts';
import { Crash } from './page/Crash.tsx';
import { Login } from './page/Login.tsx';
import { useMe } from './page/me.ts';
import { Page } from './page/Page.tsx';
import { useRoute } from './page/route.ts';
import { isSignedOut } from './rest/refusal.ts';

/** The whole page, above one client. */
export function App({ client }: { readonly client: InstarClient }) {
  const [queries] = useState(createQueries);
  return (
    <Crash>
      <InstarProvider client={client}>
        <QueryClientProvider client={queries}>
          <Routes />
        </QueryClientProvider>
      </InstarProvider>
    </Crash>
  );
}

function Routes() {
  const route = useRoute();
  return route.name === 'login' ? <Login /> : <SignedIn route={route} />;
}

/** The page is drawn at once and not after the answer, so that one can write without waiting. */
function SignedIn({ route }: Parameters<typeof Page>[0]) {
  const { error } = useMe();
  const [host] = useState(createHost);
  if (isSignedOut(error)) return <Login />;
  const threadId = route.name === 'thread' ? route.threadId : undefined;
  return (
    <HostProvider host={host} threadId={threadId}>
      <Page route={route} />
    </HostProvider>
  );
}

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && !isSignedOut(error),
      },
    },
  });
}
