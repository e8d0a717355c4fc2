import { type Entry, type PendingSubmit, type ThreadView, textOf } from '@instar/core';
import type { Item } from '@instar/protocol';
import type { Ending, ItemState } from '@instar/react';
import { isWork } from '../items/work.ts';
import { dayKey } from '../page/times.ts';
import { type Fold, type IsOpen, keyOfFold } from './folds.ts';

/** What stands in the conversation, from top to bottom. */
export type Row =
  | { readonly kind: 'older'; readonly key: string }
  | { readonly kind: 'day'; readonly key: string; readonly stamp: string }
  | { readonly kind: 'item'; readonly key: string; readonly item: Item; readonly state: ItemState }
  | {
      readonly kind: 'fold';
      readonly key: string;
      readonly label: string;
      readonly items: readonly Item[];
      readonly open: boolean;
    }
  | { readonly kind: 'pending'; readonly key: string; readonly submit: PendingSubmit }
  | { readonly kind: 'thinking'; readonly key: string }
  | { readonly kind: 'ending'; readonly key: string; readonly ending: Ending };

const SETTLED: ItemState = { last: false };
const LAST: ItemState = { last: true };

/** The rows of a thread whose items have become `entries`. */
export function rowsOf(
  view: ThreadView,
  entries: readonly Entry[],
  isOpen: IsOpen,
): readonly Row[] {
  const rows: Row[] = view.hasMore ? [{ kind: 'older', key: 'older' }] : [];
  const shown = itemsOf(entries);
  const rowOf = (item: Item): Row => ({
    kind: 'item',
    key: item.id,
    item,
    state: stateOf(item, view, shown),
  });
  let day = '';
  for (const entry of entries) {
    const [first] = itemsOf([entry]);
    if (first && dayKey(first.createdAt) !== day) {
      day = dayKey(first.createdAt);
      rows.push({ kind: 'day', key: `day ${day}`, stamp: first.createdAt });
    }
    if (entry.kind === 'item') rows.push(rowOf(entry.item));
    else rows.push(...foldRows(entry, isOpen(entry), rowOf));
  }
  for (const submit of view.pending) rows.push({ kind: 'pending', key: submit.id, submit });
  return [...rows, ...tailOf(view)];
}

function foldRows(fold: Fold, open: boolean, rowOf: (item: Item) => Row): readonly Row[] {
  const { label, items } = fold;
  const line: Row = { kind: 'fold', key: keyOfFold(fold), label, items, open };
  return open ? [line, ...items.map(rowOf)] : [line];
}

export function itemsOf(entries: readonly Entry[]): readonly Item[] {
  return entries.flatMap((entry) => (entry.kind === 'item' ? [entry.item] : entry.items));
}

/** A message that is being replaced takes all that follows it along, as the server will. */
export function withoutReplaced(
  items: readonly Item[],
  pending: readonly PendingSubmit[],
): readonly Item[] {
  const replaced = new Set(
    pending.flatMap(({ replaces, state }) => (replaces && state !== 'failed' ? [replaces] : [])),
  );
  const from = replaced.size > 0 ? items.findIndex((item) => replaced.has(item.id)) : -1;
  return from < 0 ? items : items.slice(0, from);
}

function stateOf(item: Item, view: ThreadView, shown: readonly Item[]): ItemState {
  const turn = view.turns.find((each) => each.id === item.turnId);
  if (turn?.status === 'queued' && item.type === 'user_message') {
    return { last: false, queued: turn.id };
  }
  const last = view.turns.length === 0 && item === shown.at(-1);
  const state = last ? lastState(shown) : SETTLED;
  if (item.status !== 'incomplete' || shown.some((each) => isErrorOf(each, item))) return state;
  return { ...state, ending: endingOf(item, view) };
}

function lastState(shown: readonly Item[]): ItemState {
  const answer = shown.findLast((item) => !isError(item));
  const cut = answer?.type === 'assistant_message' && answer.status === 'incomplete';
  return cut && textOf(answer) !== '' ? { last: true, continuable: true } : LAST;
}

const isError = ({ type }: Item): boolean => type === 'error';

/** Whether an error says why the turn of the item failed. */
const isErrorOf = (error: Item, { turnId }: Item): boolean =>
  isError(error) && error.turnId === turnId;

function endingOf(item: Item, { lastEnd }: ThreadView): Ending {
  return lastEnd && lastEnd.turnId === item.turnId ? lastEnd : { status: 'unknown' };
}

/** A turn that says nothing now, or whose end nothing above tells of. */
function tailOf(view: ThreadView): readonly Row[] {
  const { turns, lastEnd } = view;
  const items = withoutReplaced(view.items, view.pending);
  const said = (turnId: string) =>
    items.filter((item) => item.turnId === turnId && item.author.type !== 'user');
  const open = turns.find((turn) => turn.status === 'open');
  if (open) {
    const goesOn = said(open.id).slice(-1).some(tellsOfTurn);
    return goesOn ? [] : [{ kind: 'thinking', key: `thinking ${open.id}` }];
  }
  if (!lastEnd || lastEnd.status === 'completed') return [];
  if (said(lastEnd.turnId).some(tellsOfEnd)) return [];
  return [{ kind: 'ending', key: `ending ${lastEnd.turnId}`, ending: lastEnd }];
}

const isAnswer = (item: Item): boolean => !isWork(item);

/** Whether a reader sees by it that the turn goes on: work that is done does not say what comes next. */
const tellsOfTurn = (item: Item): boolean => isAnswer(item) || item.status === 'in_progress';

/** Whether its own drawing says that the turn ended before it was whole. */
const tellsOfEnd = (item: Item): boolean => isError(item) || isCut(item);

const isCut = ({ type, status }: Item): boolean =>
  status === 'incomplete' && (type === 'assistant_message' || type.split('.')[0] === 'widget');

/** A first guess of a row's height in pixels; it is measured when it is drawn. */
export function estimateHeight(row: Row | undefined): number {
  if (row?.kind === 'fold') return 48;
  if (row?.kind !== 'item') return 56;
  if (isWork(row.item)) return 46;
  const characters = textOf(row.item).length;
  return row.item.type === 'user_message' ? 76 + characters / 3 : 92 + characters / 2.6;
}
