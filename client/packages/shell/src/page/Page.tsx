import { lazy, Suspense, useEffect, useMemo } from 'react';
import { NewThreadPage } from '../conversation/NewThreadPage.tsx';
import { ThreadPage } from '../conversation/ThreadPage.tsx';
import { Threads } from '../threads/Threads.tsx';
import { Announcer } from './Announcer.tsx';
import { drawer, useDrawerKeys } from './drawer.ts';
import { helpShown } from './help.ts';
import type { Route } from './route.ts';
import { useShortcuts } from './shortcuts.ts';
import { useStore } from './store.ts';
import { Toasts } from './Toasts.tsx';

const Help = lazy(() => import('./Help.tsx').then((module) => ({ default: module.Help })));

/** Everything a signed-in person sees. */
export function Page({ route }: { readonly route: Exclude<Route, { name: 'login' }> }) {
  const drawn = useStore(drawer);
  const help = useStore(helpShown);
  const threadId = route.name === 'thread' ? route.threadId : undefined;
  const itemId = route.name === 'thread' ? route.itemId : undefined;
  useShortcuts(useMemo(() => ({ search, help: () => helpShown.set(true) }), []));

  useDrawerKeys(drawn);

  // Going somewhere closes the drawer that one went from.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(() => drawer.set(false), [threadId, itemId]);

  return (
    <div className={`page ${drawn ? 'drawer-open' : ''}`}>
      <a className="skip" href="#main" onClick={skipToComposer}>
        Skip to the conversation
      </a>
      <Threads openId={threadId} onClose={() => drawer.set(false)} />
      <button
        type="button"
        className="drawer-shade"
        aria-label="Close threads"
        tabIndex={-1}
        onClick={() => drawer.set(false)}
      />
      {threadId === undefined ? (
        <NewThreadPage key="new" />
      ) : (
        <ThreadPage key={threadId} threadId={threadId} itemId={itemId} />
      )}
      <Toasts />
      <Announcer />
      {help && (
        <Suspense>
          <Help onClose={() => helpShown.set(false)} />
        </Suspense>
      )}
    </div>
  );
}

function search(): void {
  drawer.set(true);
  document.querySelector<HTMLInputElement>('#thread-search')?.focus();
}

/** The address keeps what it says: it names a thread or an item, not a place on the page. */
function skipToComposer(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}
