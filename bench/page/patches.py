"""How long a change of the interface takes to be seen: one that the server is told, and one that a click brings."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import msgspec
from playwright.async_api import Page

from bench.page.chromium import HERE, Tab, metrics_of
from bench.page.streams import RUNNING, open_streams

LOCK = ".lock-note"
COMMAND = ".command-button"
PAUSE_SECONDS = (0.03, 0.07)
"""Between two patches, by chance: in step with the frames they would all wait as long."""
REST_SECONDS = (0.15, 0.25)
"""Between two commands: what the one before still draws is not waited for by a person's next."""

Lock = Callable[[str], Awaitable[None]]


async def watch_patches(tab: Tab, lock: Lock, count: int) -> list[float]:
    """Have the composer locked with so many reasons.

    The milliseconds from when each was asked for until it, or a newer one, was painted. Raises
    TimeoutError.
    """
    devtools = await tab.context.new_cdp_session(tab.page)
    await devtools.send("Performance.enable", {"timeDomain": "timeTicks"})
    await _look(tab.page)
    # The browser's clock is the machine's monotonic one, as is ours.
    began = (await metrics_of(devtools))["NavigationStart"]
    asked = []
    for number in range(count):
        await asyncio.sleep(random.uniform(*PAUSE_SECONDS))
        asked.append(time.monotonic())
        await lock(_reason(number))
    await _until(tab.page, "reason => reason in bench.painted", _reason(count - 1))
    painted = (await tab.seen())["painted"]
    times, seen = [], 0.0
    for number, at in reversed([*enumerate(asked)]):
        seen = painted.get(_reason(number), seen)
        times.append((began + seen / 1000 - at) * 1000)
    return times


async def watch_commands(
    tab: Tab, url: str, first: str, count: int, *, by_key: bool
) -> tuple[list[float], list[float]]:
    """Invoke the page's command so often; the milliseconds from the click, or from Enter on its button, to
    the paint of its line in the conversation, which is the first that is seen of it, and of its lock.

    `first`: a message that makes the thread. Raises TimeoutError.
    """
    page = tab.page
    await open_streams(tab, url, first, 1)
    await page.locator(RUNNING).wait_for(state="detached")
    await _look(page)
    for number in range(count):
        button = page.locator(COMMAND).first
        await (button.press("Enter") if by_key else button.click())
        await _until(page, "count => Object.keys(bench.painted).length > count", number)
        await asyncio.sleep(random.uniform(*REST_SECONDS))
    seen = await tab.seen()
    pressed, rows = seen["pressed"], sorted(seen["rows"].values())
    lines = [min(after for after in rows if after > at) - at for at in pressed]
    locks = [after - at for at, after in zip(pressed, seen["painted"].values(), strict=True)]
    return lines, locks


def _reason(number: int) -> str:
    return f"Patch {number}"


async def _look(page: Page) -> None:
    selector = msgspec.json.encode(LOCK).decode()
    await page.evaluate(f"({(HERE / 'painted.js').read_text()})({selector})")


async def _until(page: Page, holds: str, given: str | int) -> None:
    await page.wait_for_function(holds, arg=given)
