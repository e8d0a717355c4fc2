"""The interface that the server owns (SPEC, section U)."""

import asyncio
import copy
import random
import re
import threading
import time
from pathlib import Path
from typing import Any, Literal

import pytest

from instar.model import interface as rules
from instar.model.interface import Change, Entries, Entry, LayerId
from instar.protocol.errors import InstarError
from instar.protocol.interface import LAYER_ENTRIES, LAYERS, VALUE_BYTES, Interface, Operation
from instar.protocol.parts import InputText
from instar.protocol.rest import AppendItem, CreateAttachment, CreateThread, PatchThread
from instar.runtime.interface import GLOBAL, Owners, set_key, viewpoint
from instar.runtime.server import Server
from instar.sdk import Message, TurnContext
from tests.conftest import Cast, OpenServer
from tests.support.handlers import Doing, plugin_of
from tests.support.layers import SECTIONS, apply_ui
from tests.support.messages import go_on, retry, submit
from tests.unit.runtime.conftest import Chat, Killed, OpenChat

ADMIN = Owners("admin", frozenset({"admin"}))
LOCK = set_key("/locks/composer", {"reason": "Tidying up."})


async def set_on(server: Server, layer: LayerId, *operations: Operation) -> None:
    await server.interface.set(layer, operations, ADMIN)


def test_u1_the_document_and_its_layers_are_those_of_the_spec() -> None:
    rule = (Path(__file__).parents[3] / "protocol/SPEC.md").read_text().split("- **[U1]**")[1]
    named = re.findall(r"`(\w+)`", rule.split("- **[U2]**")[0])
    assert named == [*Interface.__struct_fields__, *LAYERS]


async def test_u3_u4_a_patch_makes_of_a_snapshot_what_a_fresh_one_is(chat: Chat) -> None:
    layer = LayerId("thread", chat.thread)
    await set_on(chat.server, layer, LOCK, set_key("/visibility/threadList", False))
    await set_on(chat.server, layer, Operation(op="remove", path="/locks/composer"))
    assert chat.interface["visibility"] == {"threadList": False}
    assert chat.interface["locks"] == {}
    again = await chat.join()
    assert again.layers == chat.reader.layers


async def test_u3_a_patch_that_came_before_the_snapshot_is_in_it(chat: Chat) -> None:
    await set_on(chat.server, LayerId("thread", chat.thread), LOCK)
    reader = await chat.join()
    patch = chat.reader.of("ui.state.patch")[-1]
    apply_ui(reader.layers, patch)
    assert reader.layers == chat.reader.layers


VALUES: dict[str, list[Any]] = {
    "/locks/composer": [{"reason": "a"}, {"reason": "b"}],
    "/locks/uploads": [{"reason": ""}],
    "/visibility/threadList": [True, False],
    "/visibility/rightPanel": [True, False],
    "/toggles/uploads": [{"on": True}, {"on": False, "label": "Files"}],
    "/commands/x.go": [{"title": "Go", "places": ["palette"]}],
    "/renderers/widget.card": ["core.card", "core.compact"],
    "/rules/old": [{"effect": "hide", "after": 30.0}, {"effect": "condense"}],
    "/slots/composer": ["x.editor"],
}


def random_operation(chance: random.Random, held: Entries) -> Operation:
    path = chance.choice(list(VALUES))
    if path in held and chance.random() < 0.4:
        return Operation(op="remove", path=path)
    kind: Literal["add", "replace"] = "replace" if path in held and chance.random() < 0.5 else "add"
    return Operation(op=kind, path=path, value=chance.choice(VALUES[path]))


def state(entries: Entries) -> dict[str, Any]:
    shown: dict[str, Any] = {section: {} for section in SECTIONS}
    for entry in entries.values():
        _, section, key = entry.path.split("/")
        shown[section][key] = entry.value
    return shown


