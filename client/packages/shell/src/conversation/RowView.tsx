import { SlotView } from '@instar/react';
import { memo } from 'react';
import { EndingNote } from '../items/EndingNote.tsx';
import { Thinking } from '../items/Thinking.tsx';
import { dayName } from '../page/times.ts';
import { FoldLine } from './FoldLine.tsx';
import { PendingMessage } from './PendingMessage.tsx';
import type { Row } from './rows.ts';

interface Props {
  readonly row: Row;
  /** Opens or closes a fold. */
  onTurn(key: string): void;
}

/** Rows are made anew with every delta; one is drawn again only when what it shows has changed. */
export const RowView = memo(
  function RowView({ row, onTurn }: Props) {
    switch (row.kind) {
      case 'older':
        return <p className="row-note">Reading older messages…</p>;
      case 'day':
        return (
          <div className="day">
            <time dateTime={row.stamp}>{dayName(row.stamp)}</time>
          </div>
        );
      case 'item':
        return <SlotView name="message" props={{ item: row.item, state: row.state }} />;
      case 'fold':
        return (
          <FoldLine
            label={row.label}
            items={row.items}
            open={row.open}
            onTurn={() => onTurn(row.key)}
          />
        );
      case 'pending':
        return <PendingMessage submit={row.submit} />;
      case 'thinking':
        return <Thinking />;
      case 'ending':
        return <EndingNote state={{ last: true, ending: row.ending }} />;
    }
  },
  ({ row: before }, { row: after }) => before.key === after.key && sameContent(before, after),
);

function sameContent(before: Row, after: Row): boolean {
  if (before.kind === 'pending') return after.kind === 'pending' && before.submit === after.submit;
  if (before.kind === 'fold') {
    return after.kind === 'fold' && before.open === after.open && sameFold(before, after);
  }
  if (before.kind !== 'item' || after.kind !== 'item') return before.kind === after.kind;
  const [old, now] = [before.state, after.state];
  return (
    before.item === after.item &&
    old.last === now.last &&
    old.queued === now.queued &&
    old.continuable === now.continuable &&
    old.ending?.status === now.ending?.status
  );
}

type FoldRow = Extract<Row, { kind: 'fold' }>;

function sameFold(before: FoldRow, after: FoldRow): boolean {
  return (
    before.label === after.label &&
    before.items.length === after.items.length &&
    before.items.every((item, index) => item === after.items[index])
  );
}
