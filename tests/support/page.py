"""The page in a real browser, watched: a console error, a CSP report or a foreign request fails the test."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Locator, Page, WebSocket, async_playwright, expect

from tests.support.served import Served
from tools import browser as found

WAIT_MS = 15_000
expect.set_options(timeout=WAIT_MS)


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """A headless browser."""
    path = found.find_browser()
    assert path is not None, "no browser: run `python tools/browser.py --install`"
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=str(path), args=found.launch_args()
        )
        yield launched
        await launched.close()


class Chat:
    """One person at the page, in a browser context of their own."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page = page
        self.frames: list[dict[str, Any]] = []
        self._arrived = asyncio.Event()
        self.complaints: list[str] = []
        self.message = page.get_by_label("Message", exact=True)
        self.conversation = page.get_by_role("log", name="Conversation")
        self.status = page.get_by_role("status", name="Connection")
        self.threads = page.get_by_role("navigation", name="Threads")
        self.expected_complaints: tuple[str, ...] = ()
        page.set_default_timeout(WAIT_MS)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("websocket", self._on_socket)
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((served.url, served.url.replace("http", "ws"), "blob:"))
                else self.complaints.append(f"foreign request: {request.url}")
            ),
        )

    async def say(self, text: str) -> None:
        """Write a message and send it with Enter."""
        await self.message.fill(text)
        await self.message.press("Enter")

    async def until(self, type_: str) -> None:
        """Wait until the page has received a frame of this type."""
        async with asyncio.timeout(WAIT_MS / 1000):
            while not any(frame["type"] == type_ for frame in self.frames):
                self._arrived.clear()
                await self._arrived.wait()

    def answer(self, number: int = -1) -> Locator:
        """The n-th answer that is shown."""
        return self.conversation.get_by_role("article", name="Instar").nth(number)

    @property
    def thread_id(self) -> str:
        return self.page.url.rsplit("/t/", 1)[1]

    def check(self) -> None:
        """Raise what the browser complained of."""
        found = [
            one
            for one in self.complaints
            if not any(part in one for part in self.expected_complaints)
        ]
        assert found == []

    def _on_console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _on_socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._on_frame)

    def _on_frame(self, frame: str | bytes) -> None:
        self.frames.append(json.loads(frame))
        self._arrived.set()


@asynccontextmanager
async def at_the_page(served: Served) -> AsyncGenerator[Chat]:
    """The admin, alone in a browser."""
    async with chromium() as browser, sign_in(browser, served, served.login) as chat:
        yield chat


@asynccontextmanager
async def sign_in(
    browser: Browser, served: Served, link: str, **options: Any
) -> AsyncGenerator[Chat]:
    """Open the page by a login link, and check at the end that the browser had no complaint."""
    context = await browser.new_context(**options)
    chat = Chat(await context.new_page(), served)
    await chat.page.goto(link)
    await chat.message.wait_for()
    yield chat
    chat.check()
    await context.close()


async def in_a_thread(served: Served, chat: Chat) -> str:
    """Open a new thread; returns its id."""
    thread = await served.new_thread()
    await chat.page.goto(f"{served.url}/t/{thread}")
    await expect(chat.status).to_contain_text("Connected")
    await expect(chat.message).to_be_editable()
    return thread
