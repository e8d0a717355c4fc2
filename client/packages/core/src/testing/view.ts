import type { TurnDelta } from '@instar/protocol';
import type { Received } from '../state/actions.ts';
import type { HeldState } from '../state/held.ts';
import type { ById } from '../state/records.ts';
import { initialState, reduce } from '../state/reduce.ts';
import { textOf } from '../state/text.ts';
import { THREAD } from './messages.ts';

/** The state after `messages`, with `thr_1` open. */
export function told(...messages: (Received | TurnDelta)[]): HeldState {
  return tell(reduce(initialState, { type: 'opened', threadId: THREAD }), ...messages);
}

export function tell(state: HeldState, ...messages: (Received | TurnDelta)[]): HeldState {
  return messages.reduce(
    (before, message) =>
      message.type === 'turn.delta'
        ? reduce(before, { type: 'deltas', deltas: [message] })
        : reduce(before, { type: 'received', message }),
    state,
  );
}

export function viewOf<View>({ threads }: { readonly threads: ById<View> }): View {
  const view = threads[THREAD];
  if (!view) throw new Error('thr_1 is not open.');
  return view;
}

/** What a person reads: the text of each item. */
export function texts(state: HeldState): string[] {
  return viewOf(state).items.map(textOf);
}
