import { type ChatHistoryProps, useInstar } from '@instar/react';
import { useEffect, useMemo, useRef } from 'react';
import { Icon } from '../page/Icon.tsx';
import { useAnnounceAnswers, useAnnounceFailure } from './announceAnswers.ts';
import { useEntries } from './entries.ts';
import { useKeepFocus } from './focus.ts';
import { useFolds } from './folds.ts';
import { RowView } from './RowView.tsx';
import { useMarkRead } from './reading.ts';
import { itemsOf, rowsOf, withoutReplaced } from './rows.ts';
import {
  useFollowEnd,
  useFollowOwn,
  useKeepEnd,
  useKeepPlace,
  useMissed,
  useScroller,
} from './scroll.ts';

const NEAR_START = 4;

/** The items of a thread, from the oldest held one to what is being said now. */
export function Conversation({ view, target }: ChatHistoryProps) {
  const client = useInstar();
  const element = useRef<HTMLDivElement>(null);
  const items = useMemo(
    () => withoutReplaced(view.items, view.pending),
    [view.items, view.pending],
  );
  const entries = useEntries(view.id, items);
  const { isOpen, turn } = useFolds(target);
  const rows = useMemo(() => rowsOf(view, entries, isOpen), [view, entries, isOpen]);
  const shown = useMemo(() => itemsOf(entries), [entries]);
  const positions = useMemo(() => shown.map((item) => item.position), [shown]);
  const { scroller, atEnd } = useScroller(element, rows);
  const missed = useMissed(positions, atEnd);
  useKeepPlace(scroller, rows);
  useKeepEnd(element, scroller);
  useFollowOwn(scroller, view.pending.length);
  useFollowEnd(element, scroller, rows.at(-1)?.key, target !== undefined);
  useKeepFocus(element);
  useMarkRead(view, atEnd);
  useAnnounceAnswers(shown);
  useAnnounceFailure(view.lastEnd);

  const drawn = scroller.getVirtualItems();
  const nearStart = (drawn[0]?.index ?? NEAR_START) < NEAR_START;
  const readOlder = nearStart && view.hasMore && !view.loadingOlder && view.sync === 'live';
  useEffect(() => {
    if (readOlder) void client.loadOlder(view.id);
  }, [client, readOlder, view.id, view.items.length]);

  const targetAt = useMemo(() => rows.findIndex(({ key }) => key === target), [rows, target]);
  // A rule may hide what is looked for.
  const held = view.items.some(({ id }) => id === target);
  const found = useRef(false);
  useEffect(() => {
    if (target === undefined || found.current) return;
    if (targetAt >= 0) {
      found.current = true;
      scroller.scrollToIndex(targetAt, { align: 'center' });
    } else if (view.hasMore && !view.loadingOlder && !held) void client.loadOlder(view.id);
  }, [client, scroller, target, targetAt, held, view.hasMore, view.loadingOlder, view.id]);

  return (
    <div className="conversation">
      <div
        ref={element}
        className="conversation-scroll"
        role="log"
        aria-label="Conversation"
        aria-live="off"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
        tabIndex={0}
      >
        <div className="conversation-rows" style={{ height: scroller.getTotalSize() }}>
          {drawn.map(({ index, key, start }) => {
            const row = rows[index];
            return row ? (
              <div
                key={key}
                ref={scroller.measureElement}
                data-index={index}
                className={`conversation-row ${row.key === target ? 'is-target' : ''}`}
                style={{ transform: `translateY(${start}px)` }}
              >
                <RowView row={row} onTurn={turn} />
              </div>
            ) : null;
          })}
        </div>
      </div>
      {!atEnd && (
        <button type="button" className="jump" onClick={() => scroller.scrollToEnd()}>
          <Icon name="down" size={16} />
          Jump to latest
          {missed > 0 && <span className="jump-count">{missed} new</span>}
        </button>
      )}
    </div>
  );
}
