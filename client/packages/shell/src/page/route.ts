import { useLayoutEffect, useState } from 'react';

/** Where the page is: what its address says. */
export type Route =
  | { readonly name: 'new' }
  | { readonly name: 'thread'; readonly threadId: string; readonly itemId?: string }
  | { readonly name: 'login' };

export const NEW_THREAD = '/';

/** The address of a thread, or of one of its items. */
export function threadPath(threadId: string, itemId?: string): string {
  const path = `/t/${encodeURIComponent(threadId)}`;
  return itemId === undefined ? path : `${path}#${encodeURIComponent(itemId)}`;
}

export function routeOf(address: string): Route {
  const url = new URL(address, 'http://instar.invalid');
  if (url.pathname === '/login') return { name: 'login' };
  const threadId = /^\/t\/([^/]+)$/.exec(url.pathname)?.[1];
  if (threadId === undefined) return { name: 'new' };
  const itemId = decode(url.hash.slice(1));
  return { name: 'thread', threadId: decode(threadId), ...(itemId && { itemId }) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const listeners = new Set<() => void>();

/** Goes to `path` without loading the page again. */
export function navigate(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  globalThis.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    globalThis.removeEventListener('popstate', listener);
  };
}

const address = (): string => location.pathname + location.hash;

/**
 * The route, followed. It is a state, since React draws a change of an external store in the task
 * that makes it, and that of a first message has enough to do.
 */
export function useRoute(): Route {
  const [shown, setShown] = useState(address);
  useLayoutEffect(() => subscribe(() => setShown(address())), []);
  return routeOf(shown);
}
