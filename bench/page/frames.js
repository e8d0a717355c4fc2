// The times in ms between the frames of the next `ms` milliseconds.
function frames(ms) {
  return new Promise((done) => {
    const seen = [];
    const look = (now) => {
      seen.push(now);
      if (now - seen[0] < ms) requestAnimationFrame(look);
      else done(seen.slice(1).map((time, index) => time - seen[index]));
    };
    requestAnimationFrame(look);
  });
}