def test_u4_patches_make_of_any_state_what_a_fresh_one_is() -> None:
    """Ten thousand layers, each changed at random: what readers reduce is what a snapshot says."""
    chance = random.Random(4)
    make = Entry(path="", value=None, owner="a")
    for _ in range(10_000):
        held: Entries = {}
        layers: dict[str, dict[str, Any]] = {"global": {"rev": 0, "state": state(held)}}
        for rev in range(1, chance.randrange(2, 9)):
            if chance.random() < 0.15:
                changes = [Change(path=path, entry=None) for path in held]
            else:
                count = chance.randrange(1, 4)
                operations: list[Operation] = []
                after = dict(held)
                for _ in range(count):
                    operation = random_operation(chance, after)
                    operations.append(operation)
                    if operation.op == "remove":
                        del after[operation.path]
                    else:
                        after[operation.path] = make
                changes = rules.plan(held, operations, frozenset({"a"}), make)
            held = copy.copy(held)
            for change in changes:
                if change.entry is None:
                    held.pop(change.path, None)
                else:
                    held[change.path] = change.entry
            patch = [
                {"op": each.op, "path": each.path}
                | ({"value": each.value} if each.op != "remove" else {})
                for each in rules.operations_of(changes)
            ]
            payload = {"layer": "global", "rev": rev, "patch": patch}
            apply_ui(layers, {"type": "ui.state.patch", "payload": payload})
        assert layers["global"]["state"] == state(held)


async def test_u2_of_one_key_the_later_layer_counts(server: Server, cast: Cast) -> None:
    user = await cast.user("Bob")
    thread = await cast.thread(user)
    seen = viewpoint(user.user, thread, "client")
    for number, layer in enumerate(seen.layers):
        await set_on(server, layer, set_key("/toggles/x.n", {"on": True, "label": str(number)}))
        assert server.interface.effective(seen).toggles["x.n"].label == str(number)
    others = viewpoint((await cast.user("Eve")).user)
    assert server.interface.effective(others).toggles["x.n"].label == "1"


async def test_u3_each_layer_is_told_to_those_it_is_for_alone(server: Server, cast: Cast) -> None:
    admin, bob = await cast.admin(), await cast.user("Bob")
    thread = await cast.thread(admin)
    readers = {"admin": await cast.reader(admin, thread), "bob": await cast.reader(bob)}
    layers = {
        GLOBAL: {"admin", "bob"},
        LayerId("role", "admin"): {"admin"},
        LayerId("user", bob.user.id): {"bob"},
        LayerId("thread", thread): {"admin"},
        LayerId("connection", readers["bob"].client): {"bob"},
    }
    for layer, hear in layers.items():
        before = {name: len(reader.of("ui.state.patch")) for name, reader in readers.items()}
        await set_on(server, layer, LOCK)
        told = {
            name
            for name, reader in readers.items()
            if len(reader.of("ui.state.patch")) > before[name]
        }
        assert told == hear, layer


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("/locks/composer", {"reason": 1}, "validation.ui_value"),
        ("/locks/everything", {"reason": ""}, "validation.ui_path"),
        ("/locks", {"composer": {"reason": ""}}, "validation.ui_path"),
        ("/locks/composer/reason", "x", "validation.ui_path"),
        ("/visibility/nothing", True, "validation.ui_path"),
        ("/toggles/__proto__", {"on": True}, "validation.ui_path"),
        ("/toggles/Constructor", {"on": True}, "validation.ui_path"),
        ("/__proto__/polluted", True, "validation.ui_path"),
        ("/floor/thread", {"handler": "x", "title": "x"}, "validation.ui_path"),
        ("/toggles/x~1y", {"on": True}, "validation.ui_path"),
        ("locks/composer", {"reason": ""}, "validation.ui_path"),
        ("", {}, "validation.ui_path"),
        ("/commands/x.go", {"title": "No places"}, "validation.ui_value"),
        ("/renderers/x.y", {"not": "a string"}, "validation.ui_value"),
        ("/rules/x", {"effect": "delete"}, "validation.ui_value"),
        (
            "/rules/x",
            {"effect": "hide", "match": {"metadata": {"x" * VALUE_BYTES: 1}}},
            "too_large.ui",
        ),
    ],
)
async def test_u5_what_is_no_key_or_no_value_of_it_is_refused(
    server: Server, path: str, value: object, code: str
) -> None:
    with pytest.raises(InstarError) as refused:
        await server.interface.set(
            GLOBAL, [LOCK, Operation(op="add", path=path, value=value)], ADMIN
        )
    assert refused.value.code == code
    assert (refused.value.path or "").startswith("/patch/1")
    assert "/locks/composer" not in server.interface.entries(GLOBAL)


