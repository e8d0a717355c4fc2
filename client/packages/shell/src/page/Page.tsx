import { SlotView } from '@instar/react';
import { type ReactNode, Suspense, useEffect } from 'react';
import { Asking } from '../commands/Asking.tsx';
import { paletteShown } from '../commands/paletteShown.ts';
import { useCommandKeys } from '../commands/useCommandKeys.ts';
import { NewThreadPage } from '../conversation/NewThreadPage.tsx';
import { ThreadPage } from '../conversation/ThreadPage.tsx';
import { Announcer } from './Announcer.tsx';
import { panel, side, useDrawer } from './drawer.ts';
import { helpShown } from './help.ts';
import { lazily } from './lazily.ts';
import { PanelFrame } from './Panel.tsx';
import type { Route } from './route.ts';
import { goToSearch } from './search.ts';
import { settingsShown } from './settings.ts';
import { useShortcuts } from './shortcuts.ts';
import { useStore } from './store.ts';
import { Toasts } from './Toasts.tsx';

const Help = lazily(() => import('./Help.tsx').then((module) => module.Help));
const Settings = lazily(() => import('./Settings.tsx').then((module) => module.Settings));

const loadPalette = () => import('../commands/Palette.tsx').then((module) => module.Palette);
const Palette = lazily(loadPalette);

const KEYS = {
  palette: () => paletteShown.set(true),
  search: goToSearch,
  help: () => helpShown.set(true),
};

/** Everything a signed-in person sees. */
export function Page({ route }: { readonly route: Exclude<Route, { name: 'login' }> }) {
  const open = [useDrawer(side) && 'side-open', useDrawer(panel) && 'panel-open'];
  const help = useStore(helpShown);
  const settings = useStore(settingsShown);
  const threadId = route.name === 'thread' ? route.threadId : undefined;
  const itemId = route.name === 'thread' ? route.itemId : undefined;
  const palette = useStore(paletteShown);
  useShortcuts(KEYS);
  useCommandKeys();

  // Who presses its keys types on at once.
  useEffect(() => void loadPalette(), []);

  // Going somewhere closes the drawer that one went from.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(closeDrawers, [threadId, itemId]);

  return (
    <div className={`page ${open.filter(Boolean).join(' ')}`}>
      <a className="skip" href="#main" onClick={skipToComposer}>
        Skip to the conversation
      </a>
      <SlotView
        name="threadList"
        props={{ openId: threadId, onClose: closeSide }}
        frame={SideFrame}
      />
      {threadId === undefined ? (
        <NewThreadPage key="new" />
      ) : (
        <ThreadPage key={threadId} threadId={threadId} itemId={itemId} />
      )}
      <SlotView name="rightPanel" props={{ threadId }} frame={PanelFrame} />
      <Toasts />
      <Announcer />
      {help && (
        <Suspense>
          <Help onClose={() => helpShown.set(false)} />
        </Suspense>
      )}
      <Asking />
      {palette && (
        <Suspense>
          <Palette />
        </Suspense>
      )}
      {settings && (
        <Suspense>
          <Settings />
        </Suspense>
      )}
    </div>
  );
}

function SideFrame({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <div className="side">{children}</div>
      <button
        type="button"
        className="drawer-shade side-shade"
        aria-label="Close threads"
        tabIndex={-1}
        onClick={closeSide}
      />
    </>
  );
}

const closeSide = () => side.drawn.set(false);

function closeDrawers(): void {
  closeSide();
  panel.drawn.set(false);
}

/** The address keeps what it says: it names a thread or an item, not a place on the page. */
function skipToComposer(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}
