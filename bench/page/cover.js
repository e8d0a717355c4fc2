// Looks after every frame whether rows cover the conversation; counts in `bench`. Called with
// {scroller, row, note}: selectors of what scrolls, of a row in it, and of the row that says "wait".
function cover({ scroller, row, note }) {
  const SAMPLES = 9;
  const EDGE = 32;
  const { port1, port2 } = new MessageChannel();

  // A message comes after the frame's paint, so what is seen is what was painted.
  port1.onmessage = () => {
    const { left, width, top, height } = document.querySelector(scroller).getBoundingClientRect();
    const step = (height - 2 * EDGE) / (SAMPLES - 1);
    // A button may lie over a row: what is under it counts.
    const seen = Array.from({ length: SAMPLES }, (_, index) =>
      document
        .elementsFromPoint(left + width / 2, top + EDGE + index * step)
        .find((found) => found.matches(row)),
    );
    bench.frames++;
    if (seen.some((found) => !found)) bench.blank++;
    if (seen.some((found) => found?.querySelector(note))) bench.waiting++;
    requestAnimationFrame(() => port2.postMessage(undefined));
  };
  requestAnimationFrame(() => port2.postMessage(undefined));
}
