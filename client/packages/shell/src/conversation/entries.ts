import { applyRules, type Entry } from '@instar/core';
import type { Item } from '@instar/protocol';
import { useInterface, useSelector } from '@instar/react';
import { useEffect, useMemo, useReducer } from 'react';

/** What a timer takes. */
const LONGEST_MS = 2 ** 31 - 1;

/** What the interface's rules make of the items, as time goes on: one timer, for the next change [U7]. */
export function useEntries(threadId: string, items: readonly Item[]): readonly Entry[] {
  const rules = useInterface(threadId, (ui) => ui.rules);
  const offset = useSelector((state) => state.clockOffset);
  const [woken, wake] = useReducer((count: number) => count + 1, 0);

  const { entries, next } = useMemo(
    () => applyRules(items, rules, Date.now() + offset),
    // oxlint-disable-next-line react/exhaustive-deps -- the clock went on
    [items, rules, offset, woken],
  );
  useEffect(() => {
    if (next === undefined) return undefined;
    const wait = Math.max(0, next - offset - Date.now());
    const timer = setTimeout(wake, Math.min(wait, LONGEST_MS));
    return () => clearTimeout(timer);
  }, [next, offset, woken]);
  return entries;
}
