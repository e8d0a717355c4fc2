import type { Thread } from '@instar/protocol';

/** Why this person can not write into the thread; undefined when they can. */
export function whyReadOnly(thread: Thread | undefined): string | undefined {
  if (!thread) return undefined;
  const { type, reason } = thread.status;
  if (type === 'closed') return reason || 'This thread is closed.';
  if (type === 'locked') return reason || 'This thread is locked for now.';
  return thread.access === 'reader' ? 'You can read this thread, but not write in it.' : undefined;
}
