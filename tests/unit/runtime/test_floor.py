"""Handlers that take messages, take the floor, and give it back (SPEC, section H)."""

import asyncio
from typing import Any

import pytest

from instar.model.floor import DEPTH
from instar.protocol.errors import InstarError
from instar.protocol.threads import Author, Item
from instar.runtime import handlers as registry
from instar.runtime.floor import FloorKeeper
from instar.runtime.handlers import Handlers
from instar.sdk import Choice, Message, TurnContext
from tests.conftest import OpenServer
from tests.support.handlers import Do, Doing, plugin_of
from tests.support.messages import command, plugin_message
from tests.unit.runtime.conftest import Chat, Killed, OpenChat


@pytest.fixture
def message() -> Message:
    return Message(
        Item(
            id="itm_1",
            thread_id="thr_1",
            type="user_message",
            status="done",
            author=Author(type="user"),
            created_at="",
            position=1,
            content=[],
        )
    )


def says(text: str) -> Do:
    async def do(ctx: TurnContext, message: Message) -> None:
        await ctx.reply(text)

    return do


def taker(chat: Chat) -> str:
    """The handler that answered last."""
    return str(chat.reader.of("turn.start")[-1]["payload"]["handler"])


async def confirm(ctx: TurnContext, message: Message) -> None:
    """A flow of two messages, told apart by what it remembers."""
    if not ctx.state:
        await ctx.push_handler("test.confirm", state={"wants": message.text})
        await ctx.reply("Really?")
    elif message.text == "yes":
        await ctx.reply(f"Done: {ctx.state['wants']}")
        await ctx.pop_handler()
    else:
        ctx.state["asked"] = ctx.state.get("asked", 1) + 1
        await ctx.reply(f"Say yes ({ctx.state['asked']})")


def confirming(**more: Any) -> Doing:
    attributes = {
        "match": lambda message: message.text != "other",
        "match_on_floor": lambda message: message.text != "other",
        "priority": 5,
        "title": "Confirm",
    }
    return Doing("confirm", confirm, **(attributes | more))


def other() -> Doing:
    return Doing("other", says("other"))


async def test_h1_h2_a_handler_takes_the_floor_for_a_flow_and_yields_it(
    open_chat: OpenChat,
) -> None:
    chat = await open_chat(confirming(), other())
    await chat.say("deploy")
    assert chat.interface["floor"]["thread"]["title"] == "Confirm"
    await chat.say("what?")
    await chat.say("yes")
    assert chat.said()[1::2] == ["Really?", "Say yes (2)", "Done: deploy"]
    assert chat.interface["floor"] == {}


async def test_h1_what_the_floor_declines_goes_to_the_registry(open_chat: OpenChat) -> None:
    chat = await open_chat(confirming(), other())
    await chat.say("deploy")
    await chat.say("other")
    assert taker(chat) == "test.other"
    await chat.say("yes")
    assert taker(chat) == "test.confirm"


async def test_h1_by_priority_then_the_newest_then_by_what_matches(open_chat: OpenChat) -> None:
    chat = await open_chat(
        Doing("low", says("low"), priority=-1),
        Doing("old", says("old")),
        Doing("new", says("new"), match=lambda message: message.text != "old"),
        Doing("high", says("high"), priority=1, match=lambda message: message.text == "high"),
    )
    for text in ("high", "new", "old"):
        await chat.say(text)
        assert taker(chat) == f"test.{text}"


async def test_h1_each_type_goes_to_its_own_handler(open_chat: OpenChat) -> None:
    async def count(ctx: TurnContext, message: Message) -> None:
        await ctx.reply(f"{message.type} {message.data['n']}")

    chat = await open_chat(other(), Doing("counts", count, types=("x.test.count",)))
    await chat.accept(plugin_message(chat.thread, "x.test.count", n=3))
    await chat.reader.until("turn.end")
    assert taker(chat) == "test.counts"
    assert chat.said()[-1] == "x.test.count 3"
    with pytest.raises(InstarError) as refused:
        await chat.accept(plugin_message(chat.thread, "x.test.nobody"))
    assert refused.value.code == "unsupported.message"


async def test_h1_the_client_is_asked_before_the_thread(open_chat: OpenChat) -> None:
    async def take(ctx: TurnContext, message: Message) -> None:
        if message.text in ("thread", "connection"):
            await ctx.push_handler(f"test.{message.text}", scope=message.text)
        else:
            await ctx.reply("mine")

    chat = await open_chat(Doing("thread", take), Doing("connection", take), Doing("start", take))
    for text in ("thread", "connection"):
        await chat.say_from(text, "usr/tab")
    await chat.say_from("x", "usr/tab")
    assert taker(chat) == "test.connection"
    await chat.say_from("x", "usr/other")
    assert taker(chat) == "test.thread"


