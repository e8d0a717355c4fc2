"""Commands, the server's own and those of handlers (SPEC, section K)."""

from typing import Any

import pytest

from instar.model.interface import LayerId
from instar.protocol.errors import InstarError
from instar.runtime.interface import GLOBAL, Owners, set_key, viewpoint
from instar.sdk import Command, Condition, Input, Message, Toggle, TurnContext
from tests.conftest import Cast
from tests.support.handlers import Doing
from tests.support.messages import command
from tests.unit.runtime.conftest import Chat, OpenChat

ADMIN = Owners("admin", frozenset({"admin"}))
GREET = Command(
    title="Greet",
    places=["composer"],
    fields=[
        Input(name="name", required=True, max_length=5),
        Input(name="times", input_type="number"),
    ],
)


async def greet(ctx: TurnContext, message: Message) -> None:
    await ctx.reply(f"{message.type} {message.command.command_id} {message.command.values}")


def greeting(**more: Any) -> Doing:
    return Doing("greets", greet, commands={"test.greet": GREET} | more, types=("turn.submit",))


async def test_k1_a_command_is_an_item_and_a_turn_of_the_handler_that_has_it(
    open_chat: OpenChat,
) -> None:
    chat = await open_chat(greeting(), Doing("other", greet))
    message = command(chat.thread, "test.greet", name="Ada", times=2.0)
    await chat.accept(message)
    await chat.reader.until("turn.end")
    item = next(iter(chat.view.items.values()))
    assert (item["type"], item["author"]["name"]) == ("command", chat.owner.user.name)
    assert item["content"][0]["values"] == {"name": "Ada", "times": 2.0}
    assert chat.said()[-1] == "command.invoke test.greet {'name': 'Ada', 'times': 2.0}"
    assert (await chat.accept(message)).events == []


@pytest.mark.parametrize(
    ("command_id", "values", "code", "path"),
    [
        ("test.nothing", {}, "not_found.command", None),
        ("test.greet", {}, "validation.value", "/payload/values/name"),
        ("test.greet", {"name": "Augusta"}, "validation.value", "/payload/values/name"),
        (
            "test.greet",
            {"name": "Ada", "times": "two"},
            "validation.value",
            "/payload/values/times",
        ),
        ("test.greet", {"name": "Ada", "sudo": True}, "validation.value", "/payload/values/sudo"),
        ("test.hidden", {}, "not_found.command", None),
        ("test.item", {}, "not_found.command", None),
        ("test.admin", {}, "not_found.command", None),
    ],
)
async def test_k1_what_is_not_there_or_does_not_fit_is_refused(
    open_chat: OpenChat, command_id: str, values: dict[str, Any], code: str, path: str | None
) -> None:
    def when(**condition: Any) -> Command:
        return Command(title="x", places=["palette"], when=Condition(**condition))

    more = {
        "test.hidden": when(toggle="test.on"),
        "test.item": when(item_types=["assistant_message"]),
        "test.admin": when(roles=["viewer"]),
    }
    chat = await open_chat(greeting(**more))
    with pytest.raises(InstarError) as refused:
        await chat.accept(command(chat.thread, command_id, **values))
    assert (refused.value.code, refused.value.path) == (code, path)
    assert chat.said() == []


async def test_k1_a_condition_holds_as_the_interface_is_now(open_chat: OpenChat) -> None:
    when = Condition(toggle="test.on", turn="idle", roles=["admin"], item_types=["user_message"])
    chat = await open_chat(
        greeting(**{"test.there": Command(title="There", places=["message"], when=when)})
    )
    await chat.append("hello")
    item_id = next(iter(chat.view.items))
    toggle = set_key("/toggles/test.on", Toggle(on=True))
    await chat.server.interface.set(LayerId("thread", chat.thread), [toggle], ADMIN)
    await chat.accept(command(chat.thread, "test.there", item_id=item_id))
    end = await chat.reader.until("turn.end")
    assert end["payload"]["status"] == "completed"


async def test_k1_a_viewer_invokes_nothing(open_chat: OpenChat) -> None:
    chat = await open_chat(greeting())
    viewer = await Cast(chat.server).user("Vic", "viewer")
    with pytest.raises(InstarError) as refused:
        await chat.server.turns.accept(viewer, command(chat.thread, "test.greet", name="Vic"))
    assert refused.value.family in ("forbidden", "not_found")


async def test_k1_a_command_goes_with_its_handler(open_chat: OpenChat) -> None:
    chat = await open_chat(greeting())
    assert "/commands/test.greet" in chat.server.interface.entries(GLOBAL)
    chat.server.plugins.close()
    assert "/commands/test.greet" not in chat.server.interface.entries(GLOBAL)
    with pytest.raises(InstarError):
        await chat.accept(command(chat.thread, "test.greet", name="Ada"))


async def test_k2_a_switch_is_moved_by_each_for_themselves(open_chat: OpenChat) -> None:
    chat = await open_chat(greeting())
    switch = set_key("/toggles/test.loud", Toggle(on=False, label="Loud", settable=True))
    await chat.server.interface.set(GLOBAL, [switch], ADMIN)
    move = command(chat.thread, "core.toggle", toggle="test.loud", on=True)
    assert await chat.server.commands.invoke(chat.owner, move, chat.reader.client)
    eve = await Cast(chat.server).user("Eve")
    for user, on in ((chat.owner.user, True), (eve.user, False)):
        seen = chat.server.interface.effective(viewpoint(user))
        assert seen.toggles["test.loud"] == Toggle(on=on, label="Loud", settable=True)
    for toggle in ("uploads", "test.none"):
        move = command(chat.thread, "core.toggle", toggle=toggle, on=True)
        with pytest.raises(InstarError) as refused:
            await chat.server.commands.invoke(chat.owner, move, "c")
        assert refused.value.code == "not_found.toggle"
    with pytest.raises(InstarError) as refused:
        await chat.server.commands.invoke(chat.owner, command(chat.thread, "core.toggle"), "c")
    assert refused.value.code == "validation.value"


async def test_k2_who_may_not_write_cancels_nothing(chat: Chat) -> None:
    stranger = await Cast(chat.server).user("Eve")
    with pytest.raises(InstarError) as refused:
        await chat.server.commands.invoke(stranger, command(chat.thread, "core.cancel"), "c")
    assert refused.value.code == "not_found.thread"


async def test_k2_a_switch_of_a_thread_that_one_may_not_read_is_not_there(chat: Chat) -> None:
    switch = set_key("/toggles/test.secret", Toggle(on=False, label="Secret", settable=True))
    await chat.server.interface.set(LayerId("thread", chat.thread), [switch], ADMIN)
    eve = await Cast(chat.server).user("Eve")
    move = command(chat.thread, "core.toggle", toggle="test.secret", on=True)
    with pytest.raises(InstarError) as refused:
        await chat.server.commands.invoke(eve, move, "usr_eve/tab")
    assert refused.value.code == "not_found.thread"


async def test_k1_a_command_that_no_handler_brought_goes_to_the_first_that_takes_it(
    open_chat: OpenChat,
) -> None:
    chat = await open_chat(Doing("takes", greet))
    shown = set_key("/commands/test.admins", Command(title="Ours", places=["palette"]))
    await chat.server.interface.set(GLOBAL, [shown], ADMIN)
    await chat.accept(command(chat.thread, "test.admins"))
    await chat.reader.until("turn.end")
    assert chat.said()[-1] == "command.invoke test.admins {}"