async def test_u5_a_layer_has_a_size(server: Server) -> None:
    many = [set_key(f"/toggles/x.n{number}", {"on": True}) for number in range(LAYER_ENTRIES + 1)]
    with pytest.raises(InstarError, match="256 keys"):
        await server.interface.set(LayerId("role", "admin"), many, ADMIN)


async def test_u5_a_key_of_somebody_else_stays_as_it_is(server: Server) -> None:
    await set_on(server, GLOBAL, LOCK)
    other = Owners("other", frozenset({"other"}))
    for operation in (LOCK, Operation(op="remove", path="/locks/composer")):
        with pytest.raises(InstarError) as refused:
            await server.interface.set(GLOBAL, [operation], other)
        assert refused.value.code == "conflict.ui_owner"
    assert server.interface.entries(GLOBAL)["/locks/composer"].owner == "admin"


async def test_u5_i12_what_a_turn_has_set_goes_with_the_turn_however_it_ends(
    open_chat: OpenChat,
) -> None:
    async def do(ctx: TurnContext, message: Message) -> None:
        await ctx.ui.lock("composer", "Thinking.")
        await ctx.ui.set("/visibility/threadList", False, layer="user")
        assert ctx.ui.get().locks["composer"].reason == "Thinking."
        if message.text == "break":
            raise RuntimeError("broke")

    chat = await open_chat(Doing("locks", do))
    for text in ("go", "break", "go"):
        await chat.say(text)
        patches = [frame["payload"]["patch"][0]["op"] for frame in chat.reader.of("ui.state.patch")]
        assert patches[-4:] == ["add", "add", "remove", "remove"]
        assert chat.interface["locks"] == {}
        assert not chat.server.interface.entries(LayerId("user", chat.owner.user.id))


async def test_u5_a_turn_may_replace_and_remove_what_it_has_set(open_chat: OpenChat) -> None:
    async def do(ctx: TurnContext, message: Message) -> None:
        await ctx.ui.lock("composer", "one")
        await ctx.ui.lock("composer", "two", until="removed")
        await ctx.ui.unlock("composer")
        await ctx.ui.patch(
            [{"op": "add", "path": "/renderers/notice", "value": "x.loud"}], until="removed"
        )

    chat = await open_chat(Doing("swaps", do))
    assert (await chat.say("go"))["status"] == "completed"
    assert chat.interface["locks"] == {}
    assert chat.interface["renderers"] == {"notice": "x.loud"}