async def test_h2_no_more_than_eight_have_the_floor(open_chat: OpenChat) -> None:
    async def push(ctx: TurnContext, message: Message) -> None:
        await ctx.push_handler("test.push")

    chat = await open_chat(Doing("push", push, title="Push"))
    for _ in range(DEPTH):
        assert (await chat.say("more"))["status"] == "completed"
    assert chat.interface["floor"]["thread"]["depth"] == DEPTH
    end = await chat.say("more")
    assert end["error"]["code"] == "conflict.floor_full"


@pytest.mark.parametrize(("why", "says_so"), [("idle", "two minutes"), ("limit", "half an hour")])
async def test_h2_the_floor_ends_when_its_time_is_over(
    open_chat: OpenChat, monkeypatch: pytest.MonkeyPatch, why: str, says_so: str
) -> None:
    module = (
        "instar.runtime.floor.IDLE_SECONDS"
        if why == "idle"
        else "instar.runtime.context.FLOOR_SECONDS"
    )
    monkeypatch.setattr(module, -1.0)
    handler = confirming()
    chat = await open_chat(handler, other())
    await chat.say("deploy")
    await chat.server.floor.expire()
    assert handler.left == [why]
    assert says_so in chat.said()[-1]
    assert chat.interface["floor"] == {}
    await chat.say("yes")
    assert taker(chat) == "test.confirm"
    assert chat.said()[-1] == "Really?"


