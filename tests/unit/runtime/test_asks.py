"""Questions to people (SPEC, section A)."""

import asyncio
from typing import Any

import msgspec
import pytest

from instar.protocol.errors import InstarError
from instar.protocol.up import ActionInvoke
from instar.runtime.archive import Archive
from instar.sdk import Choice, Input, Message, TurnContext
from tests.conftest import Cast, OpenServer
from tests.support.handlers import Do, Doing, plugin_of
from tests.support.messages import act
from tests.unit.runtime.conftest import Chat, Killed, OpenChat

YES = Choice(id="yes", label="Deploy", style="primary")
NO = Choice(id="no", label="Not now")


async def deploy(ctx: TurnContext, message: Message) -> None:
    answer = await ctx.ask("Deploy?", YES, NO)
    await ctx.reply(f"{answer.user_name}: {answer.choice}")


async def asked(chat: Chat) -> dict[str, Any]:
    """The item of the newest ask."""
    while True:
        for item in reversed(chat.view.items.values()):
            if item["type"] == "structured_input" and item["status"] == "in_progress":
                return dict(item)
        await chat.reader.until("item.added", count=len(chat.reader.of("item.added")) + 1)


async def answer(chat: Chat, item: dict[str, Any], choice: str, **values: Any) -> ActionInvoke:
    message = act(chat.thread, item["id"], choice, **values)
    assert await chat.server.asks.answer(chat.owner, message)
    return message


@pytest.fixture
def opened(open_chat: OpenChat) -> Any:
    """Opens a chat whose handler has asked something; returns it with the item."""

    async def open_one(do: Do = deploy) -> tuple[Chat, dict[str, Any]]:
        chat = await open_chat(Doing("asks", do))
        await chat.submit("go")
        return chat, await asked(chat)

    return open_one


async def test_a1_an_ask_is_an_item_that_is_answered_and_its_turn_goes_on(opened: Any) -> None:
    chat, item = await opened()
    part = item["content"][0]
    assert (part["question"], part["status"]) == ("Deploy?", "open")
    assert [choice["id"] for choice in part["choices"]] == ["yes", "no"]
    await answer(chat, item, "yes")
    await chat.reader.until("turn.end")
    closed = chat.view.items[item["id"]]
    assert closed["status"] == "done"
    assert closed["content"][0]["answer"]["userName"] == chat.owner.user.name
    assert chat.said()[-1] == f"{chat.owner.user.name}: yes"


async def test_a2_of_two_answers_in_the_same_moment_the_first_counts(opened: Any) -> None:
    chat, item = await opened()
    messages = [act(chat.thread, item["id"], choice) for choice in ("yes", "no")]
    results = await asyncio.gather(
        *(chat.server.asks.answer(chat.owner, message) for message in messages),
        return_exceptions=True,
    )
    assert results[0] is True
    assert isinstance(results[1], InstarError)
    assert results[1].code == "conflict.answered"
    assert chat.owner.user.name in results[1].message
    await chat.reader.until("turn.end")
    assert chat.said()[-1].endswith("yes")
    # A client that sends its answer again, as after a lost connection, is told the same.
    assert await chat.server.asks.answer(chat.owner, messages[0])


async def test_a1_those_who_may_only_read_do_not_answer(opened: Any) -> None:
    chat, item = await opened()
    cast = Cast(chat.server)
    message = act(chat.thread, item["id"], "yes")
    for principal in (await cast.user("Eve"), await cast.user("Vic", "viewer")):
        with pytest.raises(InstarError):
            await chat.server.asks.answer(principal, message)
    await answer(chat, item, "no")
    await chat.reader.until("turn.end")
    assert chat.said()[-1].endswith("no")


FIELDS = [Input(name="why", label="Why", required=True, max_length=10)]


async def reason(ctx: TurnContext, message: Message) -> None:
    given = await ctx.ask("Why?", fields=FIELDS)
    await ctx.reply(f"{given.choice} {given.values}")


