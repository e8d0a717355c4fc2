import { type KeyboardEvent, useState } from 'react';

export interface Choice {
  /** Which one is active; -1 when there is none. */
  readonly active: number;
  activate(index: number): void;
  /** Moves with an arrow. Returns whether the key was one. */
  move(event: KeyboardEvent): boolean;
}

/** Which of `count` things is chosen next, while the focus stays in the field above them. */
export function useChoice(count: number): Choice {
  const [at, activate] = useState(0);
  const active = Math.min(at, count - 1);
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || count === 0) return false;
    event.preventDefault();
    activate((active + step + count) % count);
    return true;
  };
  return { active, activate, move };
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
