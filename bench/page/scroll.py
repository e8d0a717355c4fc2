"""Scrolling through a long history by the wheel, up to its beginning and down again."""

from typing import NamedTuple

import msgspec

from bench.page.chromium import HERE, Tab

PLACES = {
    "scroller": ".conversation-scroll",
    "row": ".conversation-row",
    "note": ".row-note",
}
STEP = 600
STEPS = 5_000


class Scrolled(NamedTuple):
    """Frames that were drawn meanwhile; `waiting`: those in which the page said that it reads on."""

    frames: int
    blank: int
    waiting: int


async def scroll_through(tab: Tab, url: str, items: int) -> Scrolled:
    """Scroll a thread of so many items up to its first one, then down again. Raises TimeoutError."""
    await tab.go(url)
    await tab.page.locator(PLACES["row"]).last.wait_for()
    given = msgspec.json.encode(PLACES).decode()
    await tab.page.evaluate(f"({(HERE / 'cover.js').read_text()})({given})")
    await tab.page.locator(PLACES["scroller"]).hover()
    await _wheel(tab, -STEP, "Message 0 says")
    await _wheel(tab, STEP, f"Message {items - 1} says")
    found = await tab.seen()
    return Scrolled(found["frames"], found["blank"], found["waiting"])


async def _wheel(tab: Tab, step: int, until: str) -> None:
    rows = tab.page.locator(PLACES["row"])
    for _ in range(STEPS):
        await tab.page.mouse.wheel(0, step)
        if any(until in text for text in await rows.all_inner_texts()):
            return
    raise TimeoutError(f"{until!r} did not come into sight in {STEPS} steps")
