import type { ThreadView } from '@instar/core';
import { useInstar } from '@instar/react';
import { useEffect, useSyncExternalStore } from 'react';

/** Moves the read mark while the end of the thread is before the reader's eyes. */
export function useMarkRead({ id, sync, offset, thread }: ThreadView, atEnd: boolean): void {
  const client = useInstar();
  const visible = useSyncExternalStore(subscribe, isVisible);
  const behind = offset > (thread?.lastRead ?? 0);

  useEffect(() => {
    if (visible && atEnd && behind && sync === 'live') client.markRead(id, offset);
  }, [client, id, offset, visible, atEnd, behind, sync]);
}

const isVisible = (): boolean => document.visibilityState === 'visible';

function subscribe(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}
