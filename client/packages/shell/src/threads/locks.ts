import { whyLocked } from '@instar/core';
import { useHost, useInterface } from '@instar/react';

/** Why threads can be neither made nor changed; undefined when they can. */
export function useThreadsLock(): string | undefined {
  const { threadId } = useHost();
  return useInterface(threadId, (ui) => whyLocked(ui, 'threads'));
}
