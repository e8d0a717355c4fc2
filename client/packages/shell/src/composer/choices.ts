import type { InstarClient } from '@instar/core';
import { createStore } from '../page/store.ts';

/** What was picked before there is a thread to say it in, by picker. */
export const picks = createStore<Readonly<Record<string, string>>>({});

/** Which switches were moved before there is one. */
export const moves = createStore<Readonly<Record<string, boolean>>>({});

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

/** Moves a switch, in the same way. */
export async function move(
  client: InstarClient,
  threadId: string | undefined,
  toggle: string,
  on: boolean,
): Promise<void> {
  if (threadId === undefined) moves.set({ ...moves.get(), [toggle]: on });
  else await client.invokeCommand(threadId, { commandId: 'core.toggle', values: { toggle, on } });
}

/** Says in a new thread what was chosen before. What the server refuses is not said again. */
export async function sayChoices(client: InstarClient, threadId: string): Promise<void> {
  const [picked, moved] = [Object.entries(picks.get()), Object.entries(moves.get())];
  picks.set({});
  moves.set({});
  for (const [picker, value] of picked) await pick(client, threadId, picker, value);
  for (const [toggle, on] of moved) await move(client, threadId, toggle, on);
}
