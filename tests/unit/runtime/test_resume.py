"""Recovery, by the rules of SPEC section R."""

import asyncio
from typing import Any

import pytest

from instar.protocol.errors import InstarError
from instar.protocol.rest import AppendItem
from instar.protocol.threads import InputText
from instar.protocol.up import Cursor, OpenItem
from instar.runtime import resume
from instar.storage import database
from tests.conftest import Cast, OpenServer
from tests.support.handlers import Paused, plugin_of
from tests.support.messages import submit
from tests.support.reader import FakeReader
from tests.support.view import View


def cursor_of(view: View) -> Cursor:
    held = view.cursor()
    assert held is not None
    opened = {key: OpenItem(**value) for key, value in held["open"].items()}
    return Cursor(epoch=held["epoch"], offset=held["offset"], open=opened)


async def back(cast: Cast, lost: FakeReader, thread: str) -> FakeReader:
    """The reader's client connects again with what it holds."""
    reader = FakeReader(lost.principal)
    reader.views = lost.views
    cast.server.hub.enter(reader)
    await cast.server.resume.subscribe(reader, thread, cursor_of(lost.views[thread]), "ref-of-test")
    return reader


def added(text: str) -> AppendItem:
    return AppendItem(content=[InputText(text=text)])


async def test_r2_a_cursor_brings_exactly_what_is_missing(cast: Cast) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    reader = await cast.reader(admin, thread)
    cast.server.hub.exit(reader)
    for number in range(3):
        await cast.server.threads.append_item(admin, thread, added(str(number)))
    again = await back(cast, reader, thread)
    durable = [frame["type"] for frame in again.frames if frame["type"] != "thread.state"]
    assert durable == ["item.added"] * 3 + ["session.resumed"]
    resumed = again.of("session.resumed")[0]["payload"]
    assert resumed["recovered"] is True
    assert (resumed["from"], resumed["to"]) == (1, 4)


async def test_r2_a_client_that_has_seen_nothing_resumes_from_zero(cast: Cast) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    epoch = (await cast.reader(admin, thread)).views[thread].epoch
    assert epoch is not None
    reader = FakeReader(admin)
    await cast.server.resume.subscribe(reader, thread, Cursor(epoch=epoch, offset=0), "ref-of-test")
    assert [frame["type"] for frame in reader.frames] == ["thread.updated", "session.resumed"]
    assert reader.of("session.resumed")[0]["payload"]["recovered"] is True


async def test_r2_d1_the_rest_of_an_open_item_comes_as_one_delta(open_server: OpenServer) -> None:
    handler = Paused(before="h\u00e9llo \U0001f98b ")
    cast = Cast(await open_server(plugin_of(handler)))
    admin = await cast.admin()
    thread = await cast.thread(admin)
    reader = await cast.reader(admin, thread)
    await cast.server.turns.accept(admin, submit(thread, "go"))
    await reader.until("turn.delta")
    answer = next(iter(cast.server.turns.open_answers(thread)))
    cast.server.hub.exit(reader)
    answer.add("while away ")
    answer.add("and more ")
    answer.flush()
    again = await back(cast, reader, thread)
    deltas = [frame["payload"] for frame in again.of("turn.delta")]
    assert [(one["pos"], one["delta"]) for one in deltas] == [(8, "while away and more ")]
    handler.go.set()
    await again.until("turn.end")
    assert again.views[thread].shown()[1][3] == "h\u00e9llo \U0001f98b while away and more after"


@pytest.mark.parametrize("offset", [99, 2**53 - 1])
async def test_r3_a_cursor_beyond_the_log_gets_a_snapshot(cast: Cast, offset: int) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    epoch = (await cast.reader(admin, thread)).views[thread].epoch
    assert epoch is not None
    reader = FakeReader(admin)
    cursor = Cursor(epoch=epoch, offset=offset)
    await cast.server.resume.subscribe(reader, thread, cursor, "ref-of-test")
    assert [frame["type"] for frame in reader.frames] == ["thread.snapshot", "session.resumed"]
    assert reader.of("session.resumed")[0]["payload"]["recovered"] is False


async def test_r3_another_epoch_gets_a_snapshot(cast: Cast) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    reader = FakeReader(admin)
    cursor = Cursor(epoch="epo_other", offset=1)
    await cast.server.resume.subscribe(reader, thread, cursor, "ref-of-test")
    assert reader.of("thread.snapshot")


