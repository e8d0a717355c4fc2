/** What the client knows, as a pure function of what it was told. */
import type { TurnDelta } from '@instar/protocol';
import type { PendingSubmit } from '../api.ts';
import type { Action, Received } from './actions.ts';
import { applyDeltas } from './deltas.ts';
import type { HeldState, HeldView } from './held.ts';
import { reduceInterface, withoutThread } from './interface.ts';
import {
  addPending,
  dropPending,
  holdAll,
  holdPending,
  markSent,
  refusePending,
  renewPending,
} from './outbox.ts';
import { type ById, emptyById, mapValues, withEntry, withoutEntry } from './records.ts';
import {
  addOlder,
  ageView,
  applyEvent,
  applyResumed,
  applyState,
  asked,
  emptyView,
  goneView,
  missed,
  passEvent,
} from './thread.ts';

export const initialState: HeldState = {
  connection: { phase: 'connecting', attempts: 0 },
  user: undefined,
  limits: undefined,
  threads: emptyById(),
  list: emptyById(),
  gone: new Set(),
  unreadable: 0,
  clockOffset: 0,
  layers: emptyById(),
};

export function reduce(state: HeldState, action: Action): HeldState {
  switch (action.type) {
    case 'received':
      return reduceMessage(state, action.message);
    case 'deltas':
      return reduceDeltas(state, action.deltas);
    case 'passed':
      return onView(state, action.place.threadId, (view) => passEvent(view, action.place));
    case 'unreadable':
      return onView({ ...state, unreadable: state.unreadable + 1 }, action.threadId, missed);
    case 'older':
      return onView(state, action.threadId, (view) => addOlder(view, action.page));
    case 'olderFailed':
      return onView(state, action.threadId, (view) => ({ ...view, loadingOlder: false }));
    case 'connection':
      return { ...state, connection: action.connection };
    case 'clock':
      return { ...state, clockOffset: action.offset };
    case 'lost':
      return onViews(state, (view) => holdAll(ageView(view, action.forget)));
    case 'missed':
      return onViews(state, missed);
    case 'asked':
      return onView(state, action.threadId, asked);
    case 'opened':
      return openView(state, action.threadId);
    case 'left':
      return onView(state, action.threadId, (view) => ageView(view, false));
    case 'forgotten':
      return withThreads(
        { ...state, layers: withoutThread(state.layers, action.threadId) },
        withoutEntry(state.threads, action.threadId),
      );
    case 'olderAsked':
      return onView(state, action.threadId, (view) => ({ ...view, loadingOlder: true }));
    case 'submitted':
      return restore(state, [action.submit]);
    case 'restored':
      return restore(state, action.submits);
    case 'sent':
      return onPending(state, action.submit, markSent);
    case 'unanswered':
      return onPending(state, action.submit, holdPending);
    case 'resubmitted':
      return onPending(state, action.submit, (view, id) => renewPending(view, id, action.id));
    case 'refused':
      return onPending(state, action.submit, (view, id) => refusePending(view, id, action.error));
    case 'discarded':
      return onPending(state, action.submit, dropPending);
    case 'signedOut':
      return { ...initialState, connection: state.connection };
  }
}

function reduceMessage(state: HeldState, message: Received): HeldState {
  switch (message.type) {
    case 'session.welcome':
      return welcome(state, message.payload);
    case 'session.resumed':
      return onView(state, message.threadId, (view) => applyResumed(view, message.payload));
    case 'thread.state': {
      const list = withEntry(state.list, message.threadId, message.payload.thread);
      const known = { ...state, list, gone: without(state.gone, message.threadId) };
      return onView(known, message.threadId, (view) => applyState(view, message.payload.thread));
    }
    case 'thread.gone':
      return lose(state, message.threadId);
    case 'presence.state':
      return onView(state, message.threadId, (view) => ({
        ...view,
        presence: message.payload.users,
      }));
    case 'ui.state.snapshot':
    case 'ui.state.patch':
      return reduceInterface(state, message);
    case 'session.ping':
    case 'ack':
      return state;
    default:
      if ('offset' in message)
        return onView(state, message.threadId, (view) => applyEvent(view, message));
      if (message.payload.code === 'not_found.thread' && message.threadId)
        return lose(state, message.threadId);
      return onView(state, message.threadId, (view) =>
        refusePending(view, message.ref, message.payload),
      );
  }
}

function reduceDeltas(state: HeldState, deltas: readonly TurnDelta[]): HeldState {
  const threadIds = new Set(deltas.map(({ threadId }) => threadId));
  return [...threadIds].reduce((next, id) => {
    const own = deltas.filter(({ threadId }) => threadId === id);
    return onView(next, id, (view) => applyDeltas(view, own));
  }, state);
}

/** Another user on this page sees nothing of the one before. */
function welcome(
  state: HeldState,
  { user, limits }: Extract<Received, { type: 'session.welcome' }>['payload'],
): HeldState {
  const same = state.user === undefined || state.user.id === user.id;
  return { ...(same ? state : { ...initialState, connection: state.connection }), user, limits };
}

function lose(state: HeldState, threadId: string): HeldState {
  const gone = new Set(state.gone).add(threadId);
  const list = withoutEntry(state.list, threadId);
  const layers = withoutThread(state.layers, threadId);
  return onView({ ...state, gone, list, layers }, threadId, goneView);
}

/** A thread that was gone may be there again when a person opens it. */
function openView(state: HeldState, threadId: string): HeldState {
  const view = state.threads[threadId] ?? emptyView(threadId);
  const opened: HeldView = view.sync === 'gone' ? { ...view, sync: 'loading' } : view;
  return withThreads(state, withEntry(state.threads, threadId, opened));
}

function restore(state: HeldState, submits: readonly PendingSubmit[]): HeldState {
  return submits.reduce((next, submit) => {
    const view = next.threads[submit.threadId] ?? emptyView(submit.threadId);
    return withThreads(next, withEntry(next.threads, view.id, addPending(view, submit)));
  }, state);
}

function onPending(
  state: HeldState,
  { threadId, id }: PendingSubmit,
  change: (view: HeldView, id: string) => HeldView,
): HeldState {
  return onView(state, threadId, (view) => change(view, id));
}

function onView(
  state: HeldState,
  threadId: string | null | undefined,
  change: (view: HeldView) => HeldView,
): HeldState {
  const view = threadId ? state.threads[threadId] : undefined;
  if (view === undefined) return state;
  const changed = change(view);
  return changed === view ? state : withThreads(state, withEntry(state.threads, view.id, changed));
}

function onViews(state: HeldState, change: (view: HeldView) => HeldView): HeldState {
  return withThreads(state, mapValues(state.threads, change));
}

function withThreads(state: HeldState, threads: ById<HeldView>): HeldState {
  return threads === state.threads ? state : { ...state, threads };
}

function without(set: ReadonlySet<string>, entry: string): ReadonlySet<string> {
  return set.has(entry) ? new Set([...set].filter((other) => other !== entry)) : set;
}
