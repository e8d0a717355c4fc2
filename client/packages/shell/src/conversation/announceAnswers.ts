import { type ThreadView, textOf } from '@instar/core';
import type { Item } from '@instar/protocol';
import { useEffect, useRef } from 'react';
import { failureOf } from '../items/failures.ts';
import { isWork } from '../items/work.ts';
import { announce } from '../page/announce.ts';
import { asNode, wordsOf } from '../widgets/tree.ts';

const SPOKEN_CHARS = 400;

/**
 * Tells screen readers of each answer once, when it has ended; its deltas would drown everything. Of a question
 * while it waits, also to who comes back to it.
 */
export function useAnnounceAnswers(items: readonly Item[]): void {
  /** The position up to which all was told, or was there before. */
  const told = useRef<number>(undefined);
  const last = items.at(-1);

  useEffect(() => {
    const position = last?.position ?? 0;
    const open = last?.status === 'in_progress';
    const asked = last && questionIn(last);
    told.current ??= open ? position - 1 : position;
    // An answer that is continued is told again.
    if (open && asked === undefined) told.current = Math.min(told.current, position - 1);
    if (last?.author.type !== 'assistant' || isWork(last) || position <= told.current) return;
    if (open && asked === undefined) return;
    told.current = position;
    announce(asked === undefined ? spoken(last) : `Instar asks: ${asked}`);
  }, [last]);
}

/** Tells them why an answer failed. */
export function useAnnounceFailure(lastEnd: ThreadView['lastEnd']): void {
  const error = lastEnd?.error;
  useEffect(() => {
    if (error) announce(`${failureOf(error).title}. ${error.message}`);
  }, [error]);
}

/** The first line of an open question, without its marks; what it is about can be read where it stands. */
function questionIn({ content }: Item): string | undefined {
  const ask = content.find((part) => part.type === 'ask');
  if (ask?.status !== 'open') return undefined;
  return (ask.question.split('\n')[0] ?? '').replaceAll(/[*`]/g, '');
}

function spoken(item: Item): string {
  const text = wordsIn(item);
  const words = text.length > SPOKEN_CHARS ? `${text.slice(0, SPOKEN_CHARS)}…` : text;
  return item.status === 'done' ? `Instar answered: ${words}` : `The answer stopped: ${words}`;
}

function wordsIn(item: Item): string {
  const root = asNode(item.content.find((part) => part.type === 'widget')?.root);
  return root ? wordsOf(root) : textOf(item);
}
