import { createContext, useContext } from 'react';

/** What the parts of a conversation may do. Stays the same while an answer streams. */
export interface ThreadActions {
  readonly threadId: string;
  /** Whether this person may write here. Who may, may always end something. */
  readonly writer: boolean;
  /** Whether a writer can write now: nothing is locked. */
  readonly writable: boolean;
  readonly openTurn: string | undefined;
  readonly userId: string | undefined;
  /** The message that is being written again. */
  readonly editing: string | undefined;
  edit(itemId: string | undefined): void;
}

const Context = createContext<ThreadActions | undefined>(undefined);

export const ThreadActionsProvider = Context.Provider;

export function useThreadActions(): ThreadActions {
  const actions = useContext(Context);
  if (!actions) throw new Error('useThreadActions needs a ThreadActionsProvider');
  return actions;
}
