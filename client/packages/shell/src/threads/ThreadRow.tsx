import type { Thread } from '@instar/protocol';
import { memo, useState } from 'react';
import { IconButton } from '../page/Button.tsx';
import { Link } from '../page/Link.tsx';
import { threadPath } from '../page/route.ts';
import { shortTime, wholeTime } from '../page/times.ts';
import { useThreadsLock } from './locks.ts';
import { isUnread, titleOf } from './overlay.ts';
import { RenameField } from './RenameField.tsx';
import { useDeleteThread } from './threads.ts';

interface Props {
  readonly thread: Thread;
  readonly isOpen: boolean;
  /** Whether Tab reaches this row of the list. */
  readonly tabbable: boolean;
  onFocus(): void;
}

/** A line of the thread list. */
export const ThreadRow = memo(function ThreadRow({ thread, isOpen, tabbable, onFocus }: Props) {
  const [renaming, setRenaming] = useState(false);
  const remove = useDeleteThread();
  const lock = useThreadsLock();
  const unread = isUnread(thread) && !isOpen;
  const tabIndex = tabbable ? 0 : -1;
  const title = titleOf(thread);

  if (renaming) {
    return (
      <li className="thread-row">
        <RenameField thread={thread} onDone={() => setRenaming(false)} />
      </li>
    );
  }
  return (
    <li className={`thread-row ${isOpen ? 'is-open' : ''} ${unread ? 'is-unread' : ''}`}>
      <Link
        href={threadPath(thread.id)}
        className="thread-link"
        aria-current={isOpen ? 'page' : undefined}
        data-roving
        tabIndex={tabIndex}
        onFocus={onFocus}
      >
        <span className="thread-title" dir="auto">
          {title}
        </span>
        <ThreadMarks running={Boolean(thread.turnId)} unread={unread} />
        <time dateTime={thread.updatedAt} title={wholeTime(thread.updatedAt)}>
          {shortTime(thread.updatedAt)}
        </time>
      </Link>
      {thread.access === 'owner' && (
        <div className="thread-actions">
          <IconButton
            icon="edit"
            size={16}
            label={`Rename ${title}`}
            data-tip="Rename"
            refused={lock}
            tabIndex={tabIndex}
            onClick={() => setRenaming(true)}
          />
          <IconButton
            icon="trash"
            size={16}
            label={`Delete ${title}`}
            data-tip="Delete"
            refused={lock}
            tabIndex={tabIndex}
            onClick={() => void remove(thread, isOpen)}
          />
        </div>
      )}
    </li>
  );
});

function ThreadMarks({ running, unread }: { readonly running: boolean; readonly unread: boolean }) {
  if (running) {
    return (
      <span className="thread-running" title="Answering">
        <span className="visually-hidden">, answering</span>
      </span>
    );
  }
  if (!unread) return null;
  return (
    <span className="thread-unread" title="Unread">
      <span className="visually-hidden">, unread</span>
    </span>
  );
}
