import { useCallback, useSyncExternalStore } from 'react';

/** Whole seconds until `until` (epoch milliseconds), counted down while it is shown. */
export function useCountdown(until: number | undefined): number {
  const subscribe = useCallback((changed: () => void) => eachSecond(until, changed), [until]);
  return useSyncExternalStore(subscribe, () => Math.ceil(leftUntil(until) / 1000));
}

/** Calls when another second is over, until none is left. Returns its undo. */
function eachSecond(until: number | undefined, changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    const left = leftUntil(until);
    if (left > 0) timer = setTimeout(next, left % 1000 || 1000);
  };
  const next = () => {
    changed();
    wait();
  };
  wait();
  return () => clearTimeout(timer);
}

function leftUntil(until: number | undefined): number {
  return until === undefined ? 0 : Math.max(0, until - Date.now());
}
