import type { InstarClient } from '@instar/core';
import { messageOf } from '../rest/refusal.ts';
import { toast } from './toasts.ts';

/** Signs out. A full load afterwards, so that nothing of the old session stays in memory. */
export async function leave(client: InstarClient): Promise<void> {
  try {
    await client.signOut();
    location.assign('/login');
  } catch (error) {
    toast({ text: messageOf(error), tone: 'danger' });
  }
}
