import type { PendingSubmit } from '../api.ts';
import type { Environment, OutboxStorage } from '../environment.ts';
import { FakeClock } from './clock.ts';
import { resumed, snapshot, welcome } from './messages.ts';
import { FakeSocket } from './socket.ts';

/** The outbox of a user in this browser: it outlives pages, and tabs share it. */
export class FakeOutbox implements OutboxStorage {
  readonly submits = new Map<string, PendingSubmit>();
  /** What every call rejects with, when set. */
  broken: Error | undefined;

  async load() {
    this.#check();
    return [...this.submits.values()];
  }

  async save(submit: PendingSubmit) {
    this.#check();
    this.submits.set(submit.id, submit);
  }

  async remove(id: string) {
    this.#check();
    this.submits.delete(id);
  }

  async clear() {
    this.#check();
    this.submits.clear();
  }

  #check() {
    if (this.broken) throw this.broken;
  }
}

type Answer = (url: string, init: RequestInit) => Response | Promise<Response>;

/** Everything around a client: time, sockets, storage, network. One world may hold several tabs. */
export class FakeWorld {
  readonly clock: FakeClock;
  readonly outboxes: Map<string, FakeOutbox>;
  readonly sockets: FakeSocket[] = [];
  readonly requests: { readonly url: string; readonly init: RequestInit }[] = [];
  online = true;
  token: string | undefined;
  randomValue = 0.5;
  answer: Answer = () => Response.json({}, { status: 404 });
  readonly #wakers = new Set<() => void>();
  readonly #offliners = new Set<() => void>();
  #drawing: (() => void)[] = [];
  static #ids = 0;

  /** `other`: a world whose browser and time this one shares. */
  constructor(other?: FakeWorld) {
    this.clock = other?.clock ?? new FakeClock();
    this.outboxes = other?.outboxes ?? new Map();
  }

  readonly environment: Environment = {
    url: 'wss://instar.test/ws',
    client: 'test',
    clock: { now: () => this.clock.now(), after: (ms, run) => this.clock.after(ms, run) },
    network: {
      online: () => this.online,
      onWake: (listener) => register(this.#wakers, listener),
      onOffline: (listener) => register(this.#offliners, listener),
    },
    tokens: {
      take: () => this.token,
      hold: (token) => {
        this.token = token;
      },
    },
    fetch: async (input, init = {}) => {
      this.requests.push({ url: String(input), init });
      return this.answer(String(input), init);
    },
    random: () => this.randomValue,
    newId: () => `id-${String(++FakeWorld.#ids).padStart(8, '0')}`,
    createSocket: (_url, _protocol, events) => {
      const socket = new FakeSocket(events);
      this.sockets.push(socket);
      return socket;
    },
    requestFrame: (run) => {
      this.#drawing.push(run);
    },
    createRequest: () => {
      throw new Error('This world uploads nothing.');
    },
    openOutbox: (userId) => this.outboxOf(userId),
  };

  outboxOf(userId: string): FakeOutbox {
    const outbox = this.outboxes.get(userId) ?? new FakeOutbox();
    this.outboxes.set(userId, outbox);
    return outbox;
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('The client made no socket.');
    return socket;
  }

  /** The network came back, or the page is looked at. */
  wake(): void {
    for (const listener of this.#wakers) listener();
  }

  goOffline(): void {
    this.online = false;
    for (const listener of this.#offliners) listener();
  }

  drawFrame(): void {
    const due = this.#drawing;
    this.#drawing = [];
    for (const run of due) run();
  }

  /** The server takes the newest socket and greets. */
  async greet(message: object = welcome()): Promise<void> {
    this.socket.open();
    this.socket.says(message);
    await settled();
  }

  /** The server answers a subscription with a snapshot. */
  showThread(offset = 0, ...rest: object[]): void {
    this.socket.says(snapshot(offset), ...rest, resumed(offset, false));
  }
}

/** After all that was promised has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function register(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
