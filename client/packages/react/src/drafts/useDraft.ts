import { type RefCallback, useCallback, useSyncExternalStore } from 'react';
import { useHost } from '../host.tsx';
import type { Field } from './drafts.ts';

export interface Draft {
  readonly text: string;
  setText(text: string): void;
  /** The `ref` of the field that shows the text: caret, scroll position and focus stay when it is another. */
  readonly field: RefCallback<Field>;
}

/** The draft of a thread, or of a new one. Whatever composer is drawn shows the same. */
export function useDraft(threadId: string | undefined): Draft {
  const { drafts } = useHost();
  const key = threadId ?? 'new';
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.textOf(key));
  const setText = useCallback((next: string) => drafts.write(key, next), [drafts, key]);
  const field = useCallback(
    (element: Field | null) => (element ? drafts.attach(key, element) : undefined),
    [drafts, key],
  );
  return { text, setText, field };
}
