import { textOf } from '@instar/core';
import type { Item } from '@instar/protocol';
import type { MessageProps } from '@instar/react';
import { useState } from 'react';
import { duration } from '../page/times.ts';
import { AnswerText } from './AnswerText.tsx';

/** What the model thought, as far as its service shows it: a line, and the rest when it is asked for [M7]. */
export function Reasoning({ item }: MessageProps) {
  const [open, setOpen] = useState(false);
  const streaming = item.status === 'in_progress';
  const text = textOf(item);
  const title = <span className={streaming ? 'is-thinking' : ''}>{titleOf(item)}</span>;
  if (text === '') return <p className="reasoning">{title}</p>;
  return (
    <details
      className="reasoning"
      open={open}
      aria-busy={streaming}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{title}</summary>
      {open && <AnswerText text={text} streaming={streaming} />}
    </details>
  );
}

function titleOf({ status, metadata }: Item): string {
  if (status === 'in_progress') return 'Thinking…';
  const seconds = metadata?.['seconds'];
  return typeof seconds === 'number' && seconds >= 0
    ? `Thought for ${duration(Math.max(1, Math.round(seconds)))}`
    : 'Reasoning';
}
