import { createStore } from './store.ts';

/** What screen readers are told next. `count` makes the same words twice two messages. */
export const announcement = createStore({ text: '', count: 0 });

/** Tells screen readers, after what they are saying now. */
export function announce(text: string): void {
  announcement.set({ text, count: announcement.get().count + 1 });
}
