import { useSyncExternalStore } from 'react';

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
