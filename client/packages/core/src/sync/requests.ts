/** Messages whose sender waits for the answer: retry, continue, cancel, commands and actions. */
import { type ErrorPayload, PROTOCOL_VERSION, type UpMessage } from '@instar/protocol';
import type { Environment } from '../environment.ts';
import { InstarError, localError } from '../errors.ts';

const ANSWER_MS = 20_000;

type Type = 'turn.retry' | 'turn.continue' | 'turn.cancel' | 'command.invoke' | 'action.invoke';
type Request = Extract<UpMessage, { type: Type }>;

/** What a caller says of a request; id and version are added. */
export type Ask = Request extends infer One
  ? One extends Request
    ? Omit<One, 'v' | 'id'>
    : never
  : never;

interface Open {
  readonly message: Request;
  readonly settle: (error?: ErrorPayload) => void;
}

export class Requests {
  readonly #env: Environment;
  readonly #send: (message: UpMessage) => void;
  readonly #open = new Map<string, Open>();

  constructor(env: Environment, send: (message: UpMessage) => void) {
    this.#env = env;
    this.#send = send;
  }

  /** Sent now, and again after a reconnection: the id makes it idempotent [E4]. */
  ask(request: Ask): Promise<void> {
    const id = this.#env.newId();
    const message: Request = { ...request, v: PROTOCOL_VERSION, id };
    return new Promise((resolve, reject) => {
      const timer = this.#env.clock.after(ANSWER_MS, () => this.answered(id, NO_ANSWER));
      const settle = (error?: ErrorPayload) => {
        timer.cancel();
        if (error) reject(new InstarError(error));
        else resolve();
      };
      this.#open.set(id, { message, settle });
      this.#send(message);
    });
  }

  answered(ref: string | null | undefined, error?: ErrorPayload): void {
    const open = this.#open.get(ref ?? '');
    if (!open) return;
    this.#open.delete(open.message.id);
    open.settle(error);
  }

  /** The thread is current again: what it did not answer was perhaps not heard. */
  resumed(threadId: string): void {
    for (const { message } of this.#open.values())
      if (message.threadId === threadId) this.#send(message);
  }

  clear(): void {
    for (const id of this.#open.keys()) this.answered(id, NO_ANSWER);
  }
}

const NO_ANSWER = localError('internal.no_answer', 'The server did not answer.', true);
