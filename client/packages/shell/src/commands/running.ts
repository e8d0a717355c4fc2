import type { NamedCommand } from '@instar/core';
import { createStore } from '../page/store.ts';

/** A command that a person wants, and what they said with it. */
export interface Wanted {
  readonly command: NamedCommand;
  /** The message that it is invoked on. */
  readonly itemId?: string | undefined;
  /** For its first field that takes text. */
  readonly text?: string;
}

/** The command that waits to be filled in or confirmed; each time a new object. */
export const asked = createStore<Wanted | undefined>(undefined);

/** The commands that the server has not answered yet. */
export const running = createStore<ReadonlySet<string>>(new Set());

export const runKey = (commandId: string, itemId?: string): string =>
  `${commandId} ${itemId ?? ''}`;

/** Counts as running until `answer` settles. */
export async function whileRunning(key: string, answer: Promise<void>): Promise<void> {
  running.set(new Set(running.get()).add(key));
  try {
    await answer;
  } finally {
    running.set(new Set([...running.get()].filter((other) => other !== key)));
  }
}
