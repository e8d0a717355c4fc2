import type { Thread } from '@instar/protocol';
import { useInstar, useSelector } from '@instar/react';
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { NEW_THREAD, navigate } from '../page/route.ts';
import { createStore, useStore } from '../page/store.ts';
import { toast } from '../page/toasts.ts';
import { messageOf } from '../rest/refusal.ts';
import { deleteThread, listThreads, restoreThread } from '../rest/threads.ts';
import { overlay, titleOf } from './overlay.ts';

export const THREADS_KEY = ['threads'] as const;

/** Threads that this page has deleted and the server has not confirmed as deleted yet. */
const deleting = createStore<ReadonlySet<string>>(new Set());

/** The thread list: pages from REST under the newest lines from the socket. */
export function useThreads() {
  const { rest } = useInstar();
  const query = useInfiniteQuery({
    queryKey: THREADS_KEY,
    queryFn: ({ pageParam, signal }) => listThreads(rest, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.hasMore ? (page.lastId ?? undefined) : undefined),
  });
  useRefetchOnReconnect();
  const live = useSelector((state) => state.list);
  const gone = useSelector((state) => state.gone);
  const deleted = useStore(deleting);
  const threads = useMemo(() => {
    const listed = query.data?.pages.flatMap((page) => page.data) ?? [];
    return overlay(listed, live, (id) => gone.has(id) || deleted.has(id));
  }, [query.data, live, gone, deleted]);
  return { ...query, threads };
}

/** What changed while the connection was away is in no message: the list is read again. */
function useRefetchOnReconnect(): void {
  const queries = useQueryClient();
  const phase = useSelector((state) => state.connection.phase);
  const lost = useRef(false);

  useEffect(() => {
    if (phase === 'connected' && lost.current) {
      lost.current = false;
      void queries.invalidateQueries({ queryKey: THREADS_KEY });
    } else if (phase !== 'connected' && phase !== 'connecting') {
      lost.current = true;
    }
  }, [phase, queries]);
}

/** Puts a thread as REST answered it into the list. */
export function usePutThread(): (thread: Thread) => void {
  const queries = useQueryClient();
  return (thread) => {
    queries.setQueryData<InfiniteData<{ data: Thread[] }>>(THREADS_KEY, (old) => {
      if (!old) return old;
      const pages = old.pages.map((page, index) => {
        const others = page.data.filter((each) => each.id !== thread.id);
        return { ...page, data: index === 0 ? [thread, ...others] : others };
      });
      return { ...old, pages };
    });
  };
}

/** Deletes a thread at once and offers to take it back. */
export function useDeleteThread(): (thread: Thread, isOpen: boolean) => Promise<void> {
  const { rest } = useInstar();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: THREADS_KEY });

  const restore = async (id: string) => {
    try {
      await restoreThread(rest, id);
      await refresh();
    } catch (error) {
      toast({ text: messageOf(error), tone: 'danger' });
    } finally {
      mark(id, false);
    }
  };

  return async (thread, isOpen) => {
    mark(thread.id, true);
    if (isOpen) navigate(NEW_THREAD);
    try {
      await deleteThread(rest, thread.id);
      toast({
        text: `“${titleOf(thread)}” was deleted.`,
        action: { label: 'Undo', run: () => void restore(thread.id) },
      });
    } catch (error) {
      mark(thread.id, false);
      toast({ text: messageOf(error), tone: 'danger' });
    }
  };
}

function mark(id: string, deleted: boolean): void {
  const ids = new Set(deleting.get());
  if (deleted) ids.add(id);
  else ids.delete(id);
  deleting.set(ids);
}
