/** The open turn, the queued ones, and how the last one ended. */
import type { Item, Turn, TurnEnd } from '@instar/protocol';
import type { TurnOutcome } from '../api.ts';
import type { HeldView } from './held.ts';

export function acceptTurn(view: HeldView, turn: Turn): HeldView {
  const others = view.turns.filter(({ id }) => id !== turn.id);
  return { ...view, turns: [...others, turn], lastEnd: undefined };
}

/** The turn has the floor; it was queued, or accepted a moment ago. */
export function startTurn(view: HeldView, turnId: string): HeldView {
  const turn = view.turns.find(({ id }) => id === turnId);
  if (turn === undefined) return view;
  const others = view.turns.filter((other) => other !== turn);
  return { ...view, turns: [{ ...turn, status: 'open' }, ...others], lastEnd: undefined };
}

export function endTurn(view: HeldView, { turnId, payload }: TurnEnd): HeldView {
  const { status, retryable = false, error } = payload;
  const ended = { turnId: turnId ?? '', status, retryable };
  const lastEnd: TurnOutcome = error ? { ...ended, error } : ended;
  return { ...view, turns: view.turns.filter(({ id }) => id !== turnId), lastEnd };
}

/** How the last turn of a snapshot ended, unless something followed it. */
export function endOf(items: readonly Item[], turn?: Turn | null): TurnOutcome | undefined {
  if (!turn || !items.at(-1)?.turnId) return undefined;
  const { id, status } = turn;
  if (status === 'open' || status === 'queued') return undefined;
  return { turnId: id, status, retryable: status !== 'completed' };
}
