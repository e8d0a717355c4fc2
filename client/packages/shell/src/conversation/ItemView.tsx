import { textOf } from '@instar/core';
import type { Item } from '@instar/protocol';
import { AssistantMessage } from './AssistantMessage.tsx';
import type { ItemState } from './rows.ts';
import { UnknownItem } from './UnknownItem.tsx';
import { UserMessage } from './UserMessage.tsx';

/** An item by its type. The types are an open set: one that this page does not know is shown as data. */
export function ItemView({ item, state }: { readonly item: Item; readonly state: ItemState }) {
  switch (item.type) {
    case 'user_message':
      return <UserMessage item={item} queued={state.queued} />;
    case 'assistant_message':
      return <AssistantMessage item={item} last={state.last} ending={state.ending} />;
    case 'notice':
      return (
        <p className="notice" dir="auto">
          {textOf(item)}
        </p>
      );
    default:
      return <UnknownItem item={item} />;
  }
}
