import { clear, createStore, del, set, values } from 'idb-keyval';
import type { OutboxStorage } from '../environment.ts';

/** A database a user: another user of this browser sees nothing. */
export function openOutbox(userId: string): OutboxStorage {
  const store = createStore(`instar.outbox.${userId}`, 'submits');
  return {
    load: () => values(store),
    save: (submit) => set(submit.id, submit, store),
    remove: (id) => del(id, store),
    clear: () => clear(store),
  };
}
