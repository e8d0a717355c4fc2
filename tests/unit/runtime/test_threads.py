"""Changes outside of turns: in the log, live for every reader [L5]."""

import msgspec
import pytest

from instar.protocol.errors import InstarError
from instar.protocol.parts import InputText, OutputText
from instar.protocol.rest import AppendItem, PatchThread
from instar.protocol.threads import ThreadStatus
from instar.runtime import views
from instar.storage import items, threads
from tests.conftest import Cast, OpenServer
from tests.support.handlers import Paused, plugin_of
from tests.support.messages import submit


def said(words: str, id: str | None = None) -> AppendItem:  # noqa: A002
    return AppendItem(content=[InputText(text=words)], id=id)


async def test_l5_every_change_reaches_every_reader(cast: Cast) -> None:
    ada, bob = await cast.user("Ada"), await cast.user("Bob")
    thread = await cast.thread(ada, "t")
    await cast.server.database.write(
        lambda conn: threads.set_member(conn, thread, bob.user.id, "reader")
    )
    readers = [await cast.reader(ada, thread), await cast.reader(bob, thread)]
    verbs = cast.server.threads
    item = await verbs.append_item(ada, thread, said("one"))
    await verbs.append_item(ada, thread, said("two"))
    await verbs.patch(ada, thread, PatchThread(title="new"))
    await verbs.remove_item(ada, thread, item.id)
    await verbs.delete(ada, thread)
    await verbs.restore(ada, thread)
    stored = await cast.server.database.read(items.load_all, thread)
    for reader in readers:
        kinds = [frame["type"] for frame in reader.frames if "offset" in frame][1:]
        assert kinds == [
            "item.added",
            "item.added",
            "thread.updated",
            "item.removed",
            "thread.updated",
            "thread.updated",
        ]
        deleted = [frame["payload"]["thread"] for frame in reader.of("thread.updated")]
        assert [one.get("deletedAt") is not None for one in deleted] == [False, True, False]
        assert [shown[0] for shown in reader.views[thread].shown()] == [one.id for one in stored]


async def test_l4_an_items_position_is_the_offset_of_its_event(cast: Cast) -> None:
    ada = await cast.user("Ada")
    thread = await cast.thread(ada)
    reader = await cast.reader(ada, thread)
    item = await cast.server.threads.append_item(ada, thread, said("one"))
    (event,) = reader.of("item.added")
    assert item.position == event["offset"] == event["payload"]["item"]["position"]


async def test_e4_the_same_id_adds_one_item(cast: Cast) -> None:
    ada = await cast.user("Ada")
    thread = await cast.thread(ada)
    body = said("once", id="message-1")
    first = await cast.server.threads.append_item(ada, thread, body)
    assert await cast.server.threads.append_item(ada, thread, body) == first
    with pytest.raises(InstarError) as refused:
        await cast.server.threads.append_item(ada, thread, said("other", id="message-1"))
    assert refused.value.code == "conflict.id_reused"
    assert len(await cast.server.database.read(items.load_all, thread)) == 1


@pytest.mark.parametrize("status", ["locked", "closed"])
async def test_t10_a_thread_that_takes_no_input_says_why(cast: Cast, status: str) -> None:
    ada = await cast.user("Ada")
    thread = await cast.thread(ada)
    kept = await cast.server.threads.append_item(ada, thread, said("before"))
    shut = msgspec.convert({"type": status, "reason": "Lunch"}, ThreadStatus)
    await cast.server.threads.patch(ada, thread, PatchThread(status=shut))
    for refused_verb in (
        cast.server.threads.append_item(ada, thread, said("x")),
        cast.server.threads.remove_item(ada, thread, kept.id),
    ):
        with pytest.raises(InstarError) as refused:
            await refused_verb
        assert (refused.value.code, refused.value.message) == ("locked.thread", "Lunch")
    await cast.server.threads.patch(ada, thread, PatchThread(status=ThreadStatus(type="active")))
    assert await cast.server.threads.append_item(ada, thread, said("after"))


async def test_only_an_admin_speaks_for_others(cast: Cast) -> None:
    ada, admin = await cast.user("Ada"), await cast.admin()
    body = AppendItem(content=[OutputText(text="I am the machine")], type="assistant_message")
    with pytest.raises(InstarError) as refused:
        await cast.server.threads.append_item(ada, await cast.thread(ada), body)
    assert refused.value.code == "forbidden.role"
    item = await cast.server.threads.append_item(admin, await cast.thread(admin), body)
    assert item.author.type == "assistant"


async def test_writers_remove_their_own_and_the_owner_any(cast: Cast) -> None:
    ada, bob = await cast.user("Ada"), await cast.user("Bob")
    thread = await cast.thread(ada)
    await cast.server.database.write(
        lambda conn: threads.set_member(conn, thread, bob.user.id, "writer")
    )
    verbs = cast.server.threads
    hers = await verbs.append_item(ada, thread, said("hers"))
    his = [await verbs.append_item(bob, thread, said("his")) for _ in range(2)]
    with pytest.raises(InstarError) as refused:
        await verbs.remove_item(bob, thread, hers.id)
    assert refused.value.code == "forbidden.access"
    await verbs.remove_item(bob, thread, his[0].id)
    await verbs.remove_item(ada, thread, his[1].id)
    left = await cast.server.database.read(items.load_all, thread)
    assert [one.id for one in left] == [hers.id]
    found = await cast.server.database.read(views.search_page, ada, "his", limit=9)
    assert found.data == []


async def test_what_is_being_written_is_not_removed(open_server: OpenServer) -> None:
    handler = Paused()
    cast = Cast(await open_server(plugin_of(handler)))
    ada = await cast.user("Ada")
    thread = await cast.thread(ada)
    reader = await cast.reader(ada, thread)
    await cast.server.turns.accept(ada, submit(thread, "go"))
    await handler.reached.wait()
    answer = reader.of("item.added")[-1]["payload"]["item"]
    with pytest.raises(InstarError) as refused:
        await cast.server.threads.remove_item(ada, thread, answer["id"])
    assert refused.value.code == "conflict.turn_open"
    handler.go.set()
    await reader.until("turn.end")
    await cast.server.threads.remove_item(ada, thread, answer["id"])
