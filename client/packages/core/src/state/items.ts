/** The items of a view, in order of position [L4]. */
import { codePoints, type Item, type OpenItem } from '@instar/protocol';
import type { HeldView } from './held.ts';
import { emptyById, withEntry, withoutEntry } from './records.ts';
import { openTextOf } from './text.ts';

/** The item as the server says it is now replaces what is shown of it [D4]. */
export function putItem(view: HeldView, item: Item): HeldView {
  const items = placed(view, item);
  if (items === undefined) return view;
  const open =
    item.status === 'in_progress'
      ? withEntry(view.open, item.id, heldOf(item))
      : withoutEntry(view.open, item.id);
  return { ...view, items, open };
}

export function removeItems(view: HeldView, ids: readonly string[]): HeldView {
  const gone = new Set(ids);
  const items = view.items.filter((item) => !gone.has(item.id));
  return { ...view, items, open: ids.reduce(withoutEntry, view.open) };
}

/** Which items of a snapshot grow, and how much of each it held. */
export function openOf(items: readonly Item[]): HeldView['open'] {
  return items
    .filter((item) => item.status === 'in_progress')
    .reduce((open, item) => withEntry(open, item.id, heldOf(item)), emptyById<OpenItem>());
}

function heldOf(item: Item): OpenItem {
  return { attempt: item.attempt ?? 1, pos: codePoints(openTextOf(item)) };
}

/** The items with `item` in its place, or undefined when that is above the oldest one held. */
function placed(view: HeldView, item: Item): Item[] | undefined {
  const known = view.items.findLastIndex(({ id }) => id === item.id);
  if (known >= 0) return view.items.with(known, item);
  const before = view.items.findLastIndex(({ position }) => position < item.position);
  if (before < 0 && view.hasMore) return undefined;
  return view.items.toSpliced(before + 1, 0, item);
}