@pytest.mark.parametrize(
    ("choice", "values", "code", "path"),
    [
        ("maybe", {}, "validation.choice", "/payload/actionId"),
        ("submit", {}, "validation.value", "/payload/values/why"),
        ("submit", {"why": "x" * 11}, "validation.value", "/payload/values/why"),
        ("submit", {"why": "x", "more": "y"}, "validation.value", "/payload/values/more"),
        ("submit", {"why": True}, "validation.value", "/payload/values/why"),
    ],
)
async def test_a3_what_the_fields_do_not_take_is_refused_and_the_ask_stays_open(
    opened: Any, choice: str, values: dict[str, Any], code: str, path: str
) -> None:
    chat, item = await opened(reason)
    with pytest.raises(InstarError) as refused:
        await answer(chat, item, choice, **values)
    assert (refused.value.code, refused.value.path) == (code, path)
    await answer(chat, item, "submit", why="because")
    await chat.reader.until("turn.end")
    assert chat.said()[-1] == "submit {'why': 'because'}"


async def test_a3_who_cancels_need_not_fill_in_anything(opened: Any) -> None:
    chat, item = await opened(reason)
    await answer(chat, item, "cancel")
    await chat.reader.until("turn.end")
    assert chat.said()[-1] == "cancel {}"


async def test_a1_when_time_is_over_the_default_counts(opened: Any) -> None:
    async def hurried(ctx: TurnContext, message: Message) -> None:
        given = await ctx.ask("Deploy?", YES, NO, seconds=0.05, default="no")
        await ctx.reply(f"{given.choice} by {given.user_id}")

    chat, item = await opened(hurried)
    await chat.reader.until("turn.end")
    assert chat.said()[-1] == "no by None"
    assert chat.view.items[item["id"]]["content"][0]["status"] == "expired"
    with pytest.raises(InstarError) as refused:
        await answer(chat, item, "yes")
    assert refused.value.code == "conflict.answered"


async def test_a1_an_ask_ends_with_its_turn(opened: Any) -> None:
    chat, item = await opened()
    await chat.cancel()
    end = await chat.reader.until("turn.end")
    assert end["payload"]["status"] == "cancelled"
    assert chat.view.items[item["id"]]["content"][0]["status"] == "cancelled"
    with pytest.raises(InstarError):
        await answer(chat, item, "yes")


@pytest.mark.parametrize(
    ("choices", "more"),
    [
        ([YES, YES], {}),
        ([YES, NO], {"default": "maybe"}),
        ([], {"fields": [Input(name="a"), Input(name="a")]}),
    ],
)
async def test_a1_what_nobody_could_answer_is_not_asked(
    open_chat: OpenChat, choices: list[Choice], more: dict[str, Any]
) -> None:
    async def ask(ctx: TurnContext, message: Message) -> None:
        await ctx.ask("Well?", *choices, **more)

    chat = await open_chat(Doing("asks", ask))
    end = await chat.say("go")
    assert end["error"]["code"] == "validation.ask"
    assert [entry[1] for entry in chat.view.shown()] == ["user_message", "error"]


async def test_a1_an_ask_may_wait_for_ever_but_for_thirty_days(opened: Any) -> None:
    async def ask(ctx: TurnContext, message: Message) -> None:
        await ctx.ask("Well?", YES, seconds=1e15)

    chat, item = await opened(ask)
    assert item["content"][0]["expiresAt"] < "2100"
    await answer(chat, item, "yes")
    await chat.reader.until("turn.end")


async def test_a1_waiting_for_people_takes_none_of_a_turns_time(
    open_server: OpenServer, settings: Any
) -> None:
    async def wait(ctx: TurnContext, message: Message) -> None:
        given = await ctx.ask("Deploy?", YES, NO, seconds=1.5, default="no")
        await ctx.reply(given.choice)

    short = msgspec.structs.replace(settings, turn_seconds=1.0)
    chat = await Chat.open(await open_server(plugin_of(Doing("asks", wait)), at=short))
    assert (await chat.say("go"))["status"] == "completed"
    assert chat.said()[-1] == "no"


