/** Holds the state, applies actions at once and deltas by the frame, tells listeners once a frame. */
import type { TurnDelta } from '@instar/protocol';
import type { Environment } from './environment.ts';
import type { Action } from './state/actions.ts';
import type { HeldState } from './state/held.ts';
import { initialState, reduce } from './state/reduce.ts';

/** Deltas that may wait for a frame; a page that draws none still takes them. */
const MAX_DELTAS = 1024;

/** Sees every change as it happens; what has to follow from it is done here. */
export type Effect = (state: HeldState, before: HeldState) => void;

export class Store {
  readonly #requestFrame: Environment['requestFrame'];
  readonly #effect: Effect;
  readonly #listeners = new Set<() => void>();
  #state = initialState;
  #deltas: TurnDelta[] = [];
  #scheduled = false;

  constructor(requestFrame: Environment['requestFrame'], effect: Effect) {
    this.#requestFrame = requestFrame;
    this.#effect = effect;
  }

  get state(): HeldState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispatch(action: Action): void {
    this.flush();
    this.#apply(action);
  }

  /** Text that grows is applied with the next frame, or before whatever comes first. */
  defer(delta: TurnDelta): void {
    this.#deltas.push(delta);
    if (this.#deltas.length >= MAX_DELTAS) this.flush();
    else this.#schedule();
  }

  flush(): void {
    if (this.#deltas.length === 0) return;
    const deltas = this.#deltas;
    this.#deltas = [];
    this.#apply({ type: 'deltas', deltas });
  }

  #apply(action: Action): void {
    const before = this.#state;
    this.#state = reduce(before, action);
    if (this.#state === before) return;
    this.#schedule();
    this.#effect(this.#state, before);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#requestFrame(() => {
      this.#scheduled = false;
      this.flush();
      for (const listener of this.#listeners) listener();
    });
  }
}
