/** Everything that can change the client's state. */
import type { DownMessage, ErrorPayload, Item, TurnDelta } from '@instar/protocol';
import type { ConnectionState, PendingSubmit } from '../api.ts';

/** A message of which the state takes note. Deltas come by themselves, many at once. */
export type Received = Exclude<DownMessage, TurnDelta>;

/** Where an event stands in its thread's log. */
export interface Place {
  readonly threadId: string;
  readonly epoch: string;
  readonly offset: number;
}

/** A page of items from REST, oldest first. `before` is the item it was asked with. */
export interface OlderPage {
  readonly before: string;
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

export type Action =
  // the server spoke
  | { readonly type: 'received'; readonly message: Received }
  | { readonly type: 'deltas'; readonly deltas: readonly TurnDelta[] }
  | { readonly type: 'passed'; readonly place: Place }
  | { readonly type: 'unreadable'; readonly threadId: string | undefined }
  | { readonly type: 'older'; readonly threadId: string; readonly page: OlderPage }
  | { readonly type: 'olderFailed'; readonly threadId: string }
  // the transport changed
  | { readonly type: 'connection'; readonly connection: ConnectionState }
  | { readonly type: 'clock'; readonly offset: number }
  | { readonly type: 'lost'; readonly forget: boolean }
  | { readonly type: 'missed' }
  | { readonly type: 'asked'; readonly threadId: string }
  // the person, or the client for them
  | { readonly type: 'opened'; readonly threadId: string }
  | { readonly type: 'left'; readonly threadId: string }
  | { readonly type: 'forgotten'; readonly threadId: string }
  | { readonly type: 'olderAsked'; readonly threadId: string }
  | { readonly type: 'submitted'; readonly submit: PendingSubmit }
  | { readonly type: 'restored'; readonly submits: readonly PendingSubmit[] }
  | { readonly type: 'sent'; readonly submit: PendingSubmit }
  | { readonly type: 'unanswered'; readonly submit: PendingSubmit }
  | { readonly type: 'resubmitted'; readonly submit: PendingSubmit; readonly id: string }
  | { readonly type: 'refused'; readonly submit: PendingSubmit; readonly error: ErrorPayload }
  | { readonly type: 'discarded'; readonly submit: PendingSubmit }
  | { readonly type: 'signedOut' };

/** The events of a thread's log [L3], and the snapshot that stands for all before it. */
export type LogEvent = Extract<Received, Place>;
