/** Sends the outbox: of each thread one at a time, so that the order stays [R6]. */
import {
  type ErrorMessage,
  FRAME_BYTES,
  PROTOCOL_VERSION,
  type TurnSubmit,
  type UpMessage,
} from '@instar/protocol';
import type { PendingSubmit, ThreadView } from '../api.ts';
import { backoff } from '../connection/backoff.ts';
import type { Environment, Timer } from '../environment.ts';
import { localError } from '../errors.ts';
import type { Action } from '../state/actions.ts';

/** Without an answer for so long the message is sent again: it is idempotent. */
const ANSWER_MS = 20_000;

export interface SenderHost {
  readonly env: Environment;
  readonly send: (message: UpMessage) => void;
  readonly viewOf: (threadId: string) => ThreadView | undefined;
  readonly dispatch: (action: Action) => void;
}

interface Wait {
  readonly id: string;
  readonly timer: Timer;
}

export class Sender {
  readonly #host: SenderHost;
  /** By thread: the wait for an answer to its first submit, or before its next try. */
  readonly #waits = new Map<string, Wait>();
  /** By thread: how often its first submit was put off. */
  readonly #delays = new Map<string, number>();

  constructor(host: SenderHost) {
    this.#host = host;
  }

  /** Sends what waits first in the thread, if anything does and it may go now. */
  pump(threadId: string): void {
    const view = this.#host.viewOf(threadId);
    const first = view?.pending.find(({ state }) => state !== 'failed');
    const wait = this.#waits.get(threadId);
    if (!first || (wait && wait.id !== first.id)) this.#forget(threadId);
    const ready = first?.state === 'waiting' && !this.#waits.has(threadId);
    if (ready && view?.sync === 'live') this.#send(first);
  }

  /** Refused for now: again after the time that the server names. */
  delayed({ threadId, ref, payload }: ErrorMessage): void {
    const view = threadId ? this.#host.viewOf(threadId) : undefined;
    const submit = view?.pending.find(({ id }) => id === ref);
    if (!submit || !payload.retryable) return;
    const delays = (this.#delays.get(submit.threadId) ?? 0) + 1;
    this.#delays.set(submit.threadId, delays);
    const asked = (payload.retryAfter ?? 0) * 1000;
    this.#wait(submit, Math.max(asked, backoff(delays, this.#host.env.random)));
  }

  /** The connection is gone: every wait with it, for the next one begins anew. */
  clear(): void {
    for (const threadId of this.#waits.keys()) this.#forget(threadId);
  }

  #send(submit: PendingSubmit): void {
    const message = toMessage(submit);
    if (new TextEncoder().encode(JSON.stringify(message)).length > FRAME_BYTES) {
      const error = localError('too_large.frame', 'The message is too long to be sent.');
      return this.#host.dispatch({ type: 'refused', submit, error });
    }
    this.#wait(submit, ANSWER_MS);
    this.#host.dispatch({ type: 'sent', submit });
    this.#host.send(message);
  }

  #wait(submit: PendingSubmit, ms: number): void {
    const { id, threadId } = submit;
    this.#waits.get(threadId)?.timer.cancel();
    const timer = this.#host.env.clock.after(ms, () => {
      this.#waits.delete(threadId);
      this.#host.dispatch({ type: 'unanswered', submit });
    });
    this.#waits.set(threadId, { id, timer });
  }

  #forget(threadId: string): void {
    this.#waits.get(threadId)?.timer.cancel();
    this.#waits.delete(threadId);
    this.#delays.delete(threadId);
  }
}

function toMessage({
  id,
  threadId,
  text,
  attachments,
  policy,
  replaces,
}: PendingSubmit): TurnSubmit {
  const input = {
    content: text === '' ? [] : [{ type: 'input_text' as const, text }],
    attachments: attachments.map((attachment) => attachment.id),
  };
  const payload = { input, policy, ...(replaces === undefined ? {} : { replaces }) };
  return { v: PROTOCOL_VERSION, type: 'turn.submit', id, threadId, payload };
}
