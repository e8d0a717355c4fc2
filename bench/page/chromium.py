"""A browser without a way out of this machine, and tabs that know their cost."""

import asyncio
import gzip
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from playwright.async_api import Browser, BrowserContext, Page, Response, async_playwright

from bench.cores import EVERY, on_cores
from tools.browser import find_browser, launch_args

WAIT_SECONDS = 20
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
VIEWPORT = {"width": 1280, "height": 800}
HERE = Path(__file__).parent


class Watched(NamedTuple):
    """How a contender's page is used. Selectors are CSS; `ended` stands in a turn's last message."""

    composer: str
    ended: str


class Moments(NamedTuple):
    """Milliseconds after a navigation began, and how long its long tasks took together."""

    composer: float
    connected: float
    long_tasks: float


class Cost(NamedTuple):
    """What an answer cost the main thread: shares of the time from the submit until it settled."""

    seconds: float
    busy: float
    script: float
    long_tasks: int


class Weight(NamedTuple):
    """What was loaded, in kB; `script` is compressed by gzip at level 6, however it was sent."""

    script: float
    requests: int


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """A headless browser on every core: it is several processes, and pages expect that."""
    path = find_browser()
    if path is None:
        raise FileNotFoundError("no browser: run `python tools/browser.py --install`")
    async with async_playwright() as playwright:
        with on_cores(EVERY):
            browser = await playwright.chromium.launch(
                executable_path=path, args=[*launch_args(), OFFLINE]
            )
        yield browser
        await browser.close()


@asynccontextmanager
async def visit(browser: Browser, watched: Watched, cookies: Any = None) -> AsyncGenerator["Tab"]:
    """A tab in a context of its own, with an empty cache."""
    context = await browser.new_context(viewport=VIEWPORT, storage_state=cookies)  # ty: ignore
    context.set_default_timeout(WAIT_SECONDS * 1000)
    given = msgspec.json.encode(watched._asdict()).decode()
    await context.add_init_script(f"({(HERE / 'probe.js').read_text()})({given})")
    yield Tab(context, await context.new_page(), watched)
    await context.close()


class Tab:
    """One page."""

    def __init__(self, context: BrowserContext, page: Page, watched: Watched) -> None:
        self.context = context
        self.page = page
        self._watched = watched
        self._loaded: list[Response] = []
        page.on("response", self._note)

    async def go(self, url: str) -> Moments:
        """Navigate, and wait until one can write and the socket has answered."""
        self._loaded.clear()
        await self.page.goto(url)
        async with asyncio.timeout(WAIT_SECONDS):
            await self.page.evaluate("() => bench.ready.then(() => undefined)")
        await self.page.wait_for_load_state("networkidle")
        seen = await self.seen()
        ready = max(seen["composer"], seen["connected"])
        long_tasks = sum(duration for start, duration in seen["longTasks"] if start < ready)
        return Moments(seen["composer"], seen["connected"], long_tasks)

    async def weight(self) -> Weight:
        """What the last navigation has loaded."""
        scripts = [one for one in self._loaded if one.request.resource_type == "script"]
        sizes = [len(gzip.compress(await one.body(), 6)) for one in scripts]
        return Weight(sum(sizes) / 1000, len(self._loaded))

    async def write(self, text: str) -> None:
        """Put a text into the composer; Enter submits it."""
        await self.page.locator(self._watched.composer).first.click()
        await self.page.keyboard.insert_text(text)

    async def answer(self, text: str, seconds: float) -> Cost:
        """Submit a text and wait until its answer has ended and the page has settled."""
        devtools = await self.context.new_cdp_session(self.page)
        await devtools.send("Performance.enable", {"timeDomain": "timeTicks"})
        await self.write(text)
        since = await self.page.evaluate("performance.now()")
        before = await metrics_of(devtools)
        async with asyncio.timeout(seconds):
            ended = asyncio.create_task(self.page.evaluate("() => bench.nextEnd()"))
            await self.page.keyboard.press("Enter")
            await ended
            await self.page.evaluate("() => bench.settled().then(() => undefined)")
        after = await metrics_of(devtools)
        passed = after["Timestamp"] - before["Timestamp"]
        seen = await self.seen()
        return Cost(
            passed,
            (after["TaskDuration"] - before["TaskDuration"]) / passed,
            (after["ScriptDuration"] - before["ScriptDuration"]) / passed,
            sum(start >= since for start, _ in seen["longTasks"]),
        )

    def _note(self, response: Response) -> None:
        self._loaded.append(response)

    async def seen(self) -> dict[str, Any]:
        return msgspec.json.decode(await self.page.evaluate("JSON.stringify(bench)"))


async def metrics_of(devtools: Any) -> dict[str, float]:
    """What the browser counts for the page, by its own names."""
    found = await devtools.send("Performance.getMetrics")
    return {one["name"]: one["value"] for one in found["metrics"]}
