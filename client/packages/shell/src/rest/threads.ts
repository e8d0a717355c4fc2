import type { Rest } from '@instar/core';
import { Item, Page_SearchHit_, Page_Thread_, Thread } from '@instar/protocol';

const PAGE_SIZE = 30;
const HITS = 20;

const path = (id: string, below = ''): string => `/threads/${encodeURIComponent(id)}${below}`;

/** A page of the thread list, newest first, of what follows the thread `after`. */
export const listThreads = (rest: Rest, after: string | undefined, signal: AbortSignal) =>
  rest.get('/threads', Page_Thread_, {
    query: { limit: PAGE_SIZE, order: 'desc', after },
    signal,
  });

export const createThread = (rest: Rest, title: string): Promise<Thread> =>
  rest.post('/threads', { title }, Thread);

export const renameThread = (rest: Rest, id: string, title: string): Promise<Thread> =>
  rest.patch(path(id), { title }, Thread);

export const deleteThread = (rest: Rest, id: string): Promise<void> => rest.delete(path(id));

export const restoreThread = (rest: Rest, id: string): Promise<Thread> =>
  rest.post(path(id, '/restore'), undefined, Thread);

export const importThread = (rest: Rest, exported: unknown): Promise<Thread> =>
  rest.post('/threads/import', exported, Thread);

export const exportAddress = (rest: Rest, id: string, format: 'md' | 'json'): string =>
  rest.url(path(id, '/export'), { format });

export const searchItems = (rest: Rest, q: string, signal: AbortSignal) =>
  rest.get('/search', Page_SearchHit_, { query: { q, limit: HITS }, signal });

export const setFeedback = (
  rest: Rest,
  { id, threadId }: Item,
  rating: 'up' | 'down' | null,
): Promise<Item> =>
  rest.post(path(threadId, `/items/${encodeURIComponent(id)}/feedback`), { rating }, Item);
