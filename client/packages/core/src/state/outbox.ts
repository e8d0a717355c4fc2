/** Submits that the log has not confirmed [R6]. */
import type { ErrorPayload } from '@instar/protocol';
import type { PendingSubmit, ThreadView } from '../api.ts';

/** Puts a submit where it belongs by its age: an earlier page may have left older ones. */
export function addPending(view: ThreadView, submit: PendingSubmit): ThreadView {
  if (view.pending.some(({ id }) => id === submit.id)) return view;
  return { ...view, pending: [...view.pending, submit].toSorted(byAge) };
}

function byAge(one: PendingSubmit, other: PendingSubmit): number {
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

export function dropPending(view: ThreadView, id: string | null | undefined): ThreadView {
  const pending = view.pending.filter((submit) => submit.id !== id);
  return pending.length < view.pending.length ? { ...view, pending } : view;
}

/** Waits for its (next) turn to be sent. */
export function holdPending(view: ThreadView, id: string | null | undefined): ThreadView {
  return change(view, id, (submit) => {
    const { error: _error, ...held } = submit;
    return { ...held, state: 'waiting' };
  });
}

export function markSent(view: ThreadView, id: string): ThreadView {
  return change(view, id, (submit) => ({ ...submit, state: 'sent' }));
}

/** Refused: for good when it is not retryable, and then kept for the person to decide. */
export function refusePending(
  view: ThreadView,
  id: string | null | undefined,
  error: ErrorPayload,
): ThreadView {
  if (error.retryable) return holdPending(view, id);
  return change(view, id, (submit) => ({ ...submit, state: 'failed', error }));
}

/** The connection is gone: what was sent may not have arrived. */
export function holdAll(view: ThreadView): ThreadView {
  return view.pending.reduce(
    (held, { id, state }) => (state === 'sent' ? holdPending(held, id) : held),
    view,
  );
}

/** The thread is gone: nothing will be accepted, nothing typed is lost. */
export function refuseAll(view: ThreadView, error: ErrorPayload): ThreadView {
  return view.pending.reduce((held, { id }) => refusePending(held, id, error), view);
}

/** A failed submit under a new id, or the same. */
export function renewPending(view: ThreadView, id: string, newId: string): ThreadView {
  return holdPending(
    change(view, id, (submit) => ({ ...submit, id: newId })),
    newId,
  );
}

function change(
  view: ThreadView,
  id: string | null | undefined,
  to: (submit: PendingSubmit) => PendingSubmit,
): ThreadView {
  const at = view.pending.findIndex((submit) => submit.id === id);
  const submit = view.pending[at];
  return submit ? { ...view, pending: view.pending.with(at, to(submit)) } : view;
}
