import type { CommandInvokePayload } from '@instar/protocol';
import { useHost, useInstar } from '@instar/react';
import { useQueryClient } from '@tanstack/react-query';
import { sayChoices } from '../composer/choices.ts';
import { navigate, threadPath } from '../page/route.ts';
import { attempt } from '../page/toasts.ts';
import { createThread } from '../rest/threads.ts';
import { THREADS_KEY } from '../threads/threads.ts';
import { rememberUse } from './recent.ts';
import { asked, runKey, type Wanted, whileRunning } from './running.ts';
import { textField } from './textField.ts';

type Values = NonNullable<CommandInvokePayload['values']>;

/** Has a command done with what was filled in. On the page of a new thread it makes the thread. */
export function useInvoke(): (wanted: Wanted, values: Values) => Promise<void> {
  const client = useInstar();
  const queries = useQueryClient();
  const { threadId } = useHost();

  const makeThread = async (title: string) => {
    const { id } = await createThread(client.rest, title);
    await sayChoices(client, id);
    void queries.invalidateQueries({ queryKey: THREADS_KEY });
    navigate(threadPath(id));
    return id;
  };
  const invoke = async ({ command, itemId }: Wanted, values: Values) => {
    const within = threadId ?? (await makeThread(command.title));
    const on = itemId === undefined ? {} : { itemId };
    const payload = { commandId: command.id, values, policy: 'enqueue', ...on } as const;
    await client.invokeCommand(within, payload);
  };
  return (wanted, values) =>
    whileRunning(runKey(wanted.command.id, wanted.itemId), () => invoke(wanted, values));
}

/** Runs a command that a person wants: at once, or after the dialog that asks for the rest. */
export function useRun(): (wanted: Wanted) => void {
  const invoke = useInvoke();
  return (wanted) => {
    const { command, text } = wanted;
    rememberUse(command.id);
    const { fields = [], confirm } = command;
    const field = textField(fields);
    const complete = fields.length === 0 || (fields.length === 1 && field && text);
    if (!complete || confirm) asked.set({ ...wanted });
    else attempt(invoke(wanted, field && text ? { [field.name]: text } : {}));
  };
}
