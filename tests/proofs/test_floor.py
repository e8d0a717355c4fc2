"""Handlers that take the floor, as a person sees them, on the real page and the real server."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.proofs.manifest import proves
from tests.support.page import Chat, at_the_page, in_a_thread
from tests.support.plugins import PROOF_PLUGIN
from tests.support.served import Served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@asynccontextmanager
async def chatting(tmp_path: Path) -> AsyncGenerator[tuple[Served, Chat]]:
    """A server with the plugin of the proofs, and the admin at the page."""
    async with Served(tmp_path / "data", **PROOF_PLUGIN) as served, at_the_page(served) as chat:
        yield served, chat


def floor(chat: Chat) -> Locator:
    return chat.page.get_by_role("note", name="Floor")


@proves("PoF-07", "PoF-09")
async def test_pof_07_a_handler_takes_the_floor_for_a_flow_and_yields(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_served, chat):
        await chat.say("deploy web")
        await expect(chat.answer()).to_contain_text("Deploy web?")
        await expect(floor(chat)).to_contain_text("Deployment")
        # While it has the floor its patch of the interface is there: PoF-09.
        attach = chat.page.get_by_role("button", name="Attach files")
        await expect(attach).to_be_disabled()
        await chat.say("what?")
        await expect(chat.answer()).to_contain_text("I wait for yes or no")
        await chat.page.reload()
        await expect(floor(chat)).to_be_visible()
        await chat.say("yes")
        await expect(chat.answer()).to_contain_text("Deployed web.")
        await expect(floor(chat)).to_have_count(0)
        await expect(attach).to_be_enabled()
        await chat.say("and now?")
        await expect(chat.answer()).to_contain_text("No model is connected")


async def test_h2_escape_ends_the_floor_whatever_the_handler_does(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_served, chat):
        await chat.say("deploy web")
        await expect(floor(chat)).to_be_visible()
        await expect(chat.answer()).to_contain_text("Deploy web?")
        await chat.message.press("Escape")
        await expect(floor(chat)).to_have_count(0)
        await expect(chat.conversation).to_contain_text("“Deployment” was ended by admin.")
        await chat.say("deploy api")
        await expect(floor(chat)).to_be_visible()
        await chat.say("/cancel")
        await expect(floor(chat)).to_have_count(0)


@proves("PoF-08")
async def test_pof_08_messages_of_different_types_go_to_different_handlers(
    tmp_path: Path,
) -> None:
    async with chatting(tmp_path) as (served, chat):
        thread = await in_a_thread(served, chat)
        await chat.say("hello")
        await expect(chat.answer()).to_contain_text("1 word")
        await chat.until("turn.end")
        await chat.page.evaluate(
            """async (threadId) => {
              const socket = new WebSocket(`ws://${location.host}/ws`, 'instar.v1');
              await new Promise((resolve) => { socket.onopen = resolve; });
              const say = (type, id, more) =>
                socket.send(JSON.stringify({ v: 1, type, id, ...more }));
              say('session.hello', 'hello-0001', { payload: {} });
              say('x.proof.count', 'count-0001', { threadId, payload: { things: [1, 2, 3] } });
            }""",
            thread,
        )
        await expect(chat.answer()).to_contain_text("Counted 3 things.")
        handlers = [
            frame["payload"]["handler"] for frame in chat.frames if frame["type"] == "turn.start"
        ]
        assert handlers == ["core.chat", "proof.count"]


@pytest.mark.timeout(240)
@pytest.mark.parametrize("trouble", ["reload", "restart"])
async def test_the_tour_by_keyboard_alone_through_reloads_or_restarts_at_every_step(
    tmp_path: Path, trouble: str
) -> None:
    async with Served(tmp_path / "data") as served, at_the_page(served) as chat:
        chat.expected_complaints = ("WebSocket connection", "Failed to load resource")
        keys = chat.page.keyboard

        async def disturb() -> None:
            if trouble == "reload":
                await chat.page.reload()
            else:
                await served.kill()
                await expect(chat.status).not_to_contain_text("Connected")
                await served.start()
                # The browser says that the network is back: the page need not wait for its next try.
                await chat.page.evaluate("dispatchEvent(new Event('online'))")
            await expect(chat.status).to_contain_text("Connected")
            await expect(floor(chat)).to_contain_text("The tour")

        async def press(name: str) -> None:
            """Reach a button with the Tab key, and press it."""
            button = chat.conversation.get_by_role("button", name=name, exact=True).last
            await expect(button).to_be_enabled()
            await chat.conversation.focus()
            for _ in range(60):
                if await button.evaluate("button => button === document.activeElement"):
                    await keys.press("Enter")
                    return
                await keys.press("Tab")
            raise AssertionError(f"{name} is not reached by Tab")

        await chat.message.focus()
        await keys.type("/tour")
        await keys.press("Enter")
        await expect(chat.conversation).to_contain_text("Shall we?")
        await disturb()
        await press("Start")
        await expect(chat.page.get_by_text("The tour waits for you").first).to_be_visible()
        await expect(chat.message).not_to_be_editable()
        await disturb()
        await expect(chat.message).not_to_be_editable()
        await press("Next")
        name = chat.page.get_by_label("What shall I call you?")
        await expect(name).to_be_visible()
        await disturb()
        await name.focus()
        await keys.type("Ada")
        kind = chat.page.get_by_label("I shall be kind to it")
        await kind.focus()
        await keys.press("Space")
        await press("Send")
        for step in ("Ada's beetle", "A rule says", "The renderer of answers"):
            await expect(chat.conversation).to_contain_text(step)
            await expect(chat.page.get_by_role("button", name="Next", exact=True)).to_be_visible()
            await disturb()
            await press("Next")
        await expect(chat.conversation).to_contain_text("One thing is left")
        await expect(chat.message).to_be_editable()
        await disturb()
        await chat.message.focus()
        await keys.type("hello there")
        await keys.press("Enter")
        await expect(chat.conversation).to_contain_text("You said “hello there”, Ada")
        await expect(floor(chat)).to_have_count(0)
        page = await served.rest("GET", f"/threads/{chat.thread_id}/items?limit=100")
        texts = [json.dumps(item["content"]) for item in page["data"]]
        assert sum("About your beetle" in text for text in texts) == 1
        assert sum("hides itself after five" in text for text in texts) == 1
