import type { Clock } from '../environment.ts';

/** A page that is not looked at draws no frames, but its state goes on. */
const HIDDEN_FRAME_MS = 200;

export const clock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const handle = setTimeout(run, ms);
    return { cancel: () => clearTimeout(handle) };
  },
};

export function requestFrame(run: () => void): void {
  const timer = clock.after(HIDDEN_FRAME_MS, once);
  const frame = requestAnimationFrame(once);
  function once() {
    timer.cancel();
    cancelAnimationFrame(frame);
    run();
  }
}
