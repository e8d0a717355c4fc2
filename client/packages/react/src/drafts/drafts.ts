/** What is written and not sent yet. It belongs to the page, not to the composer that shows it. */
import { Listeners } from '../listeners.ts';

/** Where texts outlive the page. */
export interface DraftMemory {
  load(key: string): string | undefined;
  /** Undefined forgets. */
  save(key: string, text: string | undefined): void;
}

export type Field = HTMLTextAreaElement | HTMLInputElement;

interface Place {
  readonly start: number;
  readonly end: number;
  readonly scrollTop: number;
  readonly focused: boolean;
}

export class Drafts {
  readonly #memory: DraftMemory;
  readonly #listeners = new Listeners();
  readonly #texts = new Map<string, string>();
  readonly #places = new Map<string, Place>();

  constructor(memory: DraftMemory) {
    this.#memory = memory;
  }

  readonly subscribe = this.#listeners.add;

  textOf(key: string): string {
    const text = this.#texts.get(key) ?? this.#memory.load(key) ?? '';
    this.#texts.set(key, text);
    return text;
  }

  write(key: string, text: string): void {
    this.#texts.set(key, text);
    this.#memory.save(key, text === '' ? undefined : text);
    this.#listeners.tell();
  }

  /** Puts the caret where the field before had it. Returns what keeps its place for the next. */
  attach(key: string, field: Field): () => void {
    const end = field.value.length;
    const place = this.#places.get(key) ?? { start: end, end, scrollTop: 0, focused: false };
    field.setSelectionRange(place.start, place.end);
    field.scrollTop = place.scrollTop;
    const nobodyHasIt = field.ownerDocument.activeElement === field.ownerDocument.body;
    if (place.focused && nobodyHasIt) field.focus();
    return () => this.#places.set(key, placeOf(field));
  }
}

function placeOf(field: Field): Place {
  return {
    start: field.selectionStart ?? field.value.length,
    end: field.selectionEnd ?? field.value.length,
    scrollTop: field.scrollTop,
    focused: field.ownerDocument.activeElement === field,
  };
}
