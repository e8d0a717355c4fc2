import type { ThreadView } from '@instar/core';
import type { Item, Thread } from '@instar/protocol';
import { type Message, SlotView, useInstar, useSelector } from '@instar/react';
import { type KeyboardEvent, memo, useEffect, useMemo, useState } from 'react';
import { useComposerLock } from '../composer/locks.ts';
import { Icon } from '../page/Icon.tsx';
import { Link } from '../page/Link.tsx';
import { Main } from '../page/Main.tsx';
import { NEW_THREAD } from '../page/route.ts';
import { attempt } from '../page/toasts.ts';
import { titleOf } from '../threads/overlay.ts';
import { whyReadOnly } from './access.ts';
import { type ThreadActions, ThreadActionsProvider } from './context.ts';
import { Dock } from './Dock.tsx';
import { FloorChip } from './FloorChip.tsx';
import { type OnFloor, useFloor } from './floor.ts';
import { Typing } from './Presence.tsx';
import { usePacedThread } from './pacedThread.ts';

interface Props {
  readonly threadId: string;
  readonly itemId: string | undefined;
}

interface PaneProps extends Props {
  readonly view: ThreadView | undefined;
}

/** A thread, open while it is shown. */
export function ThreadPage({ threadId, itemId }: Props) {
  const view = usePacedThread(threadId);
  return <ThreadPane threadId={threadId} itemId={itemId} view={view} />;
}

/** The conversation above, the next message below. */
const ThreadPane = memo(function ThreadPane({ threadId, itemId, view }: PaneProps) {
  const client = useInstar();
  const userId = useSelector((state) => state.user?.id);
  const [editing, edit] = useState<string>();
  const openTurn = view?.turns.find((turn) => turn.status === 'open')?.id;
  const readOnly = whyReadOnly(view?.thread);
  const lock = useComposerLock(threadId);
  const writer = view?.thread !== undefined && view.thread.access !== 'reader';
  const floor = useFloor(threadId, writer);
  const writable = writer && readOnly === undefined && lock === undefined;
  useTitle(view?.thread);

  const actions = useMemo<ThreadActions>(
    () => ({ threadId, writer, writable, openTurn, userId, editing, edit }),
    [threadId, writer, writable, openTurn, userId, editing],
  );
  const stop = () => attempt(client.cancel(threadId));
  // What is open in front comes first, then the answer, then the floor.
  const end = openTurn === undefined ? floor?.end : stop;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || !end) return;
    event.preventDefault();
    end();
  };
  const send = ({ text, attachments }: Message) => {
    client.submit(threadId, { text, attachments, policy: 'enqueue' });
    return true;
  };

  if (view?.sync === 'gone') return <Gone />;
  return (
    <ThreadActionsProvider value={actions}>
      <Main
        header={<SlotView name="threadHeader" props={{ threadId, view }} />}
        onKeyDown={onKeyDown}
      >
        {view && isShown(view) ? (
          <SlotView key={itemId} name="chatHistory" props={{ view, target: itemId }} />
        ) : (
          <Loading />
        )}
        {readOnly === undefined ? (
          <Dock
            floor={floor}
            composer={{
              threadId,
              answering: openTurn !== undefined,
              onSend: send,
              onStop: stop,
              onTyping: (typing) => client.setTyping(threadId, typing),
              onEditLast: () => edit(lastOwn(view?.items ?? [], userId)),
            }}
          >
            <Typing presence={view?.presence ?? NOBODY} userId={userId} />
          </Dock>
        ) : (
          <ReadOnly reason={readOnly} floor={floor} />
        )}
      </Main>
    </ThreadActionsProvider>
  );
});

const NOBODY: ThreadView['presence'] = [];

/** A message that waits to be sent is shown before anything was read. */
const isShown = ({ sync, items, pending }: ThreadView): boolean =>
  sync !== 'loading' || items.length + pending.length > 0;

const lastOwn = (items: readonly Item[], userId: string | undefined): string | undefined =>
  items.findLast((item) => item.type === 'user_message' && item.author.id === userId)?.id;

function useTitle(thread: Thread | undefined): void {
  const title = thread && titleOf(thread);
  useEffect(() => {
    document.title = title === undefined ? 'Instar' : `${title} · Instar`;
    return () => {
      document.title = 'Instar';
    };
  }, [title]);
}

function ReadOnly({
  reason,
  floor,
}: {
  readonly reason: string;
  readonly floor: OnFloor | undefined;
}) {
  return (
    <div className="dock">
      <FloorChip floor={floor} />
      <p className="read-only" role="note" aria-label="Composer">
        <Icon name="lock" size={18} />
        {reason}
      </p>
    </div>
  );
}

function Loading() {
  return (
    <div className="conversation conversation-loading" aria-busy="true">
      <span className="visually-hidden">Reading the thread…</span>
      <div className="skeleton skeleton-own" />
      <div className="skeleton w-80" />
      <div className="skeleton w-60" />
    </div>
  );
}

function Gone() {
  return (
    <Main header={<h1 className="page-title">Not found</h1>}>
      <div className="empty">
        <h2>There is no such thread</h2>
        <p>It was deleted, or you have no access to it.</p>
        <Link href={NEW_THREAD} className="button button-primary">
          Start a new one
        </Link>
      </div>
    </Main>
  );
}
