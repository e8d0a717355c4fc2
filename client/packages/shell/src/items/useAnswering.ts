import { InstarError } from '@instar/core';
import type { ActionInvokePayload, ErrorPayload, Item } from '@instar/protocol';
import { useInstar } from '@instar/react';
import { useState } from 'react';
import { toast } from '../page/toasts.ts';
import { messageOf } from '../rest/refusal.ts';

type Values = NonNullable<ActionInvokePayload['values']>;

/** Answers the question that an item asks: what is under way, and what was refused. */
export function useAnswering({ id, threadId }: Item) {
  const client = useInstar();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorPayload>();

  const send = async (actionId: string, values: Values) => {
    setBusy(true);
    setError(undefined);
    try {
      await client.act(threadId, { itemId: id, actionId, values });
    } catch (refused) {
      setBusy(false);
      if (!(refused instanceof InstarError)) return toast({ text: messageOf(refused) });
      // Nothing to mend: what was answered is shown in a moment [A2].
      if (refused.payload.code === 'conflict.answered') return toast({ text: LATE });
      setError({ ...refused.payload });
    }
    return undefined;
  };
  return {
    busy,
    error,
    answer: (actionId: string, values: Values): void => void send(actionId, values),
  };
}

const LATE = 'Somebody answered before you.';
