import { textOf } from '@instar/core';
import { type MessageProps, SlotView } from '@instar/react';
import { clockTime } from '../page/times.ts';
import { AnswerFoot } from './AnswerFoot.tsx';
import { AnswerText } from './AnswerText.tsx';
import { EndingNote } from './EndingNote.tsx';
import { ActionsFrame } from './MessageActions.tsx';
import { Thinking } from './Thinking.tsx';

/** An answer in little space. */
export function CompactMessage({ item, state }: MessageProps) {
  const streaming = item.status === 'in_progress';
  const text = textOf(item);
  return (
    <article
      className="message message-compact"
      aria-label={`Instar, ${clockTime(item.createdAt)}`}
      aria-busy={streaming}
    >
      {streaming && text === '' ? <Thinking /> : <AnswerText text={text} streaming={streaming} />}
      {!streaming && <AnswerFoot item={item} />}
      <EndingNote state={state} />
      {!streaming && (
        <SlotView name="messageActions" props={{ item, state }} frame={ActionsFrame} />
      )}
    </article>
  );
}
