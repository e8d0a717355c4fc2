"""Answers that stream at once, one of them in sight: the frames that the page draws meanwhile."""

from typing import NamedTuple

from bench.page.chromium import HERE, Tab
from bench.results import quantile

NEW = '[aria-label="Instar, new thread"]'
ANSWER = ".markdown"
RUNNING = ".thread-running"
LONGEST_MS = 60_000


class Streamed(NamedTuple):
    """Times in ms from a frame to the next, to the tenth that a browser tells, and long tasks."""

    median: float
    late: float
    long_tasks: int


async def open_streams(tab: Tab, url: str, text: str, count: int) -> None:
    """Ask for so many answers, each in a thread of its own; the last stays in sight."""
    page = tab.page
    await tab.go(url)
    for _ in range(count):
        await page.locator(NEW).click()
        await page.wait_for_url(url)
        await tab.write(text)
        await page.keyboard.press("Enter")
        await page.locator(ANSWER).wait_for()


async def end_streams(tab: Tab, count: int) -> None:
    """Wait until they have ended. Raises ValueError when some of them have already."""
    running = tab.page.locator(RUNNING)
    if (left := await running.count()) != count:
        raise ValueError(f"{left} of {count} answers still stream")
    await running.first.wait_for(state="detached", timeout=LONGEST_MS)


async def watch_streams(tab: Tab, url: str, text: str, count: int, ms: float) -> Streamed:
    """Ask for so many answers, each in a thread of its own, and watch the page for so long.

    They have to stream for longer; the next caller finds the server quiet. Raises ValueError.
    """
    page = tab.page
    await open_streams(tab, url, text, count)
    since = await page.evaluate("performance.now()")
    frames = await page.evaluate(f"({(HERE / 'frames.js').read_text()})({ms})")
    seen = await tab.seen()
    await end_streams(tab, count)
    return Streamed(
        round(quantile(frames, 0.5), 1),
        round(quantile(frames, 0.99), 1),
        sum(start >= since for start, _ in seen["longTasks"]),
    )
