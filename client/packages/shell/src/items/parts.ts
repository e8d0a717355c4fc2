import type { Item } from '@instar/protocol';

type Part = Item['content'][number];

/** The item's part of a type. An item without it can not be drawn, and is shown as data. */
export function partOf<Type extends Part['type']>(
  item: Item,
  type: Type,
): Extract<Part, { type: Type }> {
  const part = item.content.find(
    (each): each is Extract<Part, { type: Type }> => each.type === type,
  );
  if (!part) throw new Error(`The item has no part of type ${type}.`);
  return part;
}
