import type { ThreadListProps } from '@instar/react';
import { useState } from 'react';
import { IconButton, refusing } from '../page/Button.tsx';
import { Icon } from '../page/Icon.tsx';
import { Link } from '../page/Link.tsx';
import { Mark } from '../page/Mark.tsx';
import { NEW_THREAD } from '../page/route.ts';
import { useThreadsLock } from './locks.ts';
import { ThreadList } from './ThreadList.tsx';
import { ThreadSearch } from './ThreadSearch.tsx';
import { UserMenu } from './UserMenu.tsx';

/** The left side: a new thread, the search, the list, and who is signed in. */
export function Threads({ openId, onClose }: ThreadListProps) {
  const [words, setWords] = useState('');

  return (
    <nav className="threads" aria-label="Threads">
      <div className="threads-head">
        <Link href={NEW_THREAD} className="wordmark" aria-label="Instar, new thread">
          <Mark size={26} />
          <span>Instar</span>
        </Link>
        <IconButton
          icon="close"
          label="Close threads"
          className="drawer-close narrow-only"
          onClick={onClose}
        />
      </div>
      <div className="threads-tools">
        <NewThread />
        <div className="search-field">
          <Icon name="search" size={16} />
          <input
            id="thread-search"
            type="search"
            className="field"
            aria-label="Search threads"
            placeholder="Search"
            autoComplete="off"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && setWords('')}
          />
        </div>
      </div>
      <div className="threads-scroll">
        {words.trim() === '' ? <ThreadList openId={openId} /> : <ThreadSearch words={words} />}
      </div>
      <UserMenu />
    </nav>
  );
}

function NewThread() {
  const lock = useThreadsLock();
  return (
    <Link
      href={NEW_THREAD}
      className="button button-plain new-thread"
      {...(lock !== undefined && refusing(lock))}
    >
      <Icon name={lock === undefined ? 'plus' : 'lock'} size={18} />
      New thread
    </Link>
  );
}
