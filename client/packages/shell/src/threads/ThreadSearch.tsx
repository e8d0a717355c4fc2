import type { SearchHit, Thread } from '@instar/protocol';
import { useInstar } from '@instar/react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from '../page/Link.tsx';
import { threadPath } from '../page/route.ts';
import { shortTime } from '../page/times.ts';
import { messageOf } from '../rest/refusal.ts';
import { searchItems } from '../rest/threads.ts';
import { useDebounced } from './debounce.ts';
import { Marked } from './Marked.tsx';
import { titleOf } from './overlay.ts';
import { useThreads } from './threads.ts';

const WAIT_MS = 200;

/** Threads whose title has the words, then messages that have them. */
export function ThreadSearch({ words }: { readonly words: string }) {
  const { rest } = useInstar();
  const wanted = useDebounced(words.trim(), WAIT_MS) ?? '';
  const { threads } = useThreads();
  const titles = useMemo(() => matching(threads, words), [threads, words]);
  const { data, error, isFetching } = useQuery({
    queryKey: ['search', wanted],
    queryFn: ({ signal }) => searchItems(rest, wanted, signal),
    enabled: wanted.length > 0,
    staleTime: 10_000,
  });
  const hits = data?.data ?? [];
  const settled = wanted === words.trim() && !isFetching;

  return (
    <div className="search-results" aria-busy={!settled}>
      {titles.length > 0 && <h3>Threads</h3>}
      {titles.length > 0 && (
        <ul>
          {titles.map((thread) => (
            <TitleHit key={thread.id} thread={thread} words={words} />
          ))}
        </ul>
      )}
      {hits.length > 0 && <h3>Messages</h3>}
      {hits.length > 0 && (
        <ul>
          {hits.map((hit) => (
            <MessageHit key={hit.item.id} hit={hit} words={words} />
          ))}
        </ul>
      )}
      <p className="threads-note" role="status" aria-label="Search results">
        {summary(titles.length + hits.length, settled, error)}
      </p>
    </div>
  );
}

function matching(threads: readonly Thread[], words: string): readonly Thread[] {
  const wanted = words.trim().toLocaleLowerCase();
  return threads.filter((thread) => titleOf(thread).toLocaleLowerCase().includes(wanted));
}

function summary(count: number, settled: boolean, error: unknown): string {
  if (error) return messageOf(error);
  if (!settled) return 'Searching…';
  if (count === 0) return 'Nothing found.';
  return `${count} found`;
}

function TitleHit({ thread, words }: { readonly thread: Thread; readonly words: string }) {
  return (
    <li>
      <Link href={threadPath(thread.id)} className="search-hit">
        <span className="search-title" dir="auto">
          <Marked text={titleOf(thread)} words={words} />
        </span>
        <time dateTime={thread.updatedAt}>{shortTime(thread.updatedAt)}</time>
      </Link>
    </li>
  );
}

function MessageHit({ hit, words }: { readonly hit: SearchHit; readonly words: string }) {
  return (
    <li>
      <Link href={threadPath(hit.thread.id, hit.item.id)} className="search-hit">
        <span className="search-title" dir="auto">
          {titleOf(hit.thread)}
        </span>
        <time dateTime={hit.item.createdAt}>{shortTime(hit.item.createdAt)}</time>
        <span className="search-excerpt" dir="auto">
          <Marked text={hit.excerpt} words={words} />
        </span>
      </Link>
    </li>
  );
}
