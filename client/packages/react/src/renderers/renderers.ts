/** Who draws which items. */
import type { ComponentType } from 'react';
import { Listeners } from '../listeners.ts';
import type { MessageProps } from '../slots/props.ts';

/** A component for the items of some types. */
export interface Renderer {
  /** Begins with the id of who contributes: `acme.card`. Once on a page. */
  readonly id: string;
  /** Each stands for those below it too: `widget` for `widget.card`. */
  readonly types: readonly string[];
  readonly component: ComponentType<MessageProps>;
  /** Of those for the same type the highest counts, of equals the first by id. 0 if nothing is said. */
  readonly rank?: number;
}

/** Which renderer the server wants, by type. */
type Choices = Readonly<Record<string, string>>;

export class Renderers {
  readonly #listeners = new Listeners();
  #all: readonly Renderer[] = [];
  /** Every item asks with every frame; what is chosen seldom changes. */
  #found = new WeakMap<Choices, Map<string, Renderer | undefined>>();

  readonly subscribe = this.#listeners.add;

  /** All of them, by rank. The same list until it changes. */
  get all(): readonly Renderer[] {
    return this.#all;
  }

  /** Adds a renderer. Returns its undo. Throws when there is one of this id. */
  register(renderer: Renderer): () => void {
    if (this.#all.some(({ id }) => id === renderer.id)) {
      throw new Error(`There is a renderer ${renderer.id} already.`);
    }
    this.#set([...this.#all, renderer].toSorted(inOrder));
    return () => this.#set(this.#all.filter((each) => each !== renderer));
  }

  /** Who draws items of a type, when the server has chosen `choices` [U8]. */
  find(type: string, choices: Choices): Renderer | undefined {
    const found = this.#found.get(choices) ?? new Map<string, Renderer | undefined>();
    if (!found.has(type)) this.#found.set(choices, found.set(type, this.#lookUp(type, choices)));
    return found.get(type);
  }

  #lookUp(type: string, choices: Choices): Renderer | undefined {
    const levels = levelsOf(type);
    const able = this.#all.filter(({ types }) => types.some((each) => levels.includes(each)));
    for (const level of levels) {
      const chosen = able.find(({ id }) => id === choices[level]);
      if (chosen) return chosen;
    }
    for (const level of levels) {
      const best = able.find(({ types }) => types.includes(level));
      if (best) return best;
    }
    return undefined;
  }

  #set(all: readonly Renderer[]): void {
    if (all.length === this.#all.length) return;
    this.#all = all;
    this.#found = new WeakMap();
    this.#listeners.tell();
  }
}

function inOrder(one: Renderer, other: Renderer): number {
  const [high, low] = [one.rank ?? 0, other.rank ?? 0];
  if (high !== low) return high > low ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

/** A type and those above it, the most specific first. */
function levelsOf(type: string): string[] {
  const words = type.split('.');
  return words.map((_, index) => words.slice(0, words.length - index).join('.'));
}
