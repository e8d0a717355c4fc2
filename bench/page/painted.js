// Notes in `bench.painted` when each text of what `selector` finds was first seen after a frame's paint, in
// `bench.rows` when the conversation's last row was first seen, and in `bench.clicked` when each click
// began. What comes and goes between two frames is not seen.
function painted(selector) {
  const { port1, port2 } = new MessageChannel();
  bench.painted = {};
  bench.clicked = [];
  bench.rows = {};
  addEventListener('click', ({ timeStamp }) => bench.clicked.push(timeStamp), { capture: true });

  // A message comes after the frame's paint, so what is there was painted.
  port1.onmessage = () => {
    const text = document.querySelector(selector)?.textContent;
    if (text) bench.painted[text] ??= performance.now();
    const row = document.querySelector('.conversation-row:last-child')?.dataset.index;
    if (row) bench.rows[row] ??= performance.now();
    requestAnimationFrame(() => port2.postMessage(undefined));
  };
  requestAnimationFrame(() => port2.postMessage(undefined));
}
