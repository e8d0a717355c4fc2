// Runs before anything of the page, and puts `bench` there: times in ms since the navigation began.
// Called with {composer, ended}: the selector of the composer, and what a turn's last message says.
function probe({ composer, ended }) {
  const bench = { composer: 0, connected: 0, longTasks: [], frames: 0, blank: 0, waiting: 0 };
  globalThis.bench = bench;
  const after = (what) => new Promise((resolve) => (bench[what] = resolve));
  const written = after('write');
  const heard = after('hear');
  bench.ready = Promise.all([written, heard]);
  bench.nextEnd = () => after('end');
  bench.settled = () => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)));

  const Native = WebSocket;
  globalThis.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        bench.connected ||= performance.now();
        bench.hear();
        if (typeof data === 'string' && data.includes(ended)) bench.end?.();
      });
    }
  };

  const look = () => {
    const found = document.querySelector(composer);
    if (!found || found.disabled || found.readOnly || found.getClientRects().length === 0) {
      requestAnimationFrame(look);
      return;
    }
    bench.composer = performance.now();
    bench.write();
  };
  requestAnimationFrame(look);

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) bench.longTasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
}
