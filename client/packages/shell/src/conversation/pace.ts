import { useEffect, useLayoutEffect, useRef, useState } from 'react';

/** The share of the main thread's time that drawing a stream may take. */
const SHARE = 0.12;
/** How much a new measurement counts against those before it. */
const WEIGHT = 0.3;
const PAUSE_MS = 100;

/**
 * `value`, as often as drawing it leaves the main thread free for the person. What `mayWait` denies
 * is given at once, so that only the growth of a text is ever late, and by fractions of a second.
 */
export function usePaced<T>(value: T, mayWait: (shown: T, next: T) => boolean): T {
  const [shown, setShown] = useState(value);
  const due = useRef(0);
  const newest = useRef(value);
  newest.current = value;

  const waits = value !== shown && mayWait(shown, value) && performance.now() < due.current;
  if (value !== shown && !waits) setShown(value);

  useEffect(() => {
    if (!waits) return undefined;
    const show = () => setShown(newest.current);
    // Deltas come in every frame and show it in time; this is for the last before a pause.
    const timer = setTimeout(show, due.current - performance.now() + PAUSE_MS);
    return () => clearTimeout(timer);
  }, [waits]);

  useDrawingCost(shown, (cost) => {
    due.current = performance.now() + cost / SHARE - cost;
  });
  return waits ? shown : value;
}

/** Tells how many milliseconds the page took from drawing `value` until it was painted. */
function useDrawingCost(value: unknown, tell: (cost: number) => void): void {
  const started = performance.now();
  const average = useRef(0);
  const told = useRef(tell);
  told.current = tell;

  useLayoutEffect(() => {
    let current = true;
    // A message comes after the frame that this effect belongs to, with its layout and paint.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      if (!current) return;
      const cost = performance.now() - started;
      average.current += WEIGHT * (cost - average.current);
      told.current(average.current);
    };
    port2.postMessage(undefined);
    return () => {
      current = false;
    };
    // `started` belongs to the drawing of this `value`.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [value]);
}
