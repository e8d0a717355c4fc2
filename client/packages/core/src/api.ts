/**
 * What `@instar/core` gives to whoever draws it: one immutable state, and the verbs that change it.
 * The state is a pure reduction of what the socket said and what the person did; nothing here knows a framework.
 */
import type {
  Attachment,
  ErrorPayload,
  Item,
  Limits,
  Policy,
  Present,
  Thread,
  Turn,
  User,
} from '@instar/protocol';

/** What a person is told about the connection. */
export type ConnectionPhase =
  | 'connecting' // first attempt of this page
  | 'connected'
  | 'reconnecting' // lost; `retryAt` says when the next attempt begins
  | 'offline' // the browser says that there is no network
  | 'stopped'; // the server told us to stop; `reason` says why and what to do

export interface ConnectionState {
  readonly phase: ConnectionPhase;
  /** Epoch milliseconds of the next attempt while `reconnecting`. */
  readonly retryAt?: number;
  readonly attempts: number;
  readonly reason?: 'unauthenticated' | 'forbidden' | 'version' | 'superseded' | 'revoked' | 'too_many' | 'protocol';
}

/** A message that the person sent and that the log has not confirmed yet. Survives a reload. */
export interface PendingSubmit {
  /** The message id: the idempotency key. */
  readonly id: string;
  readonly threadId: string;
  readonly createdAt: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly policy: Policy;
  readonly replaces?: string;
  /** `failed`: refused for good with `error`; kept until the person sends it again or discards it. */
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly error?: ErrorPayload;
}

/** One thread as far as this client has it. */
export interface ThreadView {
  readonly id: string;
  /** `loading`: nothing yet · `live`: current · `stale`: shown, but the connection is gone · `gone`: not there or not ours. */
  readonly sync: 'loading' | 'live' | 'stale' | 'gone';
  readonly thread: Thread | undefined;
  readonly epoch: string | undefined;
  readonly offset: number;
  /** In order of `position`, without holes from the first to the newest. */
  readonly items: readonly Item[];
  /** Whether older items than `items[0]` exist (read them with `loadOlder`). */
  readonly hasMore: boolean;
  readonly loadingOlder: boolean;
  /** The open turn first, then the queued ones. */
  readonly turns: readonly Turn[];
  /** How the last turn ended, when nothing followed it: the place of the retry and continue buttons. */
  readonly lastEnd: { readonly turnId: string; readonly status: string; readonly retryable: boolean; readonly error?: ErrorPayload } | undefined;
  readonly presence: readonly Present[];
  readonly pending: readonly PendingSubmit[];
}

export interface ClientState {
  readonly connection: ConnectionState;
  readonly user: User | undefined;
  readonly limits: Limits | undefined;
  /** By id; only threads that were opened. */
  readonly threads: Readonly<Record<string, ThreadView>>;
  /** The newest `thread.state` by id: what the thread list lays over its REST page. */
  readonly list: Readonly<Record<string, Thread>>;
  /** Threads that `thread.gone` named. */
  readonly gone: ReadonlySet<string>;
}

export interface Submit {
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  readonly policy?: Policy;
  readonly replaces?: string;
}

/** The client. `subscribe` and `openThread` return their undo. */
export interface InstarClient {
  getState(): ClientState;
  /** Called after a change, at most once an animation frame while deltas stream. */
  subscribe(listener: () => void): () => void;
  connect(): void;
  /** Try again now (a person pressed the button). */
  reconnect(): void;
  close(): void;
  /** Subscribes to the thread until the returned undo runs. Several openings share one subscription. */
  openThread(threadId: string): () => void;
  /** Reads the page of items before the oldest held one from REST and adds it to the view. */
  loadOlder(threadId: string): Promise<void>;
  /** Puts the message into the outbox and sends it when it can. Returns the message id. */
  submit(threadId: string, submit: Submit): string;
  /** Sends a failed submit again, or takes it away. */
  resubmit(id: string): void;
  discard(id: string): void;
  retry(threadId: string, turnId?: string): Promise<void>;
  continueTurn(threadId: string): Promise<void>;
  cancel(threadId: string, turnId?: string): Promise<void>;
  setTyping(threadId: string, typing: boolean): void;
  markRead(threadId: string, offset: number): void;
}
