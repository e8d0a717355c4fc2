"""Widgets that change: whole, one node of them, and one that is written to (SPEC, [D3] and [W1])."""

import asyncio
from typing import Any

import msgspec
import pytest

from instar.model.widgets import BYTES
from instar.protocol.base import TEXT_CHARS
from instar.protocol.errors import InstarError
from instar.protocol.up import Cursor
from instar.sdk import Choice, Message, TurnContext
from instar.sdk.widgets import Basic, Button, Card, Col, Markdown, Root, Text, Title
from instar.storage import items
from tests.conftest import OpenServer
from tests.support.handlers import Do, Doing, plugin_of
from tests.support.messages import act
from tests.unit.runtime.conftest import Chat, Killed, OpenChat

GO = Choice(id="go", label="Go")


def report(value: str = "") -> Card:
    """A card whose text streams, between a title and a button."""
    return Card(
        children=[
            Title(value="Report"),
            Col(key="body", children=[Markdown(value=value, streaming=True)]),
            Button(key="more", label="More", on_click_action="more"),
        ]
    )


def body(item: dict[str, Any]) -> dict[str, Any]:
    """The node of `report` that streams, or did."""
    return dict(item["content"][0]["root"]["children"][1]["children"][0])


def widget(chat: Chat) -> dict[str, Any]:
    """The newest widget, as the reader sees it."""
    found = [item for item in chat.view.items.values() if item["type"] == "widget.card"]
    return dict(max(found, key=lambda item: item["position"]))


async def refused(chat: Chat) -> tuple[str, str | None]:
    """How the turn that is asked for fails."""
    error = (await chat.say("go"))["error"]
    return error["code"], error.get("path")


