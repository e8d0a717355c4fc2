/** Who draws in which slot. */
import type { ComponentType, ReactNode } from 'react';
import { Listeners } from '../listeners.ts';
import type { Slot, SlotProps } from './props.ts';

/** A component for a slot: in the place of the default, beside it, or around it. */
export type Contribution = { [Name in Slot]: ContributionTo<Name> }[Slot];

type ContributionTo<Name extends Slot> = {
  /** Begins with the id of who contributes: `acme.notes`. Once in a slot. */
  readonly id: string;
  readonly slot: Name;
  /** Higher comes first; of equals the first by id. 0 if nothing is said. */
  readonly priority?: number;
} & (
  | { readonly mode: 'before' | 'after'; readonly component: ComponentType<SlotProps[Name]> }
  /** Null draws nothing. */
  | { readonly mode: 'replace'; readonly component: ComponentType<SlotProps[Name]> | null }
  /** Draws `children` somewhere in itself. The first wraps all others. */
  | {
      readonly mode: 'wrap';
      readonly component: ComponentType<SlotProps[Name] & { readonly children: ReactNode }>;
    }
);

/** A contribution from its registration to its undo or its fault. `key` is never used again. */
export interface Registered {
  readonly contribution: Contribution;
  readonly key: string;
}

/** A contribution that threw while it was drawn. */
export interface Fault {
  readonly slot: Slot;
  readonly contributionId: string;
  readonly error: unknown;
}

const NONE: readonly Registered[] = [];

export class Slots {
  readonly #bySlot = new Map<Slot, readonly Registered[]>();
  readonly #listeners = new Listeners();
  readonly #onFault: (fault: Fault) => void;
  #count = 0;

  /** `onFault` is told once of each contribution that broke. */
  constructor(onFault: (fault: Fault) => void) {
    this.#onFault = onFault;
  }

  readonly subscribe = this.#listeners.add;

  /** Adds a contribution. Returns its undo. Throws when the slot has one of this id. */
  register(contribution: Contribution): () => void {
    const { slot, id } = contribution;
    const present = this.of(slot);
    if (present.some((each) => each.contribution.id === id)) {
      throw new Error(`The slot ${slot} has a contribution ${id} already.`);
    }
    this.#count += 1;
    const registered = { contribution, key: `${id} ${this.#count}` };
    this.#set(slot, [...present, registered].toSorted(inOrder));
    return () => void this.#drop(registered);
  }

  /** The contributions to a slot, in order. The same list until it changes. */
  of(slot: Slot): readonly Registered[] {
    return this.#bySlot.get(slot) ?? NONE;
  }

  /** Takes out what broke; it comes back when it is registered again. */
  fail(registered: Registered, error: unknown): void {
    const { slot, id } = registered.contribution;
    if (this.#drop(registered)) this.#onFault({ slot, contributionId: id, error });
  }

  #drop(registered: Registered): boolean {
    const { slot } = registered.contribution;
    const left = this.of(slot).filter((each) => each !== registered);
    const was = left.length < this.of(slot).length;
    if (was) this.#set(slot, left);
    return was;
  }

  #set(slot: Slot, contributions: readonly Registered[]): void {
    this.#bySlot.set(slot, contributions);
    this.#listeners.tell();
  }
}

/** Total, so that it does not matter who registers first. */
function inOrder({ contribution: one }: Registered, { contribution: other }: Registered): number {
  const [high, low] = [one.priority ?? 0, other.priority ?? 0];
  if (high !== low) return high > low ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}
