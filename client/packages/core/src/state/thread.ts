/** One thread: the reduction of its log [L3]. */
import type { OpenItem, SessionResumed, Thread, ThreadSnapshot } from '@instar/protocol';
import { localError } from '../errors.ts';
import type { LogEvent, OlderPage, Place } from './actions.ts';
import { isBehind } from './deltas.ts';
import type { HeldView } from './held.ts';
import { openOf, putItem, removeItems } from './items.ts';
import { dropPending, refuseAll } from './outbox.ts';
import { emptyById } from './records.ts';
import { acceptTurn, endOf, endTurn, startTurn } from './turns.ts';

export function emptyView(id: string): HeldView {
  return {
    id,
    sync: 'loading',
    resync: false,
    unsure: false,
    ahead: emptyById(),
    thread: undefined,
    epoch: undefined,
    offset: 0,
    items: [],
    open: emptyById(),
    hasMore: false,
    loadingOlder: false,
    turns: [],
    lastEnd: undefined,
    presence: [],
    pending: [],
  };
}

/** A hole was seen: the client asks for what is missing [D1]. */
function holed(view: HeldView): HeldView {
  return view.resync ? view : { ...view, resync: true };
}

/** Something was lost, and nothing says how much: only an answer to a new question will do [C5]. */
export function missed(view: HeldView): HeldView {
  return view.epoch === undefined ? view : { ...view, resync: true, unsure: true };
}

/** What is missing until now is asked for. */
export function asked(view: HeldView): HeldView {
  return view.unsure ? { ...view, unsure: false } : view;
}

/** The event that follows what is held is applied; older ones are known, later ones leave a hole. */
export function applyEvent(view: HeldView, event: LogEvent): HeldView {
  if (event.type === 'thread.snapshot') return applySnapshot(view, event);
  const answered = event.type === 'turn.accepted' ? dropPending(view, event.ref) : view;
  // A `dup` answers the asker alone; the log has or will have the event itself [T2].
  if (event.type === 'turn.accepted' && event.payload.dup) return answered;
  return advance(answered, event, (held) => reduceEvent(held, event));
}

/** An event of a kind that this client does not know still takes its place in the log [E1]. */
export function passEvent(view: HeldView, place: Place): HeldView {
  return advance(view, place, (held) => held);
}

function advance(view: HeldView, place: Place, apply: (view: HeldView) => HeldView) {
  if (view.epoch === undefined) return view;
  if (place.epoch !== view.epoch || place.offset > view.offset + 1) return holed(view);
  if (place.offset <= view.offset) return view;
  return { ...apply(view), offset: place.offset };
}

function reduceEvent(view: HeldView, event: Exclude<LogEvent, ThreadSnapshot>): HeldView {
  switch (event.type) {
    case 'thread.updated':
      return { ...view, thread: asOurs(event.payload.thread, view.thread) };
    case 'item.added':
      return { ...putItem(view, event.payload.item), lastEnd: undefined };
    case 'item.updated':
    case 'item.done':
      return putItem(view, event.payload.item);
    case 'item.removed':
      return removeItems(view, event.payload.itemIds);
    case 'turn.accepted':
      return acceptTurn(view, event.payload.turn);
    case 'turn.start':
      return startTurn(view, event.turnId ?? '');
    case 'turn.end':
      return endTurn(view, event);
  }
}

/** `access` and `lastRead` of a `thread.updated` are the owner's: ours stay. */
function asOurs(thread: Thread, held: Thread | undefined): Thread {
  return held ? { ...thread, access: held.access, lastRead: held.lastRead } : thread;
}

/** The whole state to start from replaces all but what this person has not got rid of yet. */
function applySnapshot(view: HeldView, { epoch, offset, payload }: ThreadSnapshot): HeldView {
  const { thread, items, hasMore, turns, lastTurn } = payload;
  const end = endOf(items, lastTurn);
  return {
    ...emptyView(view.id),
    sync: view.sync === 'gone' ? 'loading' : view.sync,
    thread,
    epoch,
    offset,
    items,
    open: openOf(items),
    hasMore,
    turns,
    lastEnd: end && end.turnId === view.lastEnd?.turnId ? view.lastEnd : end,
    presence: view.presence,
    unsure: view.unsure,
    ahead: view.ahead,
    pending: view.pending,
  };
}

/** The end of a replay. A view that is behind what was promised has missed something [R2]. */
export function applyResumed(view: HeldView, { epoch, to }: SessionResumed['payload']): HeldView {
  if (view.unsure || view.epoch !== epoch || view.offset < to || isBehind(view)) return holed(view);
  return { ...view, sync: 'live' as const, resync: false, ahead: emptyById<OpenItem>() };
}

/** The connection is gone; what is shown may age. `forget`: the next one starts from a snapshot. */
export function ageView(view: HeldView, forget: boolean): HeldView {
  const sync = view.sync === 'live' ? 'stale' : view.sync;
  const held = forget ? { epoch: undefined } : {};
  return { ...view, ...held, sync, resync: false, unsure: false, presence: [] };
}

/** Not there, or not ours any more: nothing of it is shown. */
export function goneView(view: HeldView): HeldView {
  const error = localError('not_found.thread', 'There is no such thread.');
  return refuseAll({ ...emptyView(view.id), sync: 'gone', pending: view.pending }, error);
}

/** A line of the list says how we see the thread; the log may be ahead of it. */
export function applyState(view: HeldView, thread: Thread): HeldView {
  if (view.sync === 'gone') return { ...view, sync: 'loading' };
  const held = view.thread;
  if (held === undefined) return view;
  const older = thread.revision < held.revision;
  return { ...view, thread: older ? asOurs(held, thread) : thread };
}

/** A page that still follows the oldest item held is put before it. */
export function addOlder(view: HeldView, page: OlderPage): HeldView {
  const [oldest] = view.items;
  if (!view.loadingOlder || oldest?.id !== page.before) return { ...view, loadingOlder: false };
  const older = page.items.filter(({ position }) => position < oldest.position);
  const items = [...older, ...view.items];
  return { ...view, items, hasMore: page.hasMore, loadingOlder: false };
}
