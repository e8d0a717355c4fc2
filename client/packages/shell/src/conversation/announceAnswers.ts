import { type ThreadView, textOf } from '@instar/core';
import type { Item } from '@instar/protocol';
import { useEffect, useRef } from 'react';
import { failureOf } from '../items/failures.ts';
import { isWork } from '../items/work.ts';
import { announce } from '../page/announce.ts';
import { asNode, wordsOf } from '../widgets/tree.ts';

const SPOKEN_CHARS = 400;

/** Tells screen readers of each answer once, when it has ended; its deltas would drown everything. */
export function useAnnounceAnswers(items: readonly Item[]): void {
  const open = useRef<string>(undefined);
  const last = items.at(-1);

  useEffect(() => {
    if (last?.author.type !== 'assistant' || isWork(last)) return;
    if (last.status === 'in_progress') {
      open.current = last.id;
    } else if (open.current === last.id) {
      open.current = undefined;
      announce(spoken(last));
    }
  }, [last]);
}

/** Tells them why an answer failed. */
export function useAnnounceFailure(lastEnd: ThreadView['lastEnd']): void {
  const error = lastEnd?.error;
  useEffect(() => {
    if (error) announce(`${failureOf(error).title}. ${error.message}`);
  }, [error]);
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
