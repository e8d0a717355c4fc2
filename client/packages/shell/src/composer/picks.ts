import type { InstarClient } from '@instar/core';
import { createStore } from '../page/store.ts';

/** What was picked before there is a thread to say it in, by picker. */
export const picks = createStore<Readonly<Record<string, string>>>({});

/** Picks for this person; without a thread, for when there is one. */
export async function pick(
  client: InstarClient,
  threadId: string | undefined,
  picker: string,
  value: string,
): Promise<void> {
  if (threadId === undefined) picks.set({ ...picks.get(), [picker]: value });
  else await client.invokeCommand(threadId, { commandId: 'core.pick', values: { picker, value } });
}

/** Says in a new thread what was picked before. What the server refuses is not said again. */
export async function sayPicks(client: InstarClient, threadId: string): Promise<void> {
  const said = Object.entries(picks.get());
  picks.set({});
  for (const [picker, value] of said) await pick(client, threadId, picker, value);
}
