import { useEffect } from 'react';
import { isMac, MOD } from '../commands/shortcut.ts';
import { NEW_THREAD, navigate } from './route.ts';

/** Every key that does something, as the help shows it. */
export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Enter'], does: 'Send the message' },
  { keys: ['Shift', 'Enter'], does: 'Start a new line' },
  { keys: ['Esc'], does: 'Stop the answer, or end who has the floor' },
  { keys: ['↑'], does: 'Edit the last message, when nothing is written' },
  { keys: ['/'], does: 'Commands, at the start of a message' },
  { keys: [MOD, 'K'], does: 'All commands' },
  { keys: [MOD, 'Shift', 'F'], does: 'Search' },
  { keys: [MOD, 'Shift', 'O'], does: 'New thread' },
  { keys: ['↑', '↓'], does: 'Move in the thread list' },
  { keys: [MOD, '/'], does: 'Show this list' },
];

interface Doings {
  palette(): void;
  search(): void;
  help(): void;
}

/** Keys that work wherever the focus is. */
export function useShortcuts(does: Doings): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const mod = isMac ? event.metaKey : event.ctrlKey;
      if (!mod || event.altKey || event.defaultPrevented) return;
      const run = actionOf(event, does);
      if (!run) return;
      event.preventDefault();
      run();
    };
    globalThis.addEventListener('keydown', onKeyDown);
    return () => globalThis.removeEventListener('keydown', onKeyDown);
  }, [does]);
}

function actionOf(event: KeyboardEvent, does: Doings) {
  const key = event.key.toLowerCase();
  if (key === 'k' && !event.shiftKey) return does.palette;
  if (key === 'f' && event.shiftKey) return does.search;
  if (key === 'o' && event.shiftKey) return () => navigate(NEW_THREAD);
  return key === '/' ? does.help : undefined;
}
