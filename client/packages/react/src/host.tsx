import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Drafts } from './drafts/drafts.ts';
import type { Renderers } from './renderers/renderers.ts';
import type { Slots } from './slots/slots.ts';

/** What the page gives to all that is drawn in it. */
export interface Host {
  readonly slots: Slots;
  readonly renderers: Renderers;
  readonly drafts: Drafts;
}

interface Hosted extends Host {
  /** The thread in view, whose interface holds. */
  readonly threadId: string | undefined;
}

const HostContext = createContext<Hosted | undefined>(undefined);

interface Props {
  readonly host: Host;
  readonly threadId?: string | undefined;
  readonly children: ReactNode;
}

/** Gives the host to everything below. */
export function HostProvider({ host, threadId, children }: Props) {
  const hosted = useMemo(() => ({ ...host, threadId }), [host, threadId]);
  return <HostContext value={hosted}>{children}</HostContext>;
}

/** The host of the nearest `HostProvider`. */
export function useHost(): Hosted {
  const host = useContext(HostContext);
  if (host === undefined) throw new Error('useHost needs a <HostProvider> above it.');
  return host;
}
