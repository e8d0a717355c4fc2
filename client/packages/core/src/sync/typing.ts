/** Says that the person types, as seldom as others still see it: it is forgotten after 8 s [S2]. */
import { PROTOCOL_VERSION, type UpMessage } from '@instar/protocol';
import type { Environment } from '../environment.ts';

const AGAIN_MS = 4_000;

export class Typing {
  readonly #env: Environment;
  readonly #send: (message: UpMessage) => void;
  /** When each thread was last told that the person types. */
  readonly #told = new Map<string, number>();

  constructor(env: Environment, send: (message: UpMessage) => void) {
    this.#env = env;
    this.#send = send;
  }

  set(threadId: string, typing: boolean): void {
    const told = this.#told.get(threadId);
    const now = this.#env.clock.now();
    if (typing ? told !== undefined && now - told < AGAIN_MS : told === undefined) return;
    if (typing) this.#told.set(threadId, now);
    else this.#told.delete(threadId);
    const id = this.#env.newId();
    this.#send({ v: PROTOCOL_VERSION, type: 'presence.set', id, threadId, payload: { typing } });
  }

  clear(): void {
    this.#told.clear();
  }
}
