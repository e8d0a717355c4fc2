// Notes in `bench.painted` when each text of what `selector` finds was first seen after a frame's paint,
// and in `bench.clicked` when each click began. Texts that come and go between two frames are not seen.
function painted(selector) {
  const { port1, port2 } = new MessageChannel();
  bench.painted = {};
  bench.clicked = [];
  addEventListener('click', ({ timeStamp }) => bench.clicked.push(timeStamp), { capture: true });

  // A message comes after the frame's paint, so what is there was painted.
  port1.onmessage = () => {
    const text = document.querySelector(selector)?.textContent;
    if (text) bench.painted[text] ??= performance.now();
    requestAnimationFrame(() => port2.postMessage(undefined));
  };
  requestAnimationFrame(() => port2.postMessage(undefined));
}
