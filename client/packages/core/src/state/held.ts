/** The state with what only the reduction itself needs to know. */
import type { OpenItem } from '@instar/protocol';
import type { ClientState, ThreadView } from '../api.ts';
import type { ById } from './records.ts';

export interface HeldView extends ThreadView {
  /** Something was lost of which nobody can say what, and it was not asked for yet. */
  readonly unsure: boolean;
  /** Text that was heard of beyond a hole, by item: a replay has to reach as far. */
  readonly ahead: ById<OpenItem>;
}

export interface HeldState extends ClientState {
  readonly threads: ById<HeldView>;
}
