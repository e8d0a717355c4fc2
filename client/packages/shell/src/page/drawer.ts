import { useEffect } from 'react';
import { createStore } from './store.ts';

/** Whether the thread list is drawn over a narrow page. On a wide one it is always there. */
export const drawer = createStore(false);

/** The focus goes into the drawer that opens, and Escape closes it. */
export function useDrawerKeys(drawn: boolean): void {
  useEffect(() => {
    if (!drawn) return undefined;
    const threads = document.querySelector('.threads');
    if (!threads?.contains(document.activeElement)) {
      threads?.querySelector<HTMLElement>('.narrow-only')?.focus();
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) drawer.set(false);
    };
    globalThis.addEventListener('keydown', onKeyDown);
    return () => globalThis.removeEventListener('keydown', onKeyDown);
  }, [drawn]);
}
