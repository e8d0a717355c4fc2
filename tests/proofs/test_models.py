"""A model behind the page: the real page, server and provider, and a model service in a process of its own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.async_api import Locator, expect

from tests.proofs.manifest import proves
from tests.support import impatient
from tests.support.model_service import ModelService
from tests.support.page import Chat, at_the_page
from tests.support.served import Served

pytestmark = [pytest.mark.slow, pytest.mark.browser]

KEY = "sk-proj-TheKeyThatNobodyMaySee-0123456789"


class World(NamedTuple):
    """A server with a model, and the admin at the page."""

    service: ModelService
    served: Served
    chat: Chat


@asynccontextmanager
async def chatting(tmp_path: Path, **environment: str) -> AsyncGenerator[World]:
    async with ModelService() as service:
        settings = {
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": service.url,
            "INSTAR_MODELS": "fake-mini, fake-large",
        }
        async with (
            Served(tmp_path / "data", **settings, **environment) as served,
            at_the_page(served) as chat,
        ):
            yield World(service, served, chat)
            # Whatever happened, no frame has told the key.
            assert KEY not in str(chat.frames)


def fault(chat: Chat) -> Locator:
    return chat.conversation.locator(".fault").last


@proves("PoF-13")
async def test_pof_13_a_models_output_streams_into_the_page(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_, _served, chat):
        await chat.say("script: long 60 10")
        await expect(chat.answer()).to_contain_text("word5")
        await expect(chat.answer()).to_contain_text("word59")
        await chat.until("turn.end")
        types = [frame["type"] for frame in chat.frames if frame["type"].startswith("turn.")]
        assert types[:2] == ["turn.accepted", "turn.start"]
        assert types.count("turn.delta") > 10
        assert types.count("turn.end") == 1
        await expect(chat.conversation).to_contain_text("fake-mini")
        # In bundles and with pauses, as services write.
        await chat.say("script: profile bursty")
        await expect(chat.answer()).to_contain_text("word38 word39")


@proves("PoF-14")
async def test_pof_14_history_replays_and_goes_on_after_a_refresh(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (service, _served, chat):
        await chat.say("script: reasoning")
        await expect(chat.answer()).to_contain_text("the form between two moults")
        await chat.say('script: tools calculate {"expression": "6 * 7"}')
        await expect(chat.answer()).to_contain_text("The tools say: 42")
        await expect(chat.page.get_by_role("button", name="Stop")).to_have_count(0)
        shown = await chat.conversation.text_content()
        await chat.page.reload()
        await expect(chat.conversation).to_have_text(shown or "")
        await chat.say("And now?")
        await expect(chat.answer()).to_contain_text("You said: And now?")
        # What the model gets is what the thread says, from before the refresh too.
        request = str((await service.seen())[-1])
        assert "script: reasoning" in request
        assert "The tools say: 42" in request


REFUSED = {
    "401": "The key was refused",
    "429": "The model service is busy",
    "500": "The model service is out of reach",
    "503": "The model service is busy",
}
BROKEN = {
    "drop": "The answer broke off",
    "malformed": "The answer could not be read",
    "failed": "The model service failed",
    "error": "The model service is busy",
    "incomplete": "The answer was cut",
    "filter": "The answer was withheld",
    "cut": "The answer broke off",
}


@proves("PoF-15")
async def test_pof_15_a_failure_ends_the_turn_with_a_card(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_, _served, chat):
        for script, title in (REFUSED | BROKEN).items():
            await chat.say(f"script: {script}")
            await expect(fault(chat)).to_have_accessible_name(title)
            if script in BROKEN:
                # Of a connection that was cut the kernel may have kept the rest.
                await expect(chat.answer()).to_contain_text("The")
            if script == "429":
                await expect(fault(chat).get_by_role("button", name="Retry in")).to_be_visible()
            await chat.say("Still there?")
            await expect(chat.answer()).to_contain_text("You said: Still there?")
            # The card is a part of the thread, whoever comes later.
            await expect(fault(chat)).to_have_accessible_name(title)
        await chat.page.reload()
        await expect(fault(chat)).to_have_accessible_name(title)
        ends = [one["payload"] for one in chat.frames if one["type"] == "turn.end"][:21]
        assert [one["status"] for one in ends] == [*["failed", "completed"] * 10, "failed"]
        assert all(one["error"]["code"].startswith("model.") for one in ends[::2])


@proves("PoF-15")
async def test_pof_15_no_connection_ends_the_turn_with_a_card_and_retry_helps(
    tmp_path: Path,
) -> None:
    async with chatting(tmp_path) as (service, _served, chat):
        await chat.say("Hello")
        await expect(chat.answer()).to_contain_text("You said: Hello")
        await service.stop()
        await chat.say("Anybody?")
        await expect(fault(chat)).to_contain_text("The model service is out of reach")
        await chat.page.reload()
        await service.start()
        await fault(chat).get_by_role("button", name="Retry").click()
        await expect(chat.answer()).to_contain_text("You said: Anybody?")


@proves("PoF-15")
async def test_pof_15_a_service_that_falls_silent_ends_the_turn_with_a_card(
    tmp_path: Path,
) -> None:
    async with ModelService() as service:
        settings = {"INSTAR_PLUGINS": "tests.support.impatient:plugin", impatient.URL: service.url}
        async with Served(tmp_path / "data", **settings) as served, at_the_page(served) as chat:
            cards = chat.conversation.get_by_role("article", name="The model service took too long")
            await chat.say("script: slow 3600000")
            await expect(cards).to_have_count(1)
            await chat.say("script: silent")
            await expect(cards).to_have_count(2)
            await expect(chat.answer()).to_contain_text("The first half of it")
            await chat.say("Still there?")
            await expect(chat.answer()).to_contain_text("You said: Still there?")


@proves("PoF-15")
async def test_pof_15_what_a_model_declines_is_an_answer_that_says_so(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_, _served, chat):
        await chat.say("script: refusal")
        await expect(chat.answer()).to_contain_text("I cannot help with that")
        await expect(chat.conversation).to_contain_text("declined")


@proves("PoF-15")
async def test_pof_15_what_came_of_an_answer_can_be_gone_on_with(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_, _served, chat):
        await chat.say("script: drop")
        await fault(chat).get_by_role("button", name="Continue").click()
        await expect(chat.conversation.locator(".fault")).to_have_count(0)
        await expect(chat.answer()).to_contain_text("cut off")


async def test_m4_a_stop_arrives_at_the_service(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (service, _served, chat):
        await chat.say("script: long 10000 5")
        await expect(chat.answer()).to_contain_text("word20")
        await chat.page.get_by_role("button", name="Stop").click()
        request = await service.over(len(await service.seen()) - 1)
        assert request["ended"] == "closed"
        await expect(chat.page.get_by_role("button", name="Continue")).to_be_visible()
        await chat.page.reload()
        await expect(chat.conversation).to_contain_text("Stopped")
        await expect(chat.page.get_by_role("button", name="Continue")).to_be_visible()


async def test_m6_a_tool_that_needs_approval_waits_for_a_click(tmp_path: Path) -> None:
    async with chatting(tmp_path, INSTAR_PLUGINS="tests.support.letters:plugin") as world:
        chat = world.chat
        await chat.say('script: tools send {"to": "Ada"}')
        ask = chat.conversation.get_by_role("button", name="Allow", exact=True)
        await expect(ask).to_be_visible()
        await expect(chat.conversation).to_contain_text('"Ada"')
        await chat.page.reload()
        await ask.click()
        await expect(chat.answer()).to_contain_text("sent to Ada")


async def test_m8_another_model_answers_again(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (service, _served, chat):
        await chat.say("Hello")
        await expect(chat.conversation).to_contain_text("fake-mini")
        await chat.page.get_by_role("button", name="Model").click()
        await chat.page.get_by_role("menuitemradio", name="fake-large").click()
        await chat.say("Again")
        await expect(chat.answer()).to_contain_text("You said: Again")
        assert (await service.seen())[-1]["body"]["model"] == "fake-large"


async def test_a_kill_in_the_middle_of_an_answer_leaves_a_thread_that_goes_on(
    tmp_path: Path,
) -> None:
    async with chatting(tmp_path) as (_, served, chat):
        chat.expected_complaints = ("WebSocket", "ERR_CONNECTION", "502", "Failed to load")
        await chat.say("script: long 10000 5")
        await expect(chat.answer()).to_contain_text("word20")
        await served.kill()
        await served.start()
        await expect(chat.page.get_by_role("button", name="Continue")).to_be_visible()
        await expect(chat.answer()).to_contain_text("word20")
        await chat.say("Still there?")
        await expect(chat.answer()).to_contain_text("You said: Still there?")
