/** One socket from its opening to its end: the greeting, the count of frames, the heartbeat. */
import {
  CLOSE_CODES,
  PROTOCOL_VERSION,
  type SessionHello,
  type SessionPing,
  type SessionWelcome,
  SUBPROTOCOL,
  type UpMessage,
} from '@instar/protocol';
import type { Environment, Socket, Timer } from '../environment.ts';
import { type Decoded, decode } from './decode.ts';

/** From the first attempt to the welcome. */
const GREETING_MS = 15_000;
/** A silence that the server's heartbeat would have broken [C4]. */
const silenceAllowed = (heartbeatMs: number) => heartbeatMs * 1.2 + 10_000;

export interface LinkEvents {
  readonly hello: () => SessionHello;
  readonly welcomed: (message: SessionWelcome) => void;
  readonly decoded: (frame: Decoded) => void;
  /** The server counted other frames than arrived [C5]. */
  readonly missed: () => void;
  /** `opened` is false when the server refused the handshake or was not there. */
  readonly ended: (code: number, opened: boolean) => void;
}

export class Link {
  readonly #env: Environment;
  readonly #events: LinkEvents;
  readonly #socket: Socket;
  #allowedMs = GREETING_MS;
  #heardAt: number;
  #timer: Timer;
  #frames = 0;
  #opened = false;
  #welcomed = false;
  #ended = false;

  constructor(env: Environment, events: LinkEvents) {
    this.#env = env;
    this.#events = events;
    this.#heardAt = env.clock.now();
    this.#timer = env.clock.after(GREETING_MS, () => this.check());
    this.#socket = env.createSocket(env.url, SUBPROTOCOL, {
      opened: () => this.#open(),
      message: (data) => this.#receive(data),
      closed: (code) => this.#end(code),
    });
  }

  send(message: UpMessage): void {
    if (this.#opened && !this.#ended) this.#socket.send(JSON.stringify(message));
  }

  /** Ends the link at once; the closing handshake of a dead network would take minutes. */
  close(code: number): void {
    if (this.#ended) return;
    this.#socket.close(code);
    this.#end(code);
  }

  /** Gives the link up when nothing was heard for too long: timers sleep when the machine does. */
  check(): void {
    if (this.#ended) return;
    this.#timer.cancel();
    const left = this.#heardAt + this.#allowedMs - this.#env.clock.now();
    if (left <= 0) this.close(CLOSE_CODES.HEARTBEAT);
    else this.#timer = this.#env.clock.after(left, () => this.check());
  }

  #open(): void {
    if (this.#ended) return;
    this.#opened = true;
    this.send(this.#events.hello());
  }

  #receive(data: unknown): void {
    if (this.#ended) return;
    this.#frames += 1;
    if (this.#welcomed) this.#heardAt = this.#env.clock.now();
    const frame = decode(data);
    if (frame.kind !== 'message') return this.#events.decoded(frame);
    if (frame.message.type === 'session.welcome') return this.#welcome(frame.message);
    if (frame.message.type === 'session.ping') return this.#pong(frame.message);
    this.#events.decoded(frame);
  }

  #welcome(message: SessionWelcome): void {
    this.#welcomed = true;
    this.#allowedMs = silenceAllowed(message.payload.heartbeatMs);
    this.#heardAt = this.#env.clock.now();
    this.check();
    this.#events.welcomed(message);
  }

  #pong({ payload }: SessionPing): void {
    const missed = payload.seq !== this.#frames;
    this.#frames = payload.seq;
    this.send({
      v: PROTOCOL_VERSION,
      type: 'session.pong',
      id: this.#env.newId(),
      payload: { ack: this.#frames },
    });
    if (missed) this.#events.missed();
  }

  #end(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#timer.cancel();
    this.#events.ended(code, this.#opened);
  }
}