async def test_u5_what_lasts_survives_a_kill_and_what_a_turn_has_set_does_not(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    async def do(ctx: TurnContext, message: Message) -> None:
        await ctx.ui.set("/renderers/notice", "x.loud", until="removed")
        await ctx.ui.lock("composer", "Busy.")
        locked.set()
        await asyncio.Event().wait()

    locked = asyncio.Event()
    handler = Doing("sets", do)
    chat = await open_chat(handler)
    await chat.submit("go")
    await locked.wait()
    layer = LayerId("thread", chat.thread)
    assert set(chat.server.interface.entries(layer)) == {"/renderers/notice", "/locks/composer"}
    again = await open_server(plugin_of(handler), at=killed(chat.server))
    assert set(again.interface.entries(layer)) == {"/renderers/notice"}


async def test_u5_a_key_goes_when_its_time_is_over(chat: Chat) -> None:
    layer = LayerId("thread", chat.thread)
    await chat.server.interface.set(layer, [LOCK], ADMIN, seconds=30)
    with pytest.raises(InstarError, match="Tidying up"):
        await chat.submit("hello")
    chat.server.interface.clock = lambda: time.time() + 31
    await chat.server.interface.expire()
    assert chat.interface["locks"] == {}
    await chat.say("hello")


async def test_u6_a_locked_composer_refuses_what_asks_for_a_turn_and_rest_appends(
    chat: Chat,
) -> None:
    await chat.say("before")
    await set_on(chat.server, LayerId("thread", chat.thread), LOCK)
    for message in (submit(chat.thread, "hello"), retry(chat.thread), go_on(chat.thread)):
        with pytest.raises(InstarError) as refused:
            await chat.accept(message)
        assert refused.value.code == "locked.composer"
        assert refused.value.message == "Tidying up."
    with pytest.raises(InstarError) as refused:
        await chat.append("by a script")
    assert (refused.value.code, refused.value.status) == ("locked.composer", 423)


async def test_u6_a_repeat_of_what_was_accepted_before_the_lock_is_answered(chat: Chat) -> None:
    message = submit(chat.thread, "hello")
    await chat.accept(message)
    await set_on(chat.server, LayerId("thread", chat.thread), LOCK)
    assert (await chat.accept(message)).events == []


async def test_u6_locked_threads_are_neither_made_nor_changed(server: Server, cast: Cast) -> None:
    user = await cast.user("Bob")
    thread = await cast.thread(user)
    await set_on(
        server, LayerId("role", "member"), set_key("/locks/threads", {"reason": "Moving."})
    )
    for change in (
        server.threads.create(user, CreateThread()),
        server.threads.patch(user, thread, PatchThread(title="x")),
        server.threads.delete(user, thread),
        server.threads.restore(user, thread),
    ):
        with pytest.raises(InstarError) as refused:
            await change
        assert (refused.value.code, refused.value.message) == ("locked.threads", "Moving.")


@pytest.mark.parametrize(
    "operation",
    [
        set_key("/locks/uploads", {"reason": "No files today."}),
        set_key("/visibility/uploads", False),
        set_key("/toggles/uploads", {"on": False}),
    ],
)
async def test_u6_uploads_that_are_off_are_refused(
    server: Server, cast: Cast, operation: Operation
) -> None:
    user = await cast.user("Bob")
    thread = await cast.thread(user)
    announced = await server.uploads.announce(user, CreateAttachment(name="a.txt", size=1))
    await set_on(server, LayerId("thread", thread), operation)
    refusals = [
        server.uploads.announce(user, CreateAttachment(name="b", size=1, thread_id=thread)),
        server.turns.accept(user, submit(thread, "see", attachments=[announced.id])),
        server.threads.append_item(
            user,
            thread,
            AppendItem(content=[InputText(text="see")], attachments=[announced.id]),
        ),
    ]
    await set_on(server, LayerId("user", user.user.id), operation)
    refusals.append(server.uploads.announce(user, CreateAttachment(name="c", size=1)))
    for refusal in refusals:
        with pytest.raises(InstarError) as refused:
            await refusal
        assert refused.value.code == "locked.uploads"


async def test_u4_whatever_happens_a_reader_has_what_a_fresh_one_gets(
    open_chat: OpenChat,
) -> None:
    """Turns that set, lock, take the floor, break and yield, admins and time, in any order."""
    chance = random.Random(11)

    async def do(ctx: TurnContext, message: Message) -> None:
        for word in message.text.split():
            match word:
                case "push":
                    await ctx.push_handler("test.any")
                case "pop":
                    await ctx.pop_handler()
                case "break":
                    raise RuntimeError("broke")
                case until:
                    path = chance.choice(list(VALUES))
                    value = chance.choice(VALUES[path])
                    await ctx.ui.set(path, value, until=until)  # ty: ignore[invalid-argument-type]

    chat = await open_chat(Doing("any", do))
    words = ["turn", "floor", "removed", "push", "pop", "break", "turn", "removed"]
    for _ in range(120):
        if chance.random() < 0.2:
            await _admin_sets(chat, chance)
        elif not chat.server.interface.find(
            viewpoint(chat.owner.user, chat.thread), "/locks/composer"
        ):
            await chat.say(" ".join(chance.choices(words, k=chance.randrange(1, 5))))
        fresh = await chat.join()
        assert fresh.layers == {key: chat.reader.layers[key] for key in fresh.layers}
        chat.server.exit(fresh)


async def _admin_sets(chat: Chat, chance: random.Random) -> None:
    layer = LayerId("thread", chat.thread)
    path = chance.choice(list(VALUES))
    owner = chat.server.interface.entries(layer).get(path)
    owners = Owners(owner.owner, frozenset({owner.owner})) if owner else ADMIN
    if owner and chance.random() < 0.7:
        operation = Operation(op="remove", path=path)
    else:
        operation = set_key(path, chance.choice(VALUES[path]))
    await chat.server.interface.set(layer, [operation], owners)


async def test_u5_a_key_whose_turn_ends_before_it_is_told_of_does_not_outlive_the_turn(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    go = threading.Event()

    async def leave(ctx: TurnContext, message: Message) -> None:
        chat.server.database.write(lambda _: go.wait(10))
        locking.append(asyncio.create_task(ctx.ui.lock("composer", "for ever")))
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.05, go.set)

    locking: list[asyncio.Task[None]] = []
    chat = await open_chat(Doing("leaves", leave))
    await chat.say("go")
    await locking[0]
    assert chat.interface["locks"] == {}
    again = await chat.at(await open_server(plugin_of(), at=killed(chat.server)))
    assert again.interface["locks"] == {}


async def test_u5_a_key_that_is_set_again_while_its_time_ends_stays(chat: Chat) -> None:
    keeper, layer = chat.server.interface, LayerId("thread", chat.thread)
    await keeper.set(layer, [LOCK], ADMIN, seconds=-1)
    # The second one plans on what the first has changed, so here the key has a new end already.
    await asyncio.gather(keeper.set(layer, [LOCK], ADMIN, seconds=60), keeper.expire())
    assert chat.interface["locks"] == {"composer": {"reason": "Tidying up."}}


async def test_u5_what_a_handler_that_is_gone_has_left_goes_at_the_next_start(
    open_chat: OpenChat, open_server: OpenServer, killed: Killed
) -> None:
    async def lock(ctx: TurnContext, message: Message) -> None:
        await ctx.ui.lock("composer", "Closed.", until="removed")

    chat = await open_chat(Doing("locks", lock))
    await chat.say("go")
    data = killed(chat.server)
    kept = await chat.at(await open_server(plugin_of(Doing("locks", lock)), at=data))
    assert kept.interface["locks"] == {"composer": {"reason": "Closed."}}
    gone = await chat.at(await open_server(plugin_of(), at=killed(kept.server)))
    assert gone.interface["locks"] == {}


async def test_u5_what_is_said_to_a_client_alone_does_not_outlive_it_for_long(chat: Chat) -> None:
    keeper, layer = chat.server.interface, LayerId("connection", "usr/tab")
    at = keeper.clock()
    await keeper.set(layer, [LOCK], ADMIN)
    keeper.clock = lambda: at + 2 * 86_400
    await keeper.expire()
    assert keeper.entries(layer) == {}


async def test_u4_what_was_said_of_a_layer_long_ago_is_forgotten_when_nobody_reads_it(
    open_chat: OpenChat,
) -> None:
    async def lock(ctx: TurnContext, message: Message) -> None:
        await ctx.ui.lock("composer", "Wait.")
        await ctx.push_handler("test.locks")
        await ctx.pop_handler()

    chat = await open_chat(Doing("locks", lock))
    await chat.say("go")
    chat.server.interface.forget()
    # Who still reads the layer goes on counting.
    await set_on(chat.server, LayerId("thread", chat.thread), LOCK)
    assert chat.interface["locks"] == {"composer": {"reason": "Tidying up."}}
    unlock = Operation(op="remove", path="/locks/composer")
    await set_on(chat.server, LayerId("thread", chat.thread), unlock)
    chat.server.exit(chat.reader)
    chat.server.interface.forget()
    again = await chat.join()
    assert again.layers[f"thread {chat.thread}"]["rev"] == 0
