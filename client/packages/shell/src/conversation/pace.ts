/** The share of the main thread's time that drawing a stream may take. */
const SHARE = 0.12;
/** How much a new measurement counts against those before it. */
const WEIGHT = 0.3;
/** A text that stood still for longer would look broken; one slow moment must not do that. */
const LONGEST_MS = 250;

/**
 * How often a growing value is drawn: as seldom as drawing it leaves the main thread free for the
 * person. Times are milliseconds of one clock.
 */
export class Pace {
  #started = 0;
  #due = 0;
  #cost = 0;

  /** Whether a new value has to wait. If not, its drawing is taken to begin now. */
  holds(now: number): boolean {
    if (now < this.#due) return true;
    this.begins(now);
    return false;
  }

  begins(now: number): void {
    this.#started = now;
  }

  /** The value that began to be drawn is on the screen. */
  drawn(now: number): void {
    this.#cost += WEIGHT * (now - this.#started - this.#cost);
    this.#due = this.#started + Math.min(this.#cost / SHARE, LONGEST_MS);
  }
}
