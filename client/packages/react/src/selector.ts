import type { ClientState } from '@instar/core';
import { useCallback, useRef, useSyncExternalStore } from 'react';
import { useInstar } from './provider.tsx';

/** What `select` finds in the state. Draws again only when it finds something else. */
export function useSelector<Value>(
  select: (state: ClientState) => Value,
  isEqual: (one: Value, other: Value) => boolean = Object.is,
): Value {
  const client = useInstar();
  const held = useRef<{ readonly value: Value } | undefined>(undefined);
  const read = () => {
    const value = select(client.getState());
    // React compares by identity: an equal value has to be the one it knows.
    if (held.current === undefined || !isEqual(held.current.value, value)) held.current = { value };
    return held.current.value;
  };
  return useSyncExternalStore(
    useCallback((changed) => client.subscribe(changed), [client]),
    read,
  );
}
