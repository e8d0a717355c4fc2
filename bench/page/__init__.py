"""Pages in a real Chromium, watched from inside by `probe.js` and from outside over CDP."""
