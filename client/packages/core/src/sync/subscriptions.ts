/** Which threads this connection receives, and what to ask when something is missing [R1]–[R4]. */
import { type Cursor, type ErrorMessage, PROTOCOL_VERSION, type UpMessage } from '@instar/protocol';
import type { ThreadView } from '../api.ts';
import { backoff } from '../connection/backoff.ts';
import type { Environment, Timer } from '../environment.ts';
import { cursor } from '../state/cursor.ts';

const ANSWER_MS = 15_000;
/** Asked twice within this time: the first answer did not help. */
const TROUBLE_MS = 60_000;
/** From this try on the client lets go of what it holds and asks for a snapshot. */
const SNAPSHOT_TRY = 2;
/** Threads that one hello resumes; it has to fit into a frame. */
const HELLO_THREADS = 100;

interface Subscription {
  /** `asked`: an answer is due · `waiting`: will be asked again · `held`: events come. */
  phase: 'asked' | 'waiting' | 'held';
  ref: string;
  tries: number;
  askedAt: number;
  timer: Timer | undefined;
}

export interface SubscriptionsHost {
  readonly env: Environment;
  readonly send: (message: UpMessage) => void;
  readonly viewOf: (threadId: string) => ThreadView | undefined;
  /** Whatever the thread misses until now is asked for. */
  readonly asked: (threadId: string) => void;
  /** The thread is not received any more; what is shown of it may age. */
  readonly left: (threadId: string) => void;
}

export class Subscriptions {
  readonly #host: SubscriptionsHost;
  readonly #held = new Map<string, Subscription>();

  constructor(host: SubscriptionsHost) {
    this.#host = host;
  }

  /** The cursors for a hello; their threads count as asked for. */
  greet(ref: string, wanted: Iterable<string>): Record<string, Cursor> {
    const cursors: Record<string, Cursor> = {};
    for (const threadId of [...wanted].slice(0, HELLO_THREADS)) {
      const held = cursor(this.#host.viewOf(threadId));
      if (held === undefined) continue;
      cursors[threadId] = held;
      this.#expect(threadId, ref);
    }
    return cursors;
  }

  /** Subscribes to what is wanted, and to nothing else. */
  follow(wanted: ReadonlySet<string>): void {
    for (const threadId of this.#held.keys()) if (!wanted.has(threadId)) this.#leave(threadId);
    for (const threadId of wanted) if (!this.#held.has(threadId)) this.#ask(threadId);
  }

  /** A replay or a snapshot is complete. */
  resumed(threadId: string): void {
    const held = this.#held.get(threadId);
    if (!held) return;
    held.timer?.cancel();
    held.phase = 'held';
    this.check(threadId);
  }

  /** Asks again when the view says that it has missed something. */
  check(threadId: string): void {
    const held = this.#held.get(threadId);
    if (held?.phase === 'held' && this.#host.viewOf(threadId)?.resync) this.#again(threadId, held);
  }

  /** A refusal of a subscription or of a hello's cursor. */
  refused({ ref, threadId, payload }: ErrorMessage): void {
    const held = threadId ? this.#held.get(threadId) : undefined;
    if (!threadId || held?.phase !== 'asked' || held.ref !== ref) return;
    this.#again(threadId, held, (payload.retryAfter ?? 0) * 1000);
  }

  /** The connection is gone, and with it all subscriptions. */
  clear(): void {
    for (const held of this.#held.values()) held.timer?.cancel();
    this.#held.clear();
  }

  #again(threadId: string, held: Subscription, atLeastMs = 0): void {
    const { clock, random } = this.#host.env;
    const trouble = clock.now() - held.askedAt < TROUBLE_MS;
    held.tries = trouble ? held.tries + 1 : 0;
    const pause = held.tries === 0 ? 0 : backoff(held.tries, random);
    held.timer?.cancel();
    held.phase = 'waiting';
    held.timer = clock.after(Math.max(pause, atLeastMs), () => this.#ask(threadId));
  }

  #ask(threadId: string): void {
    const ref = this.#host.env.newId();
    const { tries } = this.#expect(threadId, ref);
    const held = tries < SNAPSHOT_TRY ? cursor(this.#host.viewOf(threadId)) : undefined;
    const payload = held ? { cursor: held } : {};
    this.#host.send({ v: PROTOCOL_VERSION, type: 'thread.subscribe', id: ref, threadId, payload });
  }

  /** An answer to `ref` is due; one that does not come is asked for again. */
  #expect(threadId: string, ref: string): Subscription {
    const { clock } = this.#host.env;
    const before = this.#held.get(threadId);
    before?.timer?.cancel();
    const held: Subscription = {
      phase: 'asked',
      ref,
      tries: before?.tries ?? 0,
      askedAt: clock.now(),
      timer: clock.after(ANSWER_MS, () => this.#again(threadId, held)),
    };
    this.#held.set(threadId, held);
    this.#host.asked(threadId);
    return held;
  }

  #leave(threadId: string): void {
    this.#held.get(threadId)?.timer?.cancel();
    this.#held.delete(threadId);
    const id = this.#host.env.newId();
    this.#host.send({ v: PROTOCOL_VERSION, type: 'thread.unsubscribe', id, threadId, payload: {} });
    this.#host.left(threadId);
  }
}