async def test_a4_a_turn_that_has_asked_goes_on_after_a_kill_and_does_nothing_twice(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    effects: list[str] = []

    async def effect() -> int:
        effects.append("ticket")
        return 7

    async def flow(ctx: TurnContext, message: Message) -> None:
        await ctx.reply("One.")
        await ctx.push_handler("test.flow")
        await ctx.ui.lock("uploads", "Later.", until="floor")
        ticket = await ctx.once(effect)
        first = await ctx.ask("First?", YES, NO)
        await ctx.add("notice")
        async with ctx.answer() as writer:
            await writer.append(f"Ticket {ticket}, ")
            await writer.append(first.choice)
        second = await ctx.ask("Second?", YES, NO)
        await ctx.pop_handler()
        await ctx.reply(f"{first.choice} {second.choice}")

    def handler() -> Doing:
        return Doing("flow", flow)

    chat = await open_chat(handler())
    await chat.submit("go")
    item = await asked(chat)
    for choice in ("yes", "no"):
        chat = await chat.at(await open_server(plugin_of(handler()), at=killed(chat.server)))
        assert chat.interface["locks"]["uploads"] == {"reason": "Later."}
        assert (await asked(chat))["id"] == item["id"]
        await answer(chat, item, choice)
        if choice == "yes":
            item = await asked(chat)
    await chat.reader.until("turn.end")
    assert chat.said() == ["go", "One.", "First?", "", "Ticket 7, yes", "Second?", "yes no"]
    assert effects == ["ticket"]
    assert chat.interface["locks"] == chat.interface["floor"] == {}


async def test_a4_an_answer_that_came_before_the_kill_counts(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    stuck = asyncio.Event()

    async def flow(ctx: TurnContext, message: Message) -> None:
        given = await ctx.ask("Deploy?", YES, NO)
        if not stuck.is_set():
            stuck.set()
            await asyncio.Event().wait()
        await ctx.reply(given.choice)

    chat = await open_chat(Doing("asks", flow))
    await chat.submit("go")
    await answer(chat, await asked(chat), "yes")
    await stuck.wait()
    again = await open_server(plugin_of(Doing("asks", flow)), at=killed(chat.server))
    chat = await chat.at(again)
    chat = await chat.ended()
    assert chat.said()[-1] == "yes"


async def test_a4_an_answer_cut_in_the_middle_is_written_again(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    halfway = asyncio.Event()

    async def flow(ctx: TurnContext, message: Message) -> None:
        await ctx.ask("Deploy?", YES, NO)
        async with ctx.answer() as writer:
            await writer.append("one ")
            if not halfway.is_set():
                halfway.set()
                await asyncio.Event().wait()
            await writer.append("two")

    chat = await open_chat(Doing("asks", flow))
    await chat.submit("go")
    await answer(chat, await asked(chat), "yes")
    await halfway.wait()
    await chat.reader.until("turn.delta")
    again = await open_server(plugin_of(Doing("asks", flow)), at=killed(chat.server))
    chat = await chat.at(again)
    chat = await chat.ended()
    assert chat.said()[-1] == "one two"


async def test_a4_a_handler_that_does_something_else_then_fails_its_turn(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    async def flow(ctx: TurnContext, message: Message) -> None:
        await ctx.reply("One.")
        await ctx.ask("Deploy?", YES, NO)

    chat = await open_chat(Doing("asks", flow))
    await chat.submit("go")
    item = await asked(chat)
    again = await open_server(plugin_of(Doing("asks", deploy)), at=killed(chat.server))
    chat = await chat.at(again)
    chat = await chat.ended()
    assert chat.view.items[item["id"]]["content"][0]["status"] == "cancelled"


async def test_a4_the_handler_that_asked_goes_on_whoever_has_the_floor_now(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    class Greeter(Doing):
        async def on_enter(self, ctx: TurnContext) -> None:
            await ctx.reply("I am here.")

    async def greet(ctx: TurnContext, message: Message) -> None:
        await ctx.reply("wrong")

    async def flow(ctx: TurnContext, message: Message) -> None:
        await ctx.ask("First?", YES, NO)
        await ctx.push_handler("test.greets")
        given = await ctx.ask("Second?", YES, NO)
        await ctx.reply(f"right {given.choice}")

    def handlers() -> list[Doing]:
        return [Greeter("greets", greet), Doing("flow", flow, priority=1)]

    chat = await open_chat(*handlers())
    await chat.submit("go")
    await answer(chat, await asked(chat), "yes")
    await asked(chat)
    chat = await chat.at(await open_server(plugin_of(*handlers()), at=killed(chat.server)))
    await answer(chat, await asked(chat), "no")
    chat = await chat.ended()
    assert chat.said() == ["go", "First?", "I am here.", "Second?", "right no"]


async def test_a4_one_that_gave_the_floor_back_goes_on_with_what_it_remembered(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    async def flow(ctx: TurnContext, message: Message) -> None:
        if not ctx.state:
            await ctx.push_handler("test.flow", state={"name": "Ada"})
            return
        name = ctx.state["name"]
        await ctx.ask("First?", YES, NO)
        await ctx.pop_handler()
        given = await ctx.ask("Second?", YES, NO)
        await ctx.reply(f"{name} {given.choice}")

    chat = await open_chat(Doing("flow", flow))
    await chat.say("take")
    await chat.submit("go")
    await answer(chat, await asked(chat), "yes")
    await asked(chat)
    again = await open_server(plugin_of(Doing("flow", flow)), at=killed(chat.server))
    chat = await chat.at(again)
    await answer(chat, await asked(chat), "no")
    chat = await chat.ended()
    assert chat.said()[-1] == "Ada no"


async def test_a4_the_floor_that_was_given_back_before_a_kill_is_not_given_back_again(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    popped = asyncio.Event()

    async def flow(ctx: TurnContext, message: Message) -> None:
        await ctx.push_handler("test.flow")
        await ctx.ask("First?", YES, NO)
        await ctx.pop_handler()
        if not popped.is_set():
            popped.set()
            await asyncio.Event().wait()
        await ctx.reply("done")

    chat = await open_chat(Doing("flow", flow))
    await chat.submit("go")
    await answer(chat, await asked(chat), "yes")
    await popped.wait()
    again = await open_server(plugin_of(Doing("flow", flow)), at=killed(chat.server))
    chat = await (await chat.at(again)).ended()
    assert chat.said()[-1] == "done"


async def test_what_nobody_could_read_again_is_refused_and_the_thread_stays_readable(
    open_chat: OpenChat,
) -> None:
    async def flow(ctx: TurnContext, message: Message) -> None:
        await ctx.ask("x" * 4_001, YES)

    chat = await open_chat(Doing("asks", flow))
    end = await chat.say("go")
    assert end["error"]["code"] == "validation.item"
    await chat.join()


async def test_a1_an_ask_that_was_archived_open_is_open_nowhere_else(opened: Any) -> None:
    chat, _ = await opened()
    _, pieces = await chat.server.exports.archive(chat.owner, chat.thread)
    archive = msgspec.json.decode(b"".join([piece async for piece in pieces]), type=Archive)
    made = await chat.server.exports.restore(chat.owner, archive)
    reader = await Cast(chat.server).reader(chat.owner, made.id)
    (ask,) = (one for one in reader.views[made.id].items.values() if one["type"] != "user_message")
    assert (ask["status"], ask["content"][0]["status"]) == ("incomplete", "cancelled")
    with pytest.raises(InstarError) as refused:
        await chat.server.asks.answer(chat.owner, act(made.id, ask["id"], "yes"))
    assert refused.value.code == "conflict.answered"
