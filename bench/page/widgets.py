"""Widgets: what drawing one costs the main thread, in its own time, which other work on the machine is no part of."""

import asyncio
from statistics import median
from typing import Any, NamedTuple

from bench.page.chromium import WAIT_SECONDS, Tab

WIDGET = ".widget"
TURNS = 20
COPY = """async () => {
  const place = document.createElement('div');
  place.style = 'position: fixed; inset: 0; overflow: auto';
  place.append([...document.querySelectorAll('.widget')].at(-1).cloneNode(true));
  document.body.append(place);
  await bench.settled();
  return () => place.remove();
}"""


class Drawn(NamedTuple):
    """Milliseconds for a widget beyond those for an empty one: of a turn that shows it, and of a copy of
    its elements, which is what the browser takes without us."""

    shown: float
    copied: float


async def draw_widgets(tab: Tab, url: str, nodes: int) -> Drawn:
    """Draw widgets of so many nodes and empty ones in turns."""
    await tab.go(url)
    devtools = await tab.context.new_cdp_session(tab.page)
    await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    # The first brings what draws widgets.
    await _draw(tab, devtools, nodes)
    small, large = [], []
    for _ in range(TURNS):
        for times, count in ((small, 1), (large, nodes)):
            shown = await _draw(tab, devtools, count)
            times.append(Drawn(shown, await _copy(tab, devtools)))
    return Drawn(
        *(
            median(of) - median(less)
            for of, less in zip(_columns(large), _columns(small), strict=True)
        )
    )


def _columns(times: list[Drawn]) -> list[tuple[float, ...]]:
    return list(zip(*times, strict=True))


async def _copy(tab: Tab, devtools: Any) -> float:
    """Put a copy of the newest widget's elements beside the page, until it has settled."""
    before = await _busy(devtools)
    remove = await tab.page.evaluate_handle(COPY)
    cost = await _busy(devtools) - before
    await remove.evaluate("remove => remove()")
    return cost


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
