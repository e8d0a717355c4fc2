/** Submits that the log has not confirmed [R6]. */
import type { ErrorPayload } from '@instar/protocol';
import type { PendingSubmit } from '../api.ts';
import type { HeldView } from './held.ts';

/** Puts a submit where it belongs by its age: an earlier page may have left older ones. */
export function addPending(view: HeldView, submit: PendingSubmit): HeldView {
  if (view.pending.some(({ id }) => id === submit.id)) return view;
  return { ...view, pending: [...view.pending, submit].toSorted(byAge) };
}

function byAge(one: PendingSubmit, other: PendingSubmit): number {
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

export function dropPending(view: HeldView, id: string | null | undefined): HeldView {
  const pending = view.pending.filter((submit) => submit.id !== id);
  return pending.length < view.pending.length ? { ...view, pending } : view;
}

/** Waits for its (next) turn to be sent. */
export function holdPending(view: HeldView, id: string | null | undefined): HeldView {
  return change(view, id, (submit) => {
    const { error: _error, ...held } = submit;
    return { ...held, state: 'waiting' };
  });
}

export function markSent(view: HeldView, id: string): HeldView {
  return change(view, id, (submit) => ({ ...submit, state: 'sent' }));
}

/** Refused: for good when it is not retryable, and then kept for the person to decide. */
export function refusePending(
  view: HeldView,
  id: string | null | undefined,
  error: ErrorPayload,
): HeldView {
  if (error.retryable) return holdPending(view, id);
  return change(view, id, (submit) => ({ ...submit, state: 'failed', error }));
}

/** The connection is gone: what was sent may not have arrived. */
export function holdAll(view: HeldView): HeldView {
  return view.pending.reduce(
    (held, { id, state }) => (state === 'sent' ? holdPending(held, id) : held),
    view,
  );
}

/** The thread is gone: nothing will be accepted, nothing typed is lost. */
export function refuseAll(view: HeldView, error: ErrorPayload): HeldView {
  return view.pending.reduce((held, { id }) => refusePending(held, id, error), view);
}

/** A failed submit under a new id, or the same. */
export function renewPending(view: HeldView, id: string, newId: string): HeldView {
  return holdPending(
    change(view, id, (submit) => ({ ...submit, id: newId })),
    newId,
  );
}

function change(
  view: HeldView,
  id: string | null | undefined,
  to: (submit: PendingSubmit) => PendingSubmit,
): HeldView {
  const at = view.pending.findIndex((submit) => submit.id === id);
  const submit = view.pending[at];
  return submit ? { ...view, pending: view.pending.with(at, to(submit)) } : view;
}
