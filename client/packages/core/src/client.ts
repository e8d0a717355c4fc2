/** Puts the parts together: the store, the connection, and what follows from a change. */
import {
  type ActionInvokePayload,
  type CommandInvokePayload,
  type ErrorMessage,
  Me,
  type SessionWelcome,
} from '@instar/protocol';
import type { ClientState, InstarClient, StopReason, Submit, ThreadView } from './api.ts';
import { browserEnvironment } from './browser/environment.ts';
import { Connection } from './connection/connection.ts';
import type { Decoded } from './connection/decode.ts';
import type { Environment } from './environment.ts';
import { RestError } from './errors.ts';
import { createRest, type Rest } from './rest/rest.ts';
import { uploadAttachment } from './rest/upload.ts';
import type { Received } from './state/actions.ts';
import { Store } from './store.ts';
import { Keeper } from './sync/keeper.ts';
import { loadOlder } from './sync/older.ts';
import { Reading } from './sync/reading.ts';
import { Requests } from './sync/requests.ts';
import { Sender } from './sync/sender.ts';
import { Subscriptions } from './sync/subscriptions.ts';
import { Typing } from './sync/typing.ts';

/** Views that are kept after their thread was closed, to be shown at once when it is opened again. */
const KEPT_VIEWS = 8;

/** A client of the page's own server. Tests give it another world. */
export function createClient(environment: Environment = browserEnvironment()): InstarClient {
  return new Client(environment);
}

class Client implements InstarClient {
  readonly rest: Rest;
  readonly #env: Environment;
  readonly #store: Store;
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #sender: Sender;
  readonly #requests: Requests;
  readonly #typing: Typing;
  readonly #reading: Reading;
  readonly #keeper: Keeper;
  /** How many openers each thread has. */
  readonly #openings = new Map<string, number>();
  /** Messages go out after those that an earlier page left. */
  #restored = false;
  #following = false;

