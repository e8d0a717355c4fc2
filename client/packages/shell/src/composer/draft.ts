import { useCallback, useState } from 'react';
import { recall, remember } from '../page/memory.ts';

/** What is written and not sent yet, kept for each thread on this browser. */
export function useDraft(threadId: string | undefined): [string, (text: string) => void] {
  const key = `draft.${threadId ?? 'new'}`;
  const [text, setText] = useState(() => recall(key) ?? '');
  const keep = useCallback(
    (next: string) => {
      setText(next);
      remember(key, next === '' ? undefined : next);
    },
    [key],
  );
  return [text, keep];
}
