import type { Clock, Timer } from '../environment.ts';

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that the test moves. */
export class FakeClock implements Clock {
  #now = Date.parse('2026-11-22T18:00:00.000Z');
  readonly #due = new Set<Due>();

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Timer {
    const due = { at: this.#now + ms, run };
    this.#due.add(due);
    return { cancel: () => this.#due.delete(due) };
  }

  /** Lets time pass, and what is due in it happen in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let due = this.#next(end); due; due = this.#next(end)) {
      this.#now = due.at;
      this.#due.delete(due);
      due.run();
    }
    this.#now = end;
  }

  /** Lets time pass while the machine sleeps: timers run late. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  /** How many timers wait: none may be left behind. */
  get waiting(): number {
    return this.#due.size;
  }

  #next(end: number): Due | undefined {
    const due = [...this.#due].filter(({ at }) => at <= end);
    return due.toSorted((one, other) => one.at - other.at)[0];
  }
}
