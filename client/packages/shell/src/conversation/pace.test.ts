import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

/** Draws a frame of `cost` milliseconds whenever it may, for ten seconds. Returns the share taken. */
function share(cost: number): number {
  const pace = new Pace();
  let spent = 0;
  for (let now = 0; now < 10_000; now += 5) {
    if (pace.holds(now)) continue;
    pace.drawn(now + cost);
    spent += cost;
  }
  return spent / 10_000;
}

describe('the pace of a stream', () => {
  it('leaves most of the time to the person, however much drawing costs', () => {
    for (const cost of [1, 4, 10, 20, 40]) expect(share(cost)).toBeLessThan(0.2);
  });

  it('never makes a text stand still for long, not even after a slow moment', () => {
    const pace = new Pace();
    pace.begins(0);
    pace.drawn(2000);
    pace.begins(2000);
    pace.drawn(2010);
    expect(pace.holds(2249)).toBe(true);
    expect(pace.holds(2250)).toBe(false);
  });

  it('does not make cheap drawings wait', () => {
    const pace = new Pace();
    pace.begins(0);
    pace.drawn(0.5);
    expect(pace.holds(16)).toBe(false);
  });
});
