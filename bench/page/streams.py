"""Answers that stream at once, one of them before the reader's eyes: the frames that the page draws."""

from typing import NamedTuple

from bench.page.chromium import Tab
from bench.results import quantile

NEW = 'a[aria-label="Instar, new thread"]'
CANCEL = 'button[aria-label="Stop"]'


class Streamed(NamedTuple):
    """Milliseconds from a frame to the next, and tasks of more than 50 ms meanwhile."""

    median: float
    late: float
    long_tasks: int


async def watch_streams(tab: Tab, url: str, answers: list[str], seconds: float) -> Streamed:
    """Ask for each answer in a thread of its own, the last one is shown, and watch for so long."""
    await tab.go(url)
    for text in answers:
        await tab.page.locator(NEW).click()
        await tab.say(text)
        await tab.page.locator(".markdown").wait_for()
    since = await tab.page.evaluate("performance.now()")
    frames = await tab.page.evaluate(
        """(seconds) => new Promise((done) => {
          const frames = [];
          const look = (now) => {
            frames.push(now);
            if (now - frames[0] < seconds * 1000) requestAnimationFrame(look);
            else done(frames);
          };
          requestAnimationFrame(look);
        })""",
        seconds,
    )
    print(tab)
    return frames, since, await tab.seen()
