import { InstarError } from '@instar/core';
import type { ErrorPayload } from '@instar/protocol';
import { createContext, useContext, useMemo, useRef, useState } from 'react';
import type { Values } from '../forms/draft.ts';
import { messageOf } from '../rest/refusal.ts';

export type OnAction = (actionId: string, values: Values) => Promise<void>;

/** The actions of one widget: at most one is under way. */
export interface Running {
  /** Names the widget: what is put into its fields is kept under it. */
  readonly id: string;
  readonly busy: boolean;
  /** The action that is under way, or was used last. */
  readonly actionId: string | undefined;
  /** Why that action was refused. */
  readonly error: ErrorPayload | undefined;
  /** Undefined: this person may only look. */
  readonly run: ((actionId: string, values: Values) => void) | undefined;
}

type State = Pick<Running, 'busy' | 'actionId' | 'error'>;

const IDLE: State = { busy: false, actionId: undefined, error: undefined };

const Context = createContext<Running>({ ...IDLE, id: '', run: undefined });

export const RunningProvider = Context.Provider;

/** The actions of the widget around. */
export const useRunning = (): Running => useContext(Context);

/** Runs the actions of a widget, one after the other. */
export function useActions(id: string, onAction: OnAction | undefined): Running {
  const [state, setState] = useState(IDLE);
  const busy = useRef(false);

  return useMemo(() => {
    if (!onAction) return { ...state, id, run: undefined };
    const perform = async (actionId: string, values: Values): Promise<void> => {
      if (busy.current) return;
      busy.current = true;
      setState({ busy: true, actionId, error: undefined });
      const error = await onAction(actionId, values).then(() => undefined, refusalOf);
      busy.current = false;
      setState({ busy: false, actionId, error });
    };
    return { ...state, id, run: (actionId, values) => void perform(actionId, values) };
  }, [id, onAction, state]);
}

const refusalOf = (error: unknown): ErrorPayload =>
  error instanceof InstarError
    ? error.payload
    : { code: 'internal.page', message: messageOf(error), retryable: true };
