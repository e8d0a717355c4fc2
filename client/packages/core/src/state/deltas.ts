/** Text that is still growing [D1]. */
import {
  codePoints,
  dropCodePoints,
  type Item,
  type OpenItem,
  type TurnDelta,
} from '@instar/protocol';
import type { ThreadView } from '../api.ts';
import { withEntry } from './records.ts';

/**
 * Appends the deltas of one thread. The list of items is copied once, however many deltas there
 * are, and the cost of each is its own length, not that of the text.
 */
export function applyDeltas(view: ThreadView, deltas: readonly TurnDelta[]): ThreadView {
  const items = [...view.items];
  let open = view.open;
  for (const { payload } of deltas) {
    const held = open[payload.itemId];
    if (held === undefined) {
      if (isExpected(view, payload.itemId)) continue;
      return { ...view, items, open, resync: true };
    }
    const fit = fitting(held, payload);
    if (fit === undefined) return { ...view, items, open, resync: true };
    if (fit === '') continue;
    const at = items.findLastIndex(({ id }) => id === payload.itemId);
    items[at] = grown(items[at] as Item, fit);
    open = withEntry(open, payload.itemId, { ...held, pos: held.pos + codePoints(fit) });
  }
  return open === view.open ? view : { ...view, items, open };
}

/** What of the delta is new; undefined when something before it is missing. */
function fitting(held: OpenItem, { attempt, pos, delta }: TurnDelta['payload']) {
  if (attempt < held.attempt) return '';
  if (attempt > held.attempt || pos > held.pos) return undefined;
  return dropCodePoints(delta, held.pos - pos);
}

/** A delta that needs no item here: the snapshot is on its way, or the item has ended. */
function isExpected(view: ThreadView, itemId: string): boolean {
  return view.epoch === undefined || view.items.some(({ id }) => id === itemId);
}

/** An open item's text is that of its only part [D3]. */
function grown(item: Item, text: string): Item {
  const [part = { type: 'output_text' as const, text: '' }] = item.content;
  return { ...item, content: [{ ...part, text: part.text + text }] };
}
