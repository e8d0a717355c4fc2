import { useSyncExternalStore } from 'react';

/** On a touch screen the focus of a field would bring up a keyboard that nobody asked for. */
export const HAS_KEYBOARD = matchMedia('(pointer: fine)').matches;

const narrow = matchMedia('(max-width: 60rem)');

/** Whether the page has no room for more than one thing beside another. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      narrow.addEventListener('change', changed);
      return () => narrow.removeEventListener('change', changed);
    },
    () => narrow.matches,
  );
}
