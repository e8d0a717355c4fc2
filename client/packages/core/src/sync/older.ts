/** Items before those that a snapshot brought [R5]. */
import { ItemPage } from '@instar/protocol';
import type { ThreadView } from '../api.ts';
import type { Rest } from '../rest/rest.ts';
import type { Action } from '../state/actions.ts';

const PAGE = 50;

/** Reads the page before the oldest item held. Does nothing when there is none, or one is read. */
export async function loadOlder(
  rest: Rest,
  view: ThreadView | undefined,
  dispatch: (action: Action) => void,
): Promise<void> {
  const before = view?.items[0]?.id;
  if (!view?.hasMore || view.loadingOlder || before === undefined) return;
  const threadId = view.id;
  dispatch({ type: 'olderAsked', threadId });
  try {
    // Newest first, so what follows the oldest item held is what precedes it in the thread.
    const query = { limit: PAGE, order: 'desc', after: before };
    const page = await rest.get(`/threads/${threadId}/items`, ItemPage, { query });
    const items = page.data.toReversed();
    dispatch({ type: 'older', threadId, page: { before, items, hasMore: page.hasMore } });
  } catch (error) {
    dispatch({ type: 'olderFailed', threadId });
    throw error;
  }
}
