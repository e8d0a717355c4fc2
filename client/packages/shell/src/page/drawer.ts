import { useEffect } from 'react';
import { createStore, type Store, useStore } from './store.ts';

/** Something that is drawn over a narrow page. On a wide one it is always there. */
interface Drawer {
  readonly drawn: Store<boolean>;
  /** What the focus goes into. */
  readonly selector: string;
}

/** The thread list. */
export const side: Drawer = { drawn: createStore(false), selector: '.side' };

/** What stands beside the conversation. */
export const panel: Drawer = { drawn: createStore(false), selector: '.panel' };

/** Whether the drawer is drawn. The focus goes into one that opens, and Escape closes it. */
export function useDrawer({ drawn, selector }: Drawer): boolean {
  const shown = useStore(drawn);
  useEffect(() => {
    if (!shown) return undefined;
    const drawer = document.querySelector(selector);
    if (!drawer?.contains(document.activeElement)) {
      drawer?.querySelector<HTMLElement>('.drawer-close')?.focus();
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) drawn.set(false);
    };
    globalThis.addEventListener('keydown', onKeyDown);
    return () => globalThis.removeEventListener('keydown', onKeyDown);
  }, [shown, drawn, selector]);
  return shown;
}
