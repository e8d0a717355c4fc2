import { useState } from 'react';
import { toast } from '../page/toasts.ts';
import { messageOf } from '../rest/refusal.ts';

/** A setting of this person: at once as they chose it, and as the server says when it has answered [K2]. */
export function useSetting<Value extends boolean | string>(
  said: Value,
  send: (value: Value) => Promise<void>,
) {
  const [chosen, setChosen] = useState<Value>();
  const choose = async (value: Value) => {
    setChosen(value);
    try {
      await send(value);
    } catch (error) {
      toast({ text: messageOf(error), tone: 'danger' });
    } finally {
      setChosen(undefined);
    }
  };
  return {
    value: chosen ?? said,
    busy: chosen !== undefined,
    choose: (value: Value): void => void choose(value),
  };
}
