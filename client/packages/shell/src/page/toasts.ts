import { messageOf } from '../rest/refusal.ts';
import { createStore } from './store.ts';

/** A short message that goes by itself, with at most one thing to do about it. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone?: 'danger';
  readonly action?: { readonly label: string; run(): void };
}

const MOST = 3;
let next = 1;

export const toasts = createStore<readonly Toast[]>([]);

/** Shows a message. Returns its undo. */
export function toast(message: Omit<Toast, 'id'>): () => void {
  const id = next++;
  toasts.set([...toasts.get(), { id, ...message }].slice(-MOST));
  return () => dismiss(id);
}

export function dismiss(id: number): void {
  toasts.set(toasts.get().filter((each) => each.id !== id));
}

/** Waits for something that a person asked for and tells them when it fails. */
export function attempt(wanted: Promise<unknown>): void {
  wanted.catch((error: unknown) => toast({ text: messageOf(error), tone: 'danger' }));
}
