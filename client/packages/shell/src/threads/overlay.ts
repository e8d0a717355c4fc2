import type { Thread } from '@instar/protocol';

/**
 * The thread list as it is now: what REST answered, with what the socket has said since laid over it,
 * newest first, without what is deleted or out of reach.
 */
export function overlay(
  listed: readonly Thread[],
  live: Readonly<Record<string, Thread>>,
  absent: (id: string) => boolean,
): Thread[] {
  const byId = new Map(listed.map((thread) => [thread.id, thread]));
  for (const thread of Object.values(live)) {
    const known = byId.get(thread.id);
    if (!known || thread.updatedAt >= known.updatedAt) byId.set(thread.id, thread);
  }
  return [...byId.values()]
    .filter((thread) => !thread.deletedAt && !absent(thread.id))
    .toSorted((a, b) => compare(b.updatedAt, a.updatedAt) || compare(b.id, a.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

export const titleOf = (thread: Pick<Thread, 'title'> | undefined): string =>
  thread?.title.trim() || 'Untitled thread';

/** Whether something came that this user has not seen. */
export const isUnread = (thread: Thread): boolean => thread.head > (thread.lastRead ?? 0);
