import { textOf } from '@instar/core';
import type { Item } from '@instar/protocol';
import { useInstar } from '@instar/react';
import { IconButton } from '../page/Button.tsx';
import { CopyButton } from '../page/CopyButton.tsx';
import { clockTime, wholeTime } from '../page/times.ts';
import { attempt } from '../page/toasts.ts';
import { AnswerText } from './AnswerText.tsx';
import { useThreadActions } from './context.ts';
import { EndingNote } from './EndingNote.tsx';
import { Feedback } from './Feedback.tsx';
import type { Ending } from './rows.ts';
import { Thinking } from './Thinking.tsx';

interface Props {
  readonly item: Item;
  readonly last: boolean;
  readonly ending: Ending | undefined;
}

/** An answer: its text as it grows, how it ended, and what can be done with it. */
export function AssistantMessage({ item, last, ending }: Props) {
  const client = useInstar();
  const { threadId, writable } = useThreadActions();
  const streaming = item.status === 'in_progress';
  const text = textOf(item);

  return (
    <article
      className={`message message-assistant ${last ? 'is-last' : ''}`}
      aria-label={`Instar, ${clockTime(item.createdAt)}`}
      aria-busy={streaming}
    >
      {streaming && text === '' ? <Thinking /> : <AnswerText text={text} streaming={streaming} />}
      {ending && <EndingNote ending={ending} canContinue={text !== ''} last={last} />}
      {!streaming && (
        <div className="message-actions">
          <CopyButton text={text} label="Copy answer" />
          <Feedback item={item} />
          {last && writable && !ending && (
            <IconButton
              icon="retry"
              size={16}
              label="Answer again"
              onClick={() => attempt(client.retry(threadId))}
            />
          )}
          <time dateTime={item.createdAt} title={wholeTime(item.createdAt)}>
            {clockTime(item.createdAt)}
          </time>
        </div>
      )}
    </article>
  );
}
