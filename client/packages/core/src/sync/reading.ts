/** Moves the read mark, at most once a second a thread: `thread.read` counts against the rate [C9]. */
import { PROTOCOL_VERSION, type UpMessage } from '@instar/protocol';
import type { ThreadView } from '../api.ts';
import type { Environment, Timer } from '../environment.ts';

const PAUSE_MS = 1_000;

export interface ReadingHost {
  readonly env: Environment;
  readonly send: (message: UpMessage) => void;
  readonly viewOf: (threadId: string) => ThreadView | undefined;
}

interface Mark {
  seen: number;
  sent: number;
  pause: Timer | undefined;
}

export class Reading {
  readonly #host: ReadingHost;
  readonly #marks = new Map<string, Mark>();

  constructor(host: ReadingHost) {
    this.#host = host;
  }

  mark(threadId: string, offset: number): void {
    const mark = this.#marks.get(threadId) ?? { seen: 0, sent: 0, pause: undefined };
    this.#marks.set(threadId, mark);
    mark.seen = Math.max(mark.seen, offset);
    this.#tell(threadId, mark);
  }

  /** Tells a mark that was made while there was no connection. */
  resumed(threadId: string): void {
    const mark = this.#marks.get(threadId);
    if (!mark) return;
    mark.sent = 0;
    this.#tell(threadId, mark);
  }

  /** Tells what waits for its pause, while the thread is still open. */
  leave(threadId: string): void {
    const mark = this.#marks.get(threadId);
    if (!mark?.pause) return;
    mark.pause.cancel();
    mark.pause = undefined;
    this.#tell(threadId, mark);
  }

  clear(): void {
    for (const { pause } of this.#marks.values()) pause?.cancel();
    this.#marks.clear();
  }

  #tell(threadId: string, mark: Mark): void {
    const view = this.#host.viewOf(threadId);
    const known = Math.max(mark.sent, view?.thread?.lastRead ?? 0);
    if (mark.pause || mark.seen <= known || view?.sync !== 'live') return;
    const { env, send } = this.#host;
    mark.sent = mark.seen;
    mark.pause = env.clock.after(PAUSE_MS, () => {
      mark.pause = undefined;
      this.#tell(threadId, mark);
    });
    const payload = { offset: mark.sent };
    send({ v: PROTOCOL_VERSION, type: 'thread.read', id: env.newId(), threadId, payload });
  }
}
