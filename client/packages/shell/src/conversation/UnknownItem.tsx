import type { Item } from '@instar/protocol';

/** An item that this page has no drawing for: its data, readable. */
export function UnknownItem({ item }: { readonly item: Item }) {
  const { id, threadId, type, position, ...rest } = item;
  return (
    <article className="unknown-item" aria-label={`Item of type ${type}`}>
      <header>
        <code>{type}</code>
        <span>This page has no drawing for it.</span>
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <pre tabIndex={0}>{JSON.stringify(rest, null, 2)}</pre>
    </article>
  );
}
