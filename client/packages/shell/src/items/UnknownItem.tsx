import type { FallbackProps } from '@instar/react';

/** An item that this page has no drawing for, or whose drawing broke: its data, readable. */
export function UnknownItem({ item, fault }: FallbackProps) {
  const { id, threadId, type, position, ...rest } = item;
  return (
    <article className="unknown-item" aria-label={`Item of type ${type}`}>
      <header>
        <code>{type}</code>
        <span>{fault === undefined ? 'This page has no drawing for it.' : wordsOf(fault)}</span>
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <pre tabIndex={0}>{JSON.stringify(rest, null, 2)}</pre>
    </article>
  );
}

function wordsOf(fault: unknown): string {
  return `Its drawing broke: ${fault instanceof Error ? fault.message : String(fault)}`;
}
