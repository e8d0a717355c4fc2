import type { Cursor } from '@instar/protocol';
import type { ThreadView } from '../api.ts';

/** How much of the thread's log the view has applied [R1]; nothing without a snapshot. */
export function cursor(view: ThreadView | undefined): Cursor | undefined {
  if (view?.epoch === undefined) return undefined;
  return { epoch: view.epoch, offset: view.offset, open: { ...view.open } };
}
