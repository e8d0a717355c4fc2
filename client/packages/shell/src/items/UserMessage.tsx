import { textOf } from '@instar/core';
import { type MessageProps, SlotView, useInstar } from '@instar/react';
import { useThreadActions } from '../conversation/context.ts';
import { Avatar } from '../page/Avatar.tsx';
import { Button } from '../page/Button.tsx';
import { clockTime } from '../page/times.ts';
import { attempt } from '../page/toasts.ts';
import { Attachments } from './Attachments.tsx';
import { ActionsFrame } from './MessageActions.tsx';
import { MessageEditor } from './MessageEditor.tsx';

/** What a person said: on the right when it is the reader, with a name when it is not. */
export function UserMessage({ item, state }: MessageProps) {
  const { userId, editing } = useThreadActions();
  const own = item.author.id === userId;
  const name = item.author.name ?? 'Someone';
  const text = textOf(item);

  if (editing === item.id) return <MessageEditor item={item} />;
  return (
    <article
      className={`message message-user ${own ? 'is-own' : ''}`}
      aria-label={`${own ? 'You' : name}, ${clockTime(item.createdAt)}`}
    >
      {!own && (
        <header className="message-author">
          <Avatar name={name} size="small" />
          {name}
        </header>
      )}
      <Attachments attachments={item.attachments ?? []} />
      {text !== '' && (
        <p className="bubble" dir="auto">
          {text}
        </p>
      )}
      {state.queued === undefined ? (
        <SlotView name="messageActions" props={{ item, state }} frame={ActionsFrame} />
      ) : (
        <Queued turnId={state.queued} />
      )}
    </article>
  );
}

function Queued({ turnId }: { readonly turnId: string }) {
  const client = useInstar();
  const { threadId, writer } = useThreadActions();
  return (
    <div className="message-state">
      Queued
      {writer && (
        <Button look="quiet" onClick={() => attempt(client.cancel(threadId, turnId))}>
          Cancel
        </Button>
      )}
    </div>
  );
}
