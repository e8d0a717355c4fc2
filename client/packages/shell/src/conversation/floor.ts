import { useInstar, useInterface } from '@instar/react';
import { attempt } from '../page/toasts.ts';

/** The handler that takes what is said next. */
export interface OnFloor {
  readonly title: string;
  /** Ends its time on the floor: not there for who may not write, or has no thread to say it in. */
  readonly end: (() => void) | undefined;
}

/** Who has the floor, for this client or in the thread [H1]. */
export function useFloor(threadId: string | undefined, writer: boolean): OnFloor | undefined {
  const client = useInstar();
  const title = useInterface(
    threadId,
    ({ floor }) => (floor['connection'] ?? floor['thread'])?.title,
  );
  if (title === undefined) return undefined;
  if (threadId === undefined || !writer) return { title, end: undefined };
  return {
    title,
    end: () => attempt(client.invokeCommand(threadId, { commandId: 'core.cancel' })),
  };
}
