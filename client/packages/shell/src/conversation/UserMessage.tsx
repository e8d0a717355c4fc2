import { textOf } from '@instar/core';
import type { Item } from '@instar/protocol';
import { useInstar } from '@instar/react';
import { Avatar } from '../page/Avatar.tsx';
import { Button, IconButton } from '../page/Button.tsx';
import { CopyButton } from '../page/CopyButton.tsx';
import { clockTime, wholeTime } from '../page/times.ts';
import { attempt } from '../page/toasts.ts';
import { Attachments } from './Attachments.tsx';
import { useThreadActions } from './context.ts';
import { MessageEditor } from './MessageEditor.tsx';

interface Props {
  readonly item: Item;
  readonly queued: string | undefined;
}

/** What a person said: on the right when it is the reader, with a name when it is not. */
export function UserMessage({ item, queued }: Props) {
  const { userId, editing, edit, writable } = useThreadActions();
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
      {queued === undefined ? (
        <div className="message-actions">
          <time dateTime={item.createdAt} title={wholeTime(item.createdAt)}>
            {clockTime(item.createdAt)}
          </time>
          {own && writable && (
            <IconButton icon="edit" size={16} label="Edit message" onClick={() => edit(item.id)} />
          )}
          <CopyButton text={text} label="Copy message" />
        </div>
      ) : (
        <Queued turnId={queued} />
      )}
    </article>
  );
}

function Queued({ turnId }: { readonly turnId: string }) {
  const client = useInstar();
  const { threadId, writable } = useThreadActions();
  return (
    <div className="message-state">
      Queued
      {writable && (
        <Button look="quiet" onClick={() => attempt(client.cancel(threadId, turnId))}>
          Cancel
        </Button>
      )}
    </div>
  );
}
