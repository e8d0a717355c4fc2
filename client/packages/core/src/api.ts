/**
 * What `@instar/core` gives to whoever draws it: one immutable state, and the verbs that change it.
 * The state is a pure reduction of what the socket said and what the person did; nothing here knows a framework.
 */
import type {
  ActionInvokePayload,
  Attachment,
  CommandInvokePayload,
  EndStatus,
  ErrorPayload,
  Item,
  Limits,
  OpenItem,
  Policy,
  Present,
  Thread,
  Turn,
  User,
} from '@instar/protocol';
import type { Rest } from './rest/rest.ts';
import type { Layer } from './state/interface.ts';
import type { ById } from './state/records.ts';

/** What a person is told about the connection. */
export type ConnectionPhase =
  | 'connecting' // first attempt of this page
  | 'connected'
  | 'reconnecting' // lost; `retryAt` says when the next attempt begins
  | 'offline' // lost, and the browser says that there is no network; attempts go on
  | 'stopped'; // the server told us to stop; `reason` says why and what to do

/** Why the client gave up; each needs the person. */
export type StopReason =
  | 'unauthenticated'
  | 'forbidden'
  | 'version'
  | 'superseded'
  | 'revoked'
  | 'too_many'
  | 'protocol';

export interface ConnectionState {
  readonly phase: ConnectionPhase;
  /** Epoch milliseconds of the next attempt while `reconnecting` or `offline`. */
  readonly retryAt?: number;
  /** Attempts that failed since the connection was last good. */
  readonly attempts: number;
  readonly reason?: StopReason;
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

/** How a turn ended. */
export interface TurnOutcome {
  readonly turnId: string;
  readonly status: EndStatus;
  readonly retryable: boolean;
  readonly error?: ErrorPayload;
}

/** One thread as far as this client has it. */
export interface ThreadView {
  readonly id: string;
  /** `loading`: nothing yet · `live`: current · `stale`: shown, but the connection is gone · `gone`: not there or not ours. */
  readonly sync: 'loading' | 'live' | 'stale' | 'gone';
  /** Something was missed; the client is asking for it. What is shown is true, but not the newest. */
  readonly resync: boolean;
  readonly thread: Thread | undefined;
  readonly epoch: string | undefined;
  readonly offset: number;
  /** In order of `position`, without holes from the first to the newest. */
  readonly items: readonly Item[];
  /** The items that still grow: their attempt, and the code points held. */
  readonly open: Readonly<Record<string, OpenItem>>;
  /** Whether older items than `items[0]` exist (read them with `loadOlder`). */
  readonly hasMore: boolean;
  readonly loadingOlder: boolean;
  /** The open turn first, then the queued ones. */
  readonly turns: readonly Turn[];
  /** How the last turn ended, when nothing followed it: the place of the retry and continue buttons. */
  readonly lastEnd: TurnOutcome | undefined;
  readonly presence: readonly Present[];
  readonly pending: readonly PendingSubmit[];
}

export interface ClientState {
  readonly connection: ConnectionState;
  readonly user: User | undefined;
  readonly limits: Limits | undefined;
  /** By id; the threads that are open, were lately, or have a submit waiting. */
  readonly threads: Readonly<Record<string, ThreadView>>;
  /** The newest `thread.state` by id: what the thread list lays over its REST page. */
  readonly list: Readonly<Record<string, Thread>>;
  /** Threads that `thread.gone` named. */
  readonly gone: ReadonlySet<string>;
  /** How many frames could not be read: a sign of a client that is older than its server. */
  readonly unreadable: number;
  /** How far the server's clock is ahead of this one, in milliseconds. */
  readonly clockOffset: number;
  /** The interface, layer by layer; `interfaceOf` says what they come to. */
  readonly layers: ById<Layer>;
}

export interface Submit {
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  readonly policy?: Policy;
  readonly replaces?: string;
}

export interface UploadOptions {
  /** Called with the share sent, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** The client. `subscribe` and `openThread` return their undo. */
export interface InstarClient {
  getState(): ClientState;
  /** Called after a change, at most once an animation frame. */
  subscribe(listener: () => void): () => void;
  connect(): void;
  /** Try again now (a person pressed the button). */
  reconnect(): void;
  /** Ends the connection and all timers. `connect` begins again. */
  close(): void;
  /** Ends the session on the server and forgets all that this browser holds of the user. */
  signOut(): Promise<void>;
  /** Subscribes to the thread until the returned undo runs. Several openings share one subscription. */
  openThread(threadId: string): () => void;
  /** Reads the page of items before the oldest held one from REST and adds it to the view. */
  loadOlder(threadId: string): Promise<void>;
  /** Puts the message into the outbox and sends it when it can. Returns the message id. */
  submit(threadId: string, submit: Submit): string;
  /** Sends a failed submit again, or takes it away. */
  resubmit(id: string): void;
  discard(id: string): void;
  /** These settle with the server's answer; a refusal rejects with an `InstarError`. */
  retry(threadId: string, turnId?: string): Promise<void>;
  continueTurn(threadId: string): Promise<void>;
  cancel(threadId: string, turnId?: string): Promise<void>;
  /** Has a command done; `itemId` is the message that it is invoked on. */
  invokeCommand(threadId: string, payload: CommandInvokePayload): Promise<void>;
  /** Uses a control of an item, or answers an ask: `actionId` is the choice. */
  act(threadId: string, payload: ActionInvokePayload): Promise<void>;
  /** Call it at every key; it is sent as seldom as the server needs. */
  setTyping(threadId: string, typing: boolean): void;
  markRead(threadId: string, offset: number): void;
  /** Announces the file, sends its bytes, and answers when the server has checked them. */
  uploadAttachment(file: File, options?: UploadOptions): Promise<Attachment>;
  readonly rest: Rest;
}
