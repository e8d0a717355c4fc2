import { useState } from 'react';
import type { Draft } from './draft.ts';

/** More than a person fills in at one time; beyond it the oldest is forgotten. */
const KEPT = 50;

const drafts = new Map<string, Draft>();

/**
 * What was put into the form named `key`. It outlives the form's drawing: a thread draws only what is
 * in sight, and nobody shall lose what they typed by scrolling.
 */
export function useFormDraft(key: string): readonly [Draft, (draft: Draft) => void] {
  const [, draw] = useState<Draft>();
  const change = (draft: Draft): void => {
    drafts.delete(key);
    drafts.set(key, draft);
    const oldest = drafts.keys().next();
    if (drafts.size > KEPT && !oldest.done) drafts.delete(oldest.value);
    draw(draft);
  };
  return [drafts.get(key) ?? {}, change];
}
