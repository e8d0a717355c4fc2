import { useEffect, useRef } from 'react';
import { Button } from '../page/Button.tsx';
import { messageOf } from '../rest/refusal.ts';
import { useRoving } from './roving.ts';
import { ThreadRow } from './ThreadRow.tsx';
import { useThreads } from './threads.ts';

/** All threads, newest first; more are read as the end comes into sight. */
export function ThreadList({ openId }: { readonly openId: string | undefined }) {
  const { threads, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useThreads();
  const { current, setCurrent, onKeyDown } = useRoving(threads.length);

  if (isPending && threads.length === 0) return <Skeleton />;
  if (error && threads.length === 0) {
    return (
      <div className="threads-note" role="alert">
        <p>The threads could not be read. {messageOf(error)}</p>
        <Button onClick={() => void refetch()}>Try again</Button>
      </div>
    );
  }
  if (threads.length === 0) {
    return (
      <p className="threads-note">No threads yet. Write a message, and the first one is here.</p>
    );
  }
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows move inside */}
      <ul className="thread-list" onKeyDown={onKeyDown}>
        {threads.map((thread, index) => (
          <ThreadRow
            key={thread.id}
            thread={thread}
            isOpen={thread.id === openId}
            tabbable={index === current}
            onFocus={() => setCurrent(index)}
          />
        ))}
      </ul>
      {hasNextPage && <More busy={isFetchingNextPage} read={fetchNextPage} />}
    </>
  );
}

/** Reads on when it comes near the visible part; a press does the same. */
function More({ busy, read }: { readonly busy: boolean; read(): Promise<unknown> }) {
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (busy || !end.current) return undefined;
    const seen = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && void read(),
      { rootMargin: '200px' },
    );
    seen.observe(end.current);
    return () => seen.disconnect();
  }, [busy, read]);

  return (
    <div ref={end} className="threads-more">
      <Button look="quiet" disabled={busy} onClick={() => void read()}>
        {busy ? 'Reading…' : 'Show older threads'}
      </Button>
    </div>
  );
}

const WIDTHS = ['w-80', 'w-60', 'w-70', 'w-50', 'w-65', 'w-45'];

function Skeleton() {
  return (
    <div className="thread-list" aria-busy="true">
      <span className="visually-hidden">Reading the threads…</span>
      {WIDTHS.map((width) => (
        <div key={width} className={`skeleton ${width}`} />
      ))}
    </div>
  );
}