async def test_r3_too_much_missing_is_never_replayed_in_part(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.storage.log.REPLAY_EVENTS", 3)
    admin = await cast.admin()
    thread = await cast.thread(admin)
    reader = await cast.reader(admin, thread)
    cast.server.hub.exit(reader)
    for number in range(4):
        await cast.server.threads.append_item(admin, thread, added(str(number)))
    again = await back(cast, reader, thread)
    assert [frame["type"] for frame in again.frames if frame["type"] != "thread.state"] == [
        "thread.snapshot",
        "session.resumed",
    ]
    assert len(again.views[thread].items) == 4


async def test_r5_a_snapshot_holds_the_newest_items_and_says_that_there_are_more(
    cast: Cast,
) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    for number in range(52):
        await cast.server.threads.append_item(admin, thread, added(str(number)))
    reader = await cast.reader(admin, thread)
    payload = reader.of("thread.snapshot")[0]["payload"]
    texts = [item["content"][0]["text"] for item in payload["items"]]
    assert texts == [str(number) for number in range(2, 52)]
    assert payload["hasMore"] is True


async def test_r7_a_foreign_thread_is_not_there_and_nothing_of_it_is_delivered(cast: Cast) -> None:
    admin, other = await cast.admin(), await cast.user("Eve")
    thread = await cast.thread(admin)
    reader = FakeReader(other)
    cast.server.hub.enter(reader)
    with pytest.raises(InstarError) as refused:
        await cast.server.resume.subscribe(reader, thread, None, "ref-of-test")
    assert refused.value.code == "not_found.thread"
    await cast.server.threads.append_item(admin, thread, added("secret"))
    assert reader.frames == []


async def test_r4_what_is_committed_while_a_reader_catches_up_follows_without_a_hole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    reader = FakeReader(admin)
    cast.server.hub.enter(reader)
    read = cast.server.database.read
    loaded, go_on = asyncio.Event(), asyncio.Event()

    async def slow_read(fn, *args, **kwargs):
        found = await read(fn, *args, **kwargs)
        if fn is resume.load_catch_up:
            loaded.set()
            await go_on.wait()
        return found

    monkeypatch.setattr(cast.server.database, "read", slow_read)
    subscribing = asyncio.create_task(
        cast.server.resume.subscribe(reader, thread, None, "ref-of-test")
    )
    await loaded.wait()
    await cast.server.threads.append_item(admin, thread, added("meanwhile"))
    assert not reader.of("item.added"), "nothing overtakes the snapshot"
    go_on.set()
    await subscribing
    types = [frame["type"] for frame in reader.frames if frame["type"] != "thread.state"]
    assert types == ["thread.snapshot", "item.added", "session.resumed"]


async def test_d2_a_checkpoint_stores_the_open_text_without_an_event(
    open_server: OpenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.runtime.checkpoints.EVERY", 0.0)
    handler = Paused()
    cast = Cast(await open_server(plugin_of(handler)))
    admin = await cast.admin()
    thread = await cast.thread(admin)
    reader = await cast.reader(admin, thread)
    await cast.server.turns.accept(admin, submit(thread, "go"))
    await handler.reached.wait()
    head = reader.views[thread].offset
    # The checkpoint is a unit of work of its own: it is done when one after it is.
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        while True:
            await cast.server.database.write(lambda _: None)
            late = await cast.reader(admin, thread)
            shown = late.of("thread.snapshot")[0]["payload"]["items"][1]["content"][0]["text"]
            if shown:
                break
    assert shown == "before "
    assert late.views[thread].offset == head
    handler.go.set()
    await reader.until("turn.end")


async def test_l1_what_was_read_before_it_was_told_of_is_not_told_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await cast.admin()
    thread = await cast.thread(admin)
    held: list[tuple[list[Any], list[Any]]] = []
    committed = asyncio.Event()
    deliver = database._deliver

    def hold(batch: list[Any], outcomes: list[Any]) -> None:
        held.append((batch, outcomes))
        committed.set()

    monkeypatch.setattr(database, "_deliver", hold)
    adding = asyncio.create_task(cast.server.threads.append_item(admin, thread, added("early")))
    await committed.wait()
    monkeypatch.setattr(database, "_deliver", deliver)
    reader = await cast.reader(admin, thread)
    deliver(*held[0])
    await adding
    assert len(reader.views[thread].items) == 1
    assert not reader.of("item.added"), "the snapshot had it"


async def test_r2_a_replay_is_bounded_by_its_bytes_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.storage.log.REPLAY_BYTES", 1_000)
    admin = await cast.admin()
    thread = await cast.thread(admin)
    reader = await cast.reader(admin, thread)
    cast.server.hub.exit(reader)
    await cast.server.threads.append_item(admin, thread, added("x" * 2_000))
    again = await back(cast, reader, thread)
    assert again.of("thread.snapshot")
    assert again.of("session.resumed")[0]["payload"]["recovered"] is False


async def test_r5_a_snapshot_is_bounded_by_its_bytes_but_holds_one_item(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.runtime.resume.SNAPSHOT_BYTES", 1_000)
    admin = await cast.admin()
    thread = await cast.thread(admin)
    for size in (400, 400, 5_000):
        await cast.server.threads.append_item(admin, thread, added("x" * size))
        payload = (await cast.reader(admin, thread)).of("thread.snapshot")[0]["payload"]
    assert [len(item["content"][0]["text"]) for item in payload["items"]] == [5_000]
    assert payload["hasMore"] is True
