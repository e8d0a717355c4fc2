import type { InstarClient } from '@instar/core';
import { createContext, type ReactNode, useContext } from 'react';

const ClientContext = createContext<InstarClient | undefined>(undefined);

/** Gives the client to everything below. */
export function InstarProvider(props: {
  readonly client: InstarClient;
  readonly children: ReactNode;
}) {
  return <ClientContext value={props.client}>{props.children}</ClientContext>;
}

/** The client of the nearest `InstarProvider`. */
export function useInstar(): InstarClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('useInstar needs an <InstarProvider> above it.');
  return client;
}
