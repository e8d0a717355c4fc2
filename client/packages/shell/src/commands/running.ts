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

const PATIENCE_MS = 150;

/** The commands that the server has not answered yet. */
const open = new Set<string>();

/** Those that people should see to be running: a spinner for a blink is a flicker, and costs a frame. */
export const running = createStore<ReadonlySet<string>>(new Set());

export const runKey = (commandId: string, itemId?: string): string =>
  `${commandId} ${itemId ?? ''}`;

/** Counts as running until `invoke` settles; what runs already is not begun again. */
export async function whileRunning(key: string, invoke: () => Promise<void>): Promise<void> {
  if (open.has(key)) return;
  open.add(key);
  const show = setTimeout(() => running.set(new Set(running.get()).add(key)), PATIENCE_MS);
  try {
    await invoke();
  } finally {
    clearTimeout(show);
    open.delete(key);
    if (running.get().has(key))
      running.set(new Set([...running.get()].filter((other) => other !== key)));
  }
}
