import { type KeyboardEvent, useState } from 'react';

/**
 * One tab stop for a whole list: arrows, Home and End move between its links.
 * `current` is the index that Tab reaches.
 */
export function useRoving(count: number) {
  const [at, setAt] = useState(0);
  const current = Math.min(at, Math.max(0, count - 1));

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if ((event.target as HTMLElement).closest('input')) return;
    const next = step(event.key, current, count);
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
    event.currentTarget.querySelectorAll<HTMLElement>('[data-roving]')[next]?.focus();
  };
  return { current, setCurrent: setAt, onKeyDown };
}

function step(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return Math.min(at + 1, count - 1);
  if (key === 'ArrowUp') return Math.max(at - 1, 0);
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}
