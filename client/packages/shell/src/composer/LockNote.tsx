import { useEffect, useRef } from 'react';
import { announce } from '../page/announce.ts';
import { Icon } from '../page/Icon.tsx';
import { useComposerLock } from './locks.ts';

/** What the locked field is described by. */
export const LOCK_NOTE = 'composer-lock';

/** Why nothing can be sent now. Screen readers are told when that changes. */
export function LockNote({ threadId }: { readonly threadId: string | undefined }) {
  const lock = useComposerLock(threadId);
  const told = useRef(lock);

  useEffect(() => {
    if (told.current === lock) return;
    told.current = lock;
    announce(lock === undefined ? 'You can write again.' : `Locked. ${lock}`);
  }, [lock]);

  if (lock === undefined) return null;
  return (
    <p id={LOCK_NOTE} className="lock-note" role="note" aria-label="Locked" dir="auto">
      <Icon name="lock" size={16} />
      {lock}
    </p>
  );
}
