"""Widgets: what drawing one costs the main thread, in its own time, which other work on the machine is no part of."""

import asyncio
from statistics import median
from typing import Any

from bench.page.chromium import WAIT_SECONDS, Tab

WIDGET = ".widget"
TURNS = 5


async def draw_widgets(tab: Tab, url: str, nodes: int) -> float:
    """Milliseconds for a widget of so many nodes, beyond those of a turn with an empty one."""
    await tab.go(url)
    devtools = await tab.context.new_cdp_session(tab.page)
    await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    # The first brings what draws widgets.
    await _draw(tab, devtools, nodes)
    pairs = [
        (await _draw(tab, devtools, 1), await _draw(tab, devtools, nodes)) for _ in range(TURNS)
    ]
    small, large = zip(*pairs, strict=True)
    return median(large) - median(small)


async def _draw(tab: Tab, devtools: Any, nodes: int) -> float:
    """The turn that shows a widget, until the page has settled."""
    page = tab.page
    await tab.write(f"/widget {nodes}")
    # Such a turn is over before a call after the key would be there.
    await page.evaluate("() => { bench.turn = bench.nextEnd() }")
    before = await _busy(devtools)
    async with asyncio.timeout(WAIT_SECONDS):
        await page.keyboard.press("Enter")
        await page.evaluate("() => bench.turn.then(() => bench.settled()).then(() => undefined)")
        await page.locator(WIDGET).last.wait_for()
    return await _busy(devtools) - before


async def _busy(devtools: Any) -> float:
    found = await devtools.send("Performance.getMetrics")
    return 1000 * next(one["value"] for one in found["metrics"] if one["name"] == "TaskDuration")
