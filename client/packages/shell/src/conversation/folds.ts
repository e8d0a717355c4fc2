import type { Entry } from '@instar/core';
import { useCallback, useState } from 'react';

export type Fold = Extract<Entry, { kind: 'fold' }>;

/** Says whether a fold is open. */
export type IsOpen = (fold: Fold) => boolean;

export const keyOfFold = ({ items }: Fold): string => `fold ${items[0]?.id}`;

/** Which folds the reader has opened. One that holds `target` is open from the start. */
export function useFolds(target: string | undefined) {
  const [turned, setTurned] = useState<ReadonlySet<string>>(NONE);
  const isOpen = useCallback<IsOpen>(
    (fold) => turned.has(keyOfFold(fold)) !== fold.items.some(({ id }) => id === target),
    [turned, target],
  );
  const turn = useCallback(
    (key: string) =>
      setTurned(
        (all) => new Set(all.has(key) ? [...all].filter((one) => one !== key) : [...all, key]),
      ),
    [],
  );
  return { isOpen, turn };
}

const NONE: ReadonlySet<string> = new Set();
