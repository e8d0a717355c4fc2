/** Keeps one link to the server, for as long as the server and the person want one. */
import {
  type Cursor,
  PROTOCOL_VERSION,
  type SessionHello,
  type SessionWelcome,
  type UpMessage,
} from '@instar/protocol';
import type { ConnectionPhase, ConnectionState, StopReason } from '../api.ts';
import type { Environment, Timer } from '../environment.ts';
import { backoff } from './backoff.ts';
import { judge } from './closing.ts';
import type { Decoded } from './decode.ts';
import { Link } from './link.ts';

const RESTART_MS = 5_000;
/** A connection that lived this long was good: the next failure is a first one. */
const GOOD_MS = 10_000;
const DOUBTS = 3;
const DOUBT_MS = 60_000;
const CLOSED_BY_US = 1000;

export interface ConnectionEvents {
  readonly changed: (state: ConnectionState) => void;
  /** The threads to resume with the hello whose id is `ref`. */
  readonly cursors: (ref: string) => Record<string, Cursor>;
  readonly welcomed: (message: SessionWelcome) => void;
  readonly decoded: (frame: Decoded) => void;
  readonly missed: () => void;
  /** `forget`: cursors are worth nothing any more. */
  readonly lost: (forget: boolean) => void;
  /** Asks REST why a handshake may have been refused: a page cannot see its status [C2]. */
  readonly whyRefused: () => Promise<StopReason | undefined>;
}

export class Connection {
  readonly #env: Environment;
  readonly #events: ConnectionEvents;
  #link: Link | undefined;
  #retry: Timer | undefined;
  #retryAt: number | undefined;
  #undoWake: (() => void) | undefined;
  #token: string | undefined;
  #welcomedAt: number | undefined;
  #everUp = false;
  #failures = 0;
  #doubts: number[] = [];

  constructor(env: Environment, events: ConnectionEvents) {
    this.#env = env;
    this.#events = events;
  }

  get up(): boolean {
    return this.#welcomedAt !== undefined;
  }

  start(): void {
    if (this.#undoWake) return;
    this.#token = this.#env.tokens.take();
    const undoWake = this.#env.network.onWake(() => this.#wake());
    const undoOffline = this.#env.network.onOffline(() => this.#announce());
    this.#undoWake = () => {
      undoWake();
      undoOffline();
    };
    this.#open();
  }

  /** Tries at once, also after the server said to stop: a person asked for it. */
  retryNow(): void {
    if (this.#link) return;
    if (!this.#undoWake) return this.start();
    this.#failures = 0;
    this.#open();
  }

  stop(): void {
    this.#undoWake?.();
    this.#undoWake = undefined;
    this.#retry?.cancel();
    this.#retry = undefined;
    this.#dropLink(CLOSED_BY_US);
  }

  /** The next hello is a stranger's [C7]. */
  forgetToken(): void {
    this.#token = undefined;
    this.#env.tokens.hold(undefined);
  }

  send(message: UpMessage): void {
    if (this.up) this.#link?.send(message);
  }

  #open(): void {
    this.#retry?.cancel();
    this.#retry = undefined;
    const link: Link = new Link(this.#env, {
      hello: () => this.#hello(),
      welcomed: (message) => this.#welcome(message),
      decoded: (frame) => this.#events.decoded(frame),
      missed: () => this.#events.missed(),
      ended: (code, opened) => this.#ended(link, code, opened),
    });
    this.#link = link;
    this.#announce();
  }

  #hello(): SessionHello {
    const id = this.#env.newId();
    const payload = { client: this.#env.client, cursors: this.#events.cursors(id) };
    const token = this.#token === undefined ? {} : { resumeToken: this.#token };
    return { v: PROTOCOL_VERSION, type: 'session.hello', id, payload: { ...payload, ...token } };
  }

  #welcome(message: SessionWelcome): void {
    this.#token = message.payload.resumeToken;
    this.#env.tokens.hold(this.#token);
    this.#welcomedAt = this.#env.clock.now();
    this.#everUp = true;
    this.#announce();
    this.#events.welcomed(message);
  }

  #ended(link: Link, code: number, opened: boolean): void {
    if (link !== this.#link) return;
    const verdict = this.#weigh(code);
    const good = this.up && this.#env.clock.now() - (this.#welcomedAt ?? 0) >= GOOD_MS;
    if (good) this.#failures = 0;
    this.#link = undefined;
    this.#welcomedAt = undefined;
    this.#events.lost(verdict.next === 'fresh');
    if (verdict.next === 'stop') return this.#giveUp(verdict.reason);
    this.#retryIn(
      verdict.next === 'soon'
        ? Math.round(this.#env.random() * RESTART_MS)
        : backoff(this.#failures, this.#env.random),
    );
    if (!opened) void this.#askWhy();
  }

  #weigh(code: number) {
    const verdict = judge(code);
    if (verdict.next !== 'doubt') return verdict;
    const now = this.#env.clock.now();
    this.#doubts = [...this.#doubts.filter((at) => now - at < DOUBT_MS), now];
    if (this.#doubts.length < DOUBTS) return { next: 'resume' as const };
    this.#doubts = [];
    return { next: 'stop' as const, reason: 'protocol' as const };
  }

  #retryIn(ms: number): void {
    this.#failures += 1;
    this.#retryAt = this.#env.clock.now() + ms;
    this.#retry = this.#env.clock.after(ms, () => this.#open());
    this.#announce();
  }

  async #askWhy(): Promise<void> {
    const reason = await this.#events.whyRefused();
    if (reason && !this.up && this.#undoWake) this.#giveUp(reason);
  }

  #giveUp(reason: StopReason): void {
    if (reason === 'superseded') this.forgetToken();
    this.#retry?.cancel();
    this.#retry = undefined;
    this.#dropLink(CLOSED_BY_US);
    this.#events.changed({ phase: 'stopped', attempts: this.#failures, reason });
  }

  #dropLink(code: number): void {
    const link = this.#link;
    if (!link) return;
    this.#link = undefined;
    this.#welcomedAt = undefined;
    link.close(code);
    this.#events.lost(false);
  }

  /** The network is back, or the page is looked at again. */
  #wake(): void {
    if (this.#link) this.#link.check();
    else if (this.#retry) this.#open();
  }

  #announce(): void {
    if (!this.#link && !this.#retry) return;
    const phase = this.#phase();
    const attempts = this.up ? 0 : this.#failures;
    const retryAt = this.#retry && this.#retryAt;
    this.#events.changed({ phase, attempts, ...(retryAt === undefined ? {} : { retryAt }) });
  }

  #phase(): ConnectionPhase {
    if (this.up) return 'connected';
    if (!this.#env.network.online()) return 'offline';
    return this.#everUp || this.#failures > 0 ? 'reconnecting' : 'connecting';
  }
}
