import { textOf } from '@instar/core';
import type { Item } from '@instar/protocol';
import { type MessageProps, useInstar } from '@instar/react';
import type { ReactNode } from 'react';
import { useThreadActions } from '../conversation/context.ts';
import { IconButton } from '../page/Button.tsx';
import { CopyButton } from '../page/CopyButton.tsx';
import { Icon } from '../page/Icon.tsx';
import { clockTime, wholeTime } from '../page/times.ts';
import { attempt } from '../page/toasts.ts';
import { AnswerAgainWith } from './AnswerAgainWith.tsx';
import { Feedback } from './Feedback.tsx';

/** What stands around the actions of a message. */
export function ActionsFrame({ children }: { readonly children: ReactNode }) {
  return <div className="message-actions">{children}</div>;
}

/** What can be done with a message or an answer, and when it was written. */
export function MessageActions({ item, state }: MessageProps) {
  return item.author.type === 'user' ? (
    <UserActions item={item} />
  ) : (
    <AnswerActions item={item} state={state} />
  );
}

function UserActions({ item }: { readonly item: Item }) {
  const { userId, edit, writable } = useThreadActions();
  return (
    <>
      <Time item={item} />
      {item.author.id === userId && writable && (
        <IconButton icon="edit" size={16} label="Edit message" onClick={() => edit(item.id)} />
      )}
      <CopyButton text={textOf(item)} label="Copy message" />
    </>
  );
}

function AnswerActions({ item, state: { last, ending } }: MessageProps) {
  const client = useInstar();
  const { threadId, writable } = useThreadActions();
  return (
    <>
      <CopyButton text={textOf(item)} label="Copy answer" />
      <Feedback item={item} />
      {last && writable && !ending && (
        <>
          <IconButton
            icon="retry"
            size={16}
            label="Answer again"
            onClick={() => attempt(client.retry(threadId))}
          />
          <AnswerAgainWith
            threadId={threadId}
            label="Answer again with…"
            className="icon-button again-with"
          >
            <Icon name="chevron" size={16} />
          </AnswerAgainWith>
        </>
      )}
      <Time item={item} />
    </>
  );
}

function Time({ item: { createdAt } }: { readonly item: Item }) {
  return (
    <time dateTime={createdAt} title={wholeTime(createdAt)}>
      {clockTime(createdAt)}
    </time>
  );
}
