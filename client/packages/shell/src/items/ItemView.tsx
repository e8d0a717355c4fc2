import { ItemRenderer, type MessageProps } from '@instar/react';
import { UnknownItem } from './UnknownItem.tsx';

/** An item by its type. The types are an open set: one that this page does not know is shown as data. */
export function ItemView({ item, state }: MessageProps) {
  return <ItemRenderer item={item} state={state} fallback={UnknownItem} />;
}