  constructor(env: Environment) {
    this.#env = env;
    this.rest = createRest(env.fetch);
    this.#store = new Store(env.requestFrame, (state, before) => this.#changed(state, before));
    this.#connection = new Connection(env, {
      changed: (connection) => this.#store.dispatch({ type: 'connection', connection }),
      cursors: (ref) => this.#subscriptions.greet(ref, this.#wanted()),
      welcomed: (message) => void this.#welcomed(message),
      decoded: (frame) => this.#decoded(frame),
      missed: () => this.#store.dispatch({ type: 'missed' }),
      lost: (forget) => this.#lost(forget),
      whyRefused: () => whyRefused(this.rest),
    });
    const host = {
      env,
      send: this.#connection.send.bind(this.#connection),
      viewOf: (threadId: string) => this.#store.state.threads[threadId],
      dispatch: this.#store.dispatch.bind(this.#store),
      asked: (threadId: string) => this.#store.dispatch({ type: 'asked', threadId }),
      left: (threadId: string) => {
        this.#reading.leave(threadId);
        this.#store.dispatch({ type: 'left', threadId });
      },
    };
    this.#subscriptions = new Subscriptions(host);
    this.#sender = new Sender(host);
    this.#requests = new Requests(env, host.send);
    this.#typing = new Typing(env, host.send);
    this.#reading = new Reading(host);
    this.#keeper = new Keeper(env);
  }

  getState = (): ClientState => this.#store.state;

  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  connect(): void {
    this.#connection.start();
  }

  reconnect(): void {
    this.#connection.retryNow();
  }

  close(): void {
    this.#connection.stop();
    this.#requests.clear();
    this.#reading.clear();
  }

  async signOut(): Promise<void> {
    await this.rest.delete('/session').catch((error) => {
      if (!(error instanceof RestError && error.status === 401)) throw error;
    });
    this.close();
    this.#connection.forgetToken();
    await this.#keeper.clear();
    this.#restored = false;
    this.#store.dispatch({ type: 'signedOut' });
    const connection = { phase: 'stopped', attempts: 0, reason: 'unauthenticated' } as const;
    this.#store.dispatch({ type: 'connection', connection });
  }

  openThread(threadId: string): () => void {
    this.#openings.set(threadId, (this.#openings.get(threadId) ?? 0) + 1);
    this.#store.dispatch({ type: 'opened', threadId });
    this.#followSoon();
    let undone = false;
    return () => {
      if (undone) return;
      undone = true;
      const left = (this.#openings.get(threadId) ?? 1) - 1;
      if (left > 0) this.#openings.set(threadId, left);
      else this.#openings.delete(threadId);
      this.#followSoon();
    };
  }

  loadOlder(threadId: string): Promise<void> {
    const view = this.#store.state.threads[threadId];
    return loadOlder(this.rest, view, (action) => this.#store.dispatch(action));
  }

  submit(
    threadId: string,
    { text, attachments = [], policy = 'reject', replaces }: Submit,
  ): string {
    const id = this.#env.newId();
    const createdAt = new Date(this.#env.clock.now()).toISOString();
    const edit = replaces === undefined ? {} : { replaces };
    const submit = { id, threadId, createdAt, text, attachments, policy, ...edit };
    this.#store.dispatch({ type: 'submitted', submit: { ...submit, state: 'waiting' } });
    return id;
  }

  resubmit(id: string): void {
    const submit = this.#findPending(id);
    if (submit?.state !== 'failed') return;
    // The same id again is safe, unless the server has it for another message.
    const next = submit.error?.code === 'conflict.id_reused' ? this.#env.newId() : id;
    this.#store.dispatch({ type: 'resubmitted', submit, id: next });
  }

  discard(id: string): void {
    const submit = this.#findPending(id);
    if (submit) this.#store.dispatch({ type: 'discarded', submit });
  }

  retry(threadId: string, turnId?: string): Promise<void> {
    return this.#requests.ask({ type: 'turn.retry', threadId, payload: named(turnId) });
  }

  continueTurn(threadId: string): Promise<void> {
    return this.#requests.ask({ type: 'turn.continue', threadId, payload: {} });
  }

  cancel(threadId: string, turnId?: string): Promise<void> {
    return this.#requests.ask({ type: 'turn.cancel', threadId, payload: named(turnId) });
  }

  invokeCommand(threadId: string, payload: CommandInvokePayload): Promise<void> {
    return this.#requests.ask({ type: 'command.invoke', threadId, payload });
  }

  act(threadId: string, payload: ActionInvokePayload): Promise<void> {
    return this.#requests.ask({ type: 'action.invoke', threadId, payload });
  }

  setTyping(threadId: string, typing: boolean): void {
    if (this.#connection.up) this.#typing.set(threadId, typing);
  }

  markRead(threadId: string, offset: number): void {
    this.#reading.mark(threadId, offset);
  }

  uploadAttachment: InstarClient['uploadAttachment'] = (file, options) =>
    uploadAttachment({ env: this.#env, rest: this.rest }, file, options);

  async #welcomed(message: SessionWelcome): Promise<void> {
    this.#store.dispatch({ type: 'received', message });
    const offset = Date.parse(message.ts) - this.#env.clock.now();
    this.#store.dispatch({ type: 'clock', offset });
    this.#follow();
    const submits = await this.#keeper.open(message.payload.user.id, this.#store.state);
    if (this.#store.state.user?.id !== message.payload.user.id) return;
    this.#restored = true;
    this.#store.dispatch({ type: 'restored', submits });
    for (const threadId of Object.keys(this.#store.state.threads)) this.#sender.pump(threadId);
  }

  #decoded(frame: Decoded): void {
    switch (frame.kind) {
      case 'delta':
        return this.#store.defer(frame.delta);
      case 'message':
        return this.#received(frame.message);
      case 'unknown':
        if (frame.place) this.#store.dispatch({ type: 'passed', place: frame.place });
        return;
      case 'unreadable':
        return this.#store.dispatch({ type: 'unreadable', threadId: frame.threadId });
    }
  }

  #received(message: Received): void {
    this.#store.dispatch({ type: 'received', message });
    if (message.type === 'session.resumed') return this.#resumed(message.threadId);
    if (!isError(message)) return this.#requests.answered(message.ref);
    this.#subscriptions.refused(message);
    this.#sender.delayed(message);
    this.#requests.answered(message.ref, message.payload);
  }

  #resumed(threadId: string): void {
    this.#subscriptions.resumed(threadId);
    this.#requests.resumed(threadId);
    this.#reading.resumed(threadId);
  }

  #lost(forget: boolean): void {
    this.#subscriptions.clear();
    this.#sender.clear();
    this.#typing.clear();
    this.#store.dispatch({ type: 'lost', forget });
  }

  /** What has to follow from a change of the state. */
  #changed(state: ClientState, before: ClientState): void {
    if (state.threads === before.threads) return;
    this.#keeper.keep(state, before);
    for (const [threadId, view] of Object.entries(state.threads)) {
      const old = before.threads[threadId];
      if (view.resync && !old?.resync) this.#subscriptions.check(threadId);
      if (view.sync !== old?.sync || view.pending !== old.pending) {
        this.#followSoon();
        if (this.#restored) this.#sender.pump(threadId);
      }
    }
  }

  /** Threads that are open, or have something to send; none that is gone. */
  #wanted(): ReadonlySet<string> {
    const wanted = Object.values(this.#store.state.threads).filter(
      (view) => view.sync !== 'gone' && (this.#openings.has(view.id) || isSending(view)),
    );
    return new Set(wanted.map(({ id }) => id));
  }

  /** Once for all that happens now: a page that moves to another thread closes and opens. */
  #followSoon(): void {
    if (this.#following) return;
    this.#following = true;
    queueMicrotask(() => {
      this.#following = false;
      this.#follow();
    });
  }

  #follow(): void {
    const wanted = this.#wanted();
    if (this.#connection.up) this.#subscriptions.follow(wanted);
    const idle = Object.values(this.#store.state.threads).filter(
      ({ id, pending }) => !wanted.has(id) && !this.#openings.has(id) && pending.length === 0,
    );
    for (const { id } of idle.slice(0, -KEPT_VIEWS))
      this.#store.dispatch({ type: 'forgotten', threadId: id });
  }

  #findPending(id: string) {
    const views = Object.values(this.#store.state.threads);
    return views.flatMap(({ pending }) => pending).find((submit) => submit.id === id);
  }
}

function isSending({ pending }: ThreadView): boolean {
  return pending.some(({ state }) => state !== 'failed');
}

function named(turnId: string | undefined) {
  return turnId === undefined ? {} : { turnId };
}

function isError(message: Received): message is ErrorMessage {
  return message.type.startsWith('error.');
}

async function whyRefused(rest: Rest): Promise<StopReason | undefined> {
  try {
    await rest.get('/me', Me);
  } catch (error) {
    if (error instanceof RestError && error.status === 401) return 'unauthenticated';
    if (error instanceof RestError && error.status === 403) return 'forbidden';
  }
  return undefined;
}
