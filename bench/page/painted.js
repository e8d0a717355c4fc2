// Notes in `bench.painted` when each text of what `selector` finds was first seen after a frame's paint, in
// `bench.rows` when the conversation's last row was first seen, and in `bench.pressed` when each click or
// Enter came. What comes and goes between two frames is not seen.
function painted(selector) {
  const { port1, port2 } = new MessageChannel();
  bench.painted = {};
  bench.pressed = [];
  bench.rows = {};
  const press = ({ timeStamp }) => bench.pressed.push(timeStamp);
  // A click that a key makes has no detail: its key was noted.
  addEventListener('click', (event) => event.detail && press(event), { capture: true });
  addEventListener('keydown', (event) => event.key === 'Enter' && press(event), { capture: true });

  // A message comes after the frame's paint, so what is there was painted.
  let drawing = false;
  port1.onmessage = () => {
    drawing = false;
    const text = document.querySelector(selector)?.textContent;
    if (text) bench.painted[text] ??= performance.now();
    const row = document.querySelector('.conversation-row:last-child')?.dataset.index;
    if (row) bench.rows[row] ??= performance.now();
  };

  // Frames are asked for only when something changes: one that is drawn for nothing delays what follows.
  const frame = requestAnimationFrame;
  const draw = (run) =>
    frame((time) => {
      drawing = true;
      port2.postMessage(undefined);
      run?.(time);
    });
  globalThis.requestAnimationFrame = draw;
  const watched = { subtree: true, childList: true, characterData: true };
  new MutationObserver(() => drawing || draw()).observe(document.body, watched);
  draw();
}
