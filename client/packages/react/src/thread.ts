import type { ThreadView } from '@instar/core';
import { useEffect } from 'react';
import { useInstar } from './provider.tsx';
import { useSelector } from './selector.ts';

/** The view of a thread, which is open while the component is mounted; undefined before. */
export function useThread(threadId: string): ThreadView | undefined {
  const client = useInstar();
  useEffect(() => client.openThread(threadId), [client, threadId]);
  return useSelector((state) => state.threads[threadId]);
}