class Half:
    """Writes the report half, waits until it is told to go on, then writes the rest."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.go = asyncio.Event()

    async def __call__(self, ctx: TurnContext, message: Message) -> None:
        async with ctx.stream(report("# "), actions={"more": 1}) as writer:
            await writer.append("Hälf, ")
            self.reached.set()
            await self.go.wait()
            await writer.append("whole 🦀")


@pytest.fixture
async def half() -> Half:
    return Half()


@pytest.fixture
def halfway(open_chat: OpenChat, half: Half) -> Any:
    """Opens a chat in which a widget is written half."""

    async def open_one() -> Chat:
        chat = await open_chat(Doing("half", half))
        await chat.submit("go")
        await half.reached.wait()
        await chat.reader.until("turn.delta")
        return chat

    return open_one


async def test_d3_what_is_written_to_a_widget_grows_its_node_that_streams(
    halfway: Any, half: Half
) -> None:
    chat = await halfway()
    assert widget(chat)["status"] == "in_progress"
    assert body(widget(chat)) == {"type": "Markdown", "value": "# Hälf, ", "streaming": True}
    half.go.set()
    await chat.reader.until("turn.end")
    assert widget(chat)["status"] == "done"
    assert body(widget(chat)) == {"type": "Markdown", "value": "# Hälf, whole 🦀"}
    first, *_ = chat.reader.of("turn.delta")
    assert first["payload"]["pos"] == len("# ")


async def test_r3_who_comes_in_the_middle_of_a_widget_sees_the_same(
    halfway: Any, half: Half
) -> None:
    chat = await halfway()
    second = await chat.join()
    assert second.views[chat.thread].items == chat.view.items
    half.go.set()
    await second.until("turn.end")
    assert second.views[chat.thread].items == chat.view.items


async def test_r2_who_lost_the_connection_in_the_middle_of_a_widget_gets_the_rest(
    halfway: Any, half: Half
) -> None:
    chat = await halfway()
    item = widget(chat)
    held = {**(chat.view.cursor() or {}), "open": {item["id"]: {"attempt": 1, "pos": 3}}}
    cursor = msgspec.convert(held, Cursor)
    again = await chat.join()
    again.frames.clear()
    await chat.server.resume.subscribe(again, chat.thread, cursor, "ref")
    assert [frame["payload"] for frame in again.of("turn.delta")] == [
        {"itemId": item["id"], "attempt": 1, "pos": 3, "delta": "älf, "}
    ]
    half.go.set()
    await again.until("turn.end")


async def test_t5_a_widget_that_is_stopped_keeps_its_text_and_streams_no_more(halfway: Any) -> None:
    chat = await halfway()
    await chat.cancel()
    await chat.reader.until("turn.end")
    assert widget(chat)["status"] == "incomplete"
    assert body(widget(chat)) == {"type": "Markdown", "value": "# Hälf, "}


async def test_t7_a_widget_that_was_cut_by_a_kill_keeps_its_checkpoint(
    halfway: Any, half: Half, open_server: OpenServer, killed: Killed
) -> None:
    chat = await halfway()
    item_id = widget(chat)["id"]
    async with asyncio.timeout(5):
        while True:
            stored = await chat.server.database.read(items.get_item, chat.thread, item_id)
            if "lf" in str(stored.content):
                break
    again = await open_server(plugin_of(Doing("half", half)), at=killed(chat.server))
    chat = await (await chat.at(again)).ended()
    assert widget(chat)["status"] == "incomplete"
    assert body(widget(chat)) == {"type": "Markdown", "value": "# Hälf, "}


async def test_a4_after_a_kill_a_widget_cut_in_the_middle_is_written_again_a_whole_one_is_not(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    cut = asyncio.Event()
    runs: list[str] = []

    async def flow(ctx: TurnContext, message: Message) -> None:
        runs.append(ctx.turn_id)
        async with ctx.stream(report("1. "), actions={"more": 1}) as first:
            await first.append(f"run {len(runs)}")
        await ctx.ask("Go?", GO)
        async with ctx.stream(report("2. "), actions={"more": 1}) as second:
            await second.append(f"run {len(runs)}")
            cut.set()
            if len(runs) == 1:
                await asyncio.Event().wait()
        await ctx.reply(f"{first.text}, {second.text}")

    chat = await open_chat(Doing("flow", flow))
    await chat.submit("go")
    asked = await chat.reader.until("item.added", count=3)
    await chat.server.asks.answer(
        chat.owner, act(chat.thread, asked["payload"]["item"]["id"], "go")
    )
    await cut.wait()
    await chat.reader.until("turn.delta", count=2)
    again = await open_server(plugin_of(Doing("flow", flow)), at=killed(chat.server))
    chat = await (await chat.at(again)).ended()
    assert chat.said()[-1] == "1. run 1, 2. run 2"
    assert body(widget(chat)) == {"type": "Markdown", "value": "2. run 2"}
    assert widget(chat)["attempt"] == 2


@pytest.mark.parametrize(
    "root",
    [
        Card(children=[Text(value="none")]),
        Card(children=[Text(value="", streaming=True), Markdown(value="", streaming=True)]),
    ],
)
async def test_d3_a_widget_to_write_to_has_one_node_that_streams(
    open_chat: OpenChat, root: Root
) -> None:
    async def do(ctx: TurnContext, message: Message) -> None:
        async with ctx.stream(root):
            raise AssertionError("was opened")

    assert await refused(await open_chat(Doing("odd", do))) == ("validation.widget", "")


@pytest.mark.parametrize(("letter", "fits"), [("x", TEXT_CHARS), ("\n", (BYTES - 200) // 2)])
async def test_w1_a_widget_does_not_grow_over_its_limit(
    open_chat: OpenChat, letter: str, fits: int
) -> None:
    async def do(ctx: TurnContext, message: Message) -> None:
        async with ctx.stream(Card(children=[Text(value="", streaming=True)])) as writer:
            await writer.append(letter * fits)
            await writer.append(letter * 200)

    chat = await open_chat(Doing("long", do))
    assert await refused(chat) == ("too_large.widget", None)
    stored = await chat.server.database.read(items.get_item, chat.thread, widget(chat)["id"])
    assert msgspec.to_builtins(stored.content) == widget(chat)["content"]
    assert widget(chat)["content"][0]["root"]["children"][0]["value"] == letter * fits


@pytest.fixture
def changed(open_chat: OpenChat) -> Any:
    """Opens a chat whose handler shows the report and then does something with it."""

    async def open_one(do: Any) -> Chat:
        async def flow(ctx: TurnContext, message: Message) -> None:
            async with ctx.stream(report("text"), actions={"more": "meant"}) as writer:
                pass
            await do(ctx, writer.id)

        return await open_chat(Doing("changes", flow))

    return open_one


async def test_d4_a_node_is_replaced_by_its_key_and_all_else_stays(changed: Any) -> None:
    async def do(ctx: TurnContext, item_id: str) -> None:
        await ctx.update(item_id, Text(value="Working …"), key="body")

    chat = await changed(do)
    await chat.say("go")
    before, after = [frame["payload"]["item"] for frame in chat.reader.of("item.done")]
    title, text, button = after["content"][0]["root"]["children"]
    assert text == {"type": "Text", "key": "body", "value": "Working …"}
    assert [title, button] == before["content"][0]["root"]["children"][::2]
    held = await chat.server.database.read(items.find_held, chat.thread, after["id"])
    assert held is not None
    assert held.actions == {"more": "meant"}


def _too_many(ctx: TurnContext, item_id: str) -> Any:
    return ctx.update(item_id, Col(children=[Text(value="")] * 500), key="body")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda ctx, at: ctx.update(at, Text(value="x"), key="none"), "validation.widget"),
        (lambda ctx, at: ctx.update(at, Card(children=[]), key="body"), "validation.widget"),
        (
            lambda ctx, at: ctx.update(at, Button(label="x", submit=True), key="body"),
            "validation.widget",
        ),
        (lambda ctx, at: ctx.update(at, Basic(children=[])), "validation.widget"),
        (_too_many, "too_large.widget"),
        (lambda ctx, at: ctx.update("itm_none", Text(value="x"), key="body"), "not_found.item"),
    ],
)
async def test_w1_what_would_be_no_widget_is_refused_and_it_stays_as_it_was(
    changed: Any, change: Do, code: str
) -> None:
    chat = await changed(change)
    assert (await refused(chat))[0] == code
    assert body(widget(chat)) == {"type": "Markdown", "value": "text"}


async def test_d4_an_item_that_is_being_written_is_not_replaced(open_chat: OpenChat) -> None:
    async def do(ctx: TurnContext, message: Message) -> None:
        async with ctx.stream(report(), actions={"more": 1}) as writer:
            await writer.append("text")
            with pytest.raises(InstarError) as refusal:
                await ctx.update(writer.id, Text(value="x"), key="body")
            assert refusal.value.code == "conflict.turn_open"

    chat = await open_chat(Doing("open", do))
    assert (await chat.say("go"))["status"] == "completed"
    assert body(widget(chat))["value"] == "text"
