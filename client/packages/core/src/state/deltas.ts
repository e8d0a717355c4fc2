/** Text that is still growing [D1]. */
import {
  codePoints,
  dropCodePoints,
  type Item,
  type OpenItem,
  type TurnDelta,
} from '@instar/protocol';
import type { HeldView } from './held.ts';
import { withEntry } from './records.ts';
import { grown } from './text.ts';

/**
 * Appends the deltas of one thread. The list of items is copied once, however many deltas there
 * are, and the cost of each is its own length, not that of the text.
 */
export function applyDeltas(view: HeldView, deltas: readonly TurnDelta[]): HeldView {
  const items = [...view.items];
  let { open, ahead } = view;
  for (const { payload } of deltas) {
    const held = open[payload.itemId];
    const fit = held ? fitting(held, payload) : unopened(view, payload.itemId);
    // What follows a hole may fill it: the answer to an earlier question is perhaps among it.
    if (fit === undefined) ahead = reached(ahead, payload);
    if (!held || !fit) continue;
    const at = items.findLastIndex(({ id }) => id === payload.itemId);
    items[at] = grown(items[at] as Item, fit);
    open = withEntry(open, payload.itemId, { ...held, pos: held.pos + codePoints(fit) });
  }
  if (open === view.open && ahead === view.ahead) return view;
  return { ...view, items, open, ahead, resync: view.resync || ahead !== view.ahead };
}

/** Whether an open item holds less than was heard of it. */
export function isBehind({ open, ahead }: HeldView): boolean {
  return Object.entries(ahead).some(([id, heard]) => open[id] && isLess(open[id], heard));
}

function reached(ahead: HeldView['ahead'], { itemId, attempt, pos, delta }: TurnDelta['payload']) {
  const heard = { attempt, pos: pos + codePoints(delta) };
  const known = ahead[itemId];
  return known && !isLess(known, heard) ? ahead : withEntry(ahead, itemId, heard);
}

function isLess(one: OpenItem, other: OpenItem): boolean {
  return one.attempt === other.attempt ? one.pos < other.pos : one.attempt < other.attempt;
}

/** What of the delta is new; undefined when something before it is missing. */
function fitting(held: OpenItem, { attempt, pos, delta }: TurnDelta['payload']) {
  if (attempt < held.attempt) return '';
  if (attempt > held.attempt || pos > held.pos) return undefined;
  return dropCodePoints(delta, held.pos - pos);
}

/** No item grows here: its snapshot is on its way, or it has ended; else something is missing. */
function unopened(view: HeldView, itemId: string) {
  return view.epoch === undefined || view.items.some(({ id }) => id === itemId) ? '' : undefined;
}