async def test_h2_time_in_which_its_turn_is_open_does_not_count(
    open_chat: OpenChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.runtime.floor.IDLE_SECONDS", -1.0)
    go = asyncio.Event()

    async def slow(ctx: TurnContext, message: Message) -> None:
        if message.text == "push":
            await ctx.push_handler("test.slow")
        else:
            await go.wait()

    handler = Doing("slow", slow)
    chat = await open_chat(handler)
    await chat.say("push")
    await chat.submit("wait")
    await chat.server.floor.expire()
    assert handler.left == []
    go.set()
    await chat.reader.until("turn.end", count=2)
    await chat.server.floor.expire()
    assert handler.left == ["idle"]


async def test_h2_a_person_ends_it_at_any_time(open_chat: OpenChat) -> None:
    handler = confirming()
    chat = await open_chat(handler, other())
    await chat.say("deploy")
    done = await chat.server.commands.invoke(chat.owner, command(chat.thread, "core.cancel"), "c")
    assert done
    assert handler.left == ["cancelled"]
    assert chat.said()[-1] == f"“Confirm” was ended by {chat.owner.user.name}."
    await chat.say("deploy")
    await chat.say("/cancel")
    assert handler.left == ["cancelled"] * 2
    assert chat.interface["floor"] == {}


async def test_h2_core_cancel_stops_the_open_turn_too(open_chat: OpenChat) -> None:
    async def ask(ctx: TurnContext, message: Message) -> None:
        await ctx.push_handler("test.asks")
        await ctx.ui.lock("composer", "Answer first.", until="floor")
        await ctx.ask("Well?", Choice(id="yes", label="Yes"))

    chat = await open_chat(Doing("asks", ask))
    await chat.submit("go")
    await chat.reader.until("item.added", count=2)
    await chat.server.commands.invoke(chat.owner, command(chat.thread, "core.cancel"), "c")
    end = await chat.reader.until("turn.end")
    assert end["payload"]["status"] == "cancelled"
    assert chat.interface["floor"] == chat.interface["locks"] == {}
    assert list(chat.view.items.values())[1]["content"][0]["status"] == "cancelled"


async def test_h3_the_floor_outlives_the_server(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    chat = await open_chat(confirming(), other())
    await chat.say("deploy")
    await chat.say("what?")
    again = await chat.at(
        await open_server(plugin_of(confirming(), other()), at=killed(chat.server))
    )
    assert again.interface["floor"]["thread"]["handler"] == "test.confirm"
    await again.say("what?")
    assert again.said()[-1] == "Say yes (3)"


async def test_h3_a_handler_that_is_gone_loses_the_floor(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    chat = await open_chat(confirming(), other())
    await chat.say("deploy")
    again = await chat.at(await open_server(plugin_of(other()), at=killed(chat.server)))
    assert "no longer there" in again.said()[-1]
    await again.say("yes")
    assert again.said()[-1] == "other"


async def test_h4_a_handler_that_breaks_ends_its_floor_and_what_it_set(
    open_chat: OpenChat,
) -> None:
    async def breaks(ctx: TurnContext, message: Message) -> None:
        if message.text == "break":
            raise RuntimeError("broke")
        await ctx.push_handler("test.breaks")
        await ctx.ui.lock("uploads", "Wait.", until="floor")

    handler = Doing("breaks", breaks)
    chat = await open_chat(handler)
    await chat.say("go")
    assert chat.interface["locks"]["uploads"] == {"reason": "Wait."}
    assert (await chat.say("break"))["status"] == "failed"
    assert chat.interface["floor"] == chat.interface["locks"] == {}
    assert handler.left == ["failed"]


async def test_h4_one_that_breaks_in_its_exit_has_left_all_the_same(open_chat: OpenChat) -> None:
    class Stubborn(Doing):
        async def on_exit(self, why: object) -> None:
            raise RuntimeError("I stay")

    chat = await open_chat(Stubborn("confirm", confirm))
    await chat.say("deploy")
    assert (await chat.say("yes"))["status"] == "completed"
    assert chat.interface["floor"] == {}


async def test_h2_giving_back_what_one_has_not_is_refused(open_chat: OpenChat) -> None:
    refused: list[str] = []

    async def pop_twice(ctx: TurnContext, message: Message) -> None:
        await ctx.push_handler("test.pops")
        await ctx.pop_handler()
        try:
            await ctx.pop_handler()
        except InstarError as error:
            refused.append(error.code)
        try:
            await ctx.ui.lock("composer", "x", until="floor")
        except InstarError as error:
            refused.append(error.code)
        try:
            await ctx.push_handler("test.nobody")
        except InstarError as error:
            refused.append(error.code)

    chat = await open_chat(Doing("pops", pop_twice))
    assert (await chat.say("go"))["status"] == "completed"
    assert refused == ["conflict.no_floor", "conflict.no_floor", "not_found.handler"]


async def test_h4_nothing_is_taken_or_set_after_the_turn_has_ended(open_chat: OpenChat) -> None:
    kept: list[TurnContext] = []

    async def keep(ctx: TurnContext, message: Message) -> None:
        kept.append(ctx)

    chat = await open_chat(Doing("keeps", keep))
    await chat.say("go")
    for late in (
        kept[0].push_handler("test.keeps"),
        kept[0].ui.lock("composer", "for ever"),
        kept[0].ask("Well?"),
        kept[0].add("notice"),
    ):
        with pytest.raises(InstarError) as refused:
            await late
        assert refused.value.code == "conflict.turn_ended"
    assert chat.interface["floor"] == chat.interface["locks"] == {}


def test_a_handler_is_registered_once_and_goes_with_its_undo() -> None:
    known = Handlers(lambda: False)
    first = Doing("one", says("x"))
    undo = known.add(first)
    with pytest.raises(ValueError, match=r"test\.one"):
        known.add(Doing("one", says("x")))
    undo()
    undo()
    assert known.find("test.one") is None
    known.add(Doing("one", says("x")))


def test_h1_one_that_breaks_has_not_matched_and_one_that_is_always_slow_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, message: Message
) -> None:
    def breaks(message: Message) -> bool:
        raise RuntimeError("broke")

    known, slow = Handlers(lambda: False), other()
    undo = known.add(slow)
    assert not known.takes(slow, breaks, message)
    monkeypatch.setattr(registry, "MATCH_SECONDS", -1)
    assert [known.takes(slow, slow.match, message) for _ in range(4)] == [True] * 3 + [False]
    monkeypatch.undo()
    undo()
    known.add(slow)
    assert known.takes(slow, slow.match, message)


async def test_h2_cancelling_ends_the_one_who_speaks_and_not_those_below(
    open_chat: OpenChat,
) -> None:
    async def speak(ctx: TurnContext, message: Message) -> None:
        if message.text in ("test.below", "test.above"):
            await ctx.push_handler(message.text)
        else:
            await ctx.ask("Well?", Choice(id="yes", label="Yes"))

    below, above = Doing("below", speak), Doing("above", speak)
    chat = await open_chat(below, above)
    await chat.say("test.below")
    await chat.say("test.above")
    await chat.submit("ask")
    await chat.reader.until("item.added", count=4)
    await chat.server.commands.invoke(chat.owner, command(chat.thread, "core.cancel"), "c")
    assert (above.left, below.left) == (["cancelled"], [])
    assert chat.interface["floor"]["thread"]["handler"] == "test.below"


async def test_h2_escape_ends_whoever_has_the_floor_of_the_client(open_chat: OpenChat) -> None:
    async def take(ctx: TurnContext, message: Message) -> None:
        await ctx.push_handler("test.take", scope="connection")

    handler = Doing("take", take)
    chat = await open_chat(handler)
    await chat.say_from("go", "usr/tab")
    await chat.say_from("/cancel", "usr/other")
    assert handler.left == []
    await chat.say_from("/cancel", "usr/tab")
    assert handler.left == ["cancelled"]


async def test_h2_one_that_takes_the_floor_and_asks_is_not_idle(
    open_chat: OpenChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.runtime.floor.IDLE_SECONDS", -1.0)

    async def ask(ctx: TurnContext, message: Message) -> None:
        await ctx.push_handler("test.asks")
        await ctx.ask("Well?", Choice(id="yes", label="Yes"))

    handler = Doing("asks", ask)
    chat = await open_chat(handler)
    await chat.submit("go")
    await chat.reader.until("item.added", count=2)
    await chat.server.floor.expire()
    assert handler.left == []
    await chat.cancel()
    assert handler.left == ["cancelled"]


async def test_h2_one_that_takes_the_floor_twice_is_idle_twice(
    open_chat: OpenChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.runtime.floor.IDLE_SECONDS", -1.0)

    async def push(ctx: TurnContext, message: Message) -> None:
        await ctx.push_handler("test.push")

    handler = Doing("push", push)
    chat = await open_chat(handler)
    await chat.say("one")
    await chat.say("two")
    await chat.server.floor.expire()
    assert handler.left == ["idle", "idle"]
    assert chat.interface["floor"] == {}


async def test_h4_nothing_is_set_for_a_floor_that_has_ended_meanwhile(open_chat: OpenChat) -> None:
    ended = asyncio.Event()
    refused: list[str] = []

    async def late(ctx: TurnContext, message: Message) -> None:
        await ctx.push_handler("test.late")
        await ctx.reply("On it.")
        await ended.wait()
        try:
            await ctx.ui.lock("composer", "for ever", until="floor")
        except InstarError as error:
            refused.append(error.code)

    chat = await open_chat(Doing("late", late))
    await chat.submit("go")
    await chat.reader.until("item.done", count=1)
    frame = next(chat.server.floor.holding(chat.thread, None))
    await chat.server.floor.leave(frame, "cancelled")
    ended.set()
    await chat.reader.until("turn.end")
    assert refused == ["conflict.no_floor"]
    assert chat.interface["locks"] == {}


async def test_h4_a_turn_ends_although_its_floor_could_not_be_ended_at_once(
    open_chat: OpenChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.runtime.turns.END_RETRY_SECONDS", (0,))
    refusals = [InstarError("storage.full", "Full.")]
    leave = FloorKeeper.leave

    async def full(self: FloorKeeper, *given: Any, **more: Any) -> None:
        if refusals:
            raise refusals.pop()
        await leave(self, *given, **more)

    async def breaks(ctx: TurnContext, message: Message) -> None:
        await ctx.push_handler("test.breaks")
        raise RuntimeError("broke")

    chat = await open_chat(Doing("breaks", breaks))
    monkeypatch.setattr(FloorKeeper, "leave", full)
    assert (await chat.say("go"))["status"] == "failed"
    assert chat.interface["floor"] == {}


async def test_h2_a_turn_that_waited_finds_what_the_one_before_it_remembered(
    open_chat: OpenChat,
) -> None:
    go = asyncio.Event()

    async def count(ctx: TurnContext, message: Message) -> None:
        if ctx.state:
            await go.wait()
            ctx.state["n"] += 1
            await ctx.reply(str(ctx.state["n"]))
        else:
            await ctx.push_handler("test.counts", state={"n": 1})

    chat = await open_chat(Doing("counts", count))
    await chat.say("one")
    await chat.submit("two")
    await chat.submit("three", policy="enqueue")
    go.set()
    await chat.reader.until("turn.end", count=3)
    assert chat.said() == ["one", "two", "three", "2", "3"]


async def test_e4_a_cancel_that_is_sent_again_ends_nobody_else(open_chat: OpenChat) -> None:
    async def push(ctx: TurnContext, message: Message) -> None:
        await ctx.push_handler("test.push")

    handler = Doing("push", push)
    chat = await open_chat(handler)
    await chat.say("one")
    await chat.say("two")
    cancel = command(chat.thread, "core.cancel")
    for _ in range(2):
        assert await chat.server.commands.invoke(chat.owner, cancel, "c")
    assert handler.left == ["cancelled"]
