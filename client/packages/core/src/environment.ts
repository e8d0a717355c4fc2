/** What the client needs of the world. A page gives `browserEnvironment()`, a test its fakes. */
import type { PendingSubmit } from './api.ts';

export interface Timer {
  readonly cancel: () => void;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  after(ms: number, run: () => void): Timer;
}

export interface SocketEvents {
  readonly opened: () => void;
  /** `data` is a string for every frame that the protocol allows. */
  readonly message: (data: unknown) => void;
  readonly closed: (code: number) => void;
}

export interface Socket {
  send(frame: string): void;
  close(code: number): void;
}

export interface Network {
  /** False only when the browser is sure that there is no network. */
  online(): boolean;
  /** Called when trying again may help: the network came back, the page is looked at. */
  onWake(listener: () => void): () => void;
  onOffline(listener: () => void): () => void;
}

/**
 * The resume token of this tab [C7]. It waits in storage only between two pages of the tab: a tab
 * that is duplicated while its page lives copies none, and so never supersedes the first.
 */
export interface Tokens {
  take(): string | undefined;
  hold(token: string | undefined): void;
}

/** The outbox of one user. Each submit is kept by itself, so that two tabs do not overwrite. */
export interface OutboxStorage {
  load(): Promise<readonly PendingSubmit[]>;
  save(submit: PendingSubmit): Promise<void>;
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
}

export interface Environment {
  /** The address of the socket. */
  readonly url: string;
  /** A name for the server's logs. */
  readonly client: string;
  readonly clock: Clock;
  readonly network: Network;
  readonly tokens: Tokens;
  readonly fetch: typeof fetch;
  /** In [0, 1). */
  readonly random: () => number;
  /** A fresh id that sorts by time. */
  readonly newId: () => string;
  readonly createSocket: (url: string, protocol: string, events: SocketEvents) => Socket;
  /** Runs once before the next frame is drawn, and soon even when none is. */
  readonly requestFrame: (run: () => void) => void;
  readonly createRequest: () => XMLHttpRequest;
  readonly openOutbox: (userId: string) => OutboxStorage;
}
