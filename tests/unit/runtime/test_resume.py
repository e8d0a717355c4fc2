"""Recovery, by the rules of SPEC section R."""

import asyncio
from typing import Any

import msgspec
import pytest

from instar.protocol.errors import InstarError
from instar.protocol.up import Cursor
from instar.runtime import resume
from instar.storage import database
from tests.conftest import Cast
from tests.support.handlers import Paused
from tests.support.reader import FakeReader
from tests.support.view import View
from tests.unit.runtime.conftest import Chat, OpenChat


def cursor_of(chat: Chat) -> Cursor:
    return msgspec.convert(chat.view.cursor(), Cursor)


async def resumed(chat: Chat, cursor: Cursor, held: dict[str, View] | None = None) -> FakeReader:
    """A client of the owner's that connects with this cursor, and has these views."""
    reader = FakeReader(chat.owner)
    reader.views = held or {}
    chat.server.hub.enter(reader)
    await chat.server.resume.subscribe(reader, chat.thread, cursor, "ref-of-test")
    return reader


async def back(chat: Chat) -> FakeReader:
    """The reader's client connects again with what it holds."""
    return await resumed(chat, cursor_of(chat), chat.reader.views)


async def back_after(chat: Chat, *texts: str) -> FakeReader:
    """The same when these were said while it was away."""
    chat.server.hub.exit(chat.reader)
    for text in texts:
        await chat.append(text)
    return await back(chat)


def kinds_of(reader: FakeReader) -> list[str]:
    """What it was sent of the thread's log."""
    state = ("thread.state", "ui.state.snapshot")
    return [frame["type"] for frame in reader.frames if frame["type"] not in state]


async def test_r2_a_cursor_brings_exactly_what_is_missing(chat: Chat) -> None:
    again = await back_after(chat, "0", "1", "2")
    assert kinds_of(again) == ["item.added"] * 3 + ["session.resumed"]
    end = again.of("session.resumed")[0]["payload"]
    assert end["recovered"] is True
    assert (end["from"], end["to"]) == (1, 4)


async def test_r2_a_client_that_has_seen_nothing_resumes_from_zero(chat: Chat) -> None:
    reader = await resumed(chat, msgspec.structs.replace(cursor_of(chat), offset=0))
    assert kinds_of(reader) == ["thread.updated", "session.resumed"]
    assert reader.of("session.resumed")[0]["payload"]["recovered"] is True


async def test_r2_d1_the_rest_of_an_open_item_comes_as_one_delta(open_chat: OpenChat) -> None:
    handler = Paused(before="h\u00e9llo \U0001f98b ")
    chat = await open_chat(handler)
    await chat.submit("go")
    await chat.reader.until("turn.delta")
    answer = next(iter(chat.server.turns.open_answers(chat.thread)))
    chat.server.hub.exit(chat.reader)
    answer.add("while away ")
    answer.add("and more ")
    answer.flush()
    again = await back(chat)
    deltas = [frame["payload"] for frame in again.of("turn.delta")]
    assert [(one["pos"], one["delta"]) for one in deltas] == [(8, "while away and more ")]
    handler.go.set()
    await again.until("turn.end")
    assert chat.view.shown()[1][3] == "h\u00e9llo \U0001f98b while away and more after"


@pytest.mark.parametrize("offset", [99, 2**53 - 1])
async def test_r3_a_cursor_beyond_the_log_gets_a_snapshot(chat: Chat, offset: int) -> None:
    reader = await resumed(chat, msgspec.structs.replace(cursor_of(chat), offset=offset))
    assert kinds_of(reader) == ["thread.snapshot", "session.resumed"]
    assert reader.of("session.resumed")[0]["payload"]["recovered"] is False


async def test_r3_another_epoch_gets_a_snapshot(chat: Chat) -> None:
    reader = await resumed(chat, Cursor(epoch="epo_other", offset=1))
    assert reader.of("thread.snapshot")


async def test_r3_too_much_missing_is_never_replayed_in_part(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.storage.log.REPLAY_EVENTS", 3)
    again = await back_after(chat, "0", "1", "2", "3")
    assert kinds_of(again) == ["thread.snapshot", "session.resumed"]
    assert len(chat.view.items) == 4


async def test_r5_a_snapshot_holds_the_newest_items_and_says_that_there_are_more(
    chat: Chat,
) -> None:
    for number in range(52):
        await chat.append(str(number))
    payload = (await chat.join()).of("thread.snapshot")[0]["payload"]
    texts = [item["content"][0]["text"] for item in payload["items"]]
    assert texts == [str(number) for number in range(2, 52)]
    assert payload["hasMore"] is True


async def test_r5_a_snapshot_says_how_the_newest_turn_ended(open_chat: OpenChat) -> None:
    handler = Paused()
    chat = await open_chat(handler)

    async def snapshot() -> dict[str, Any]:
        return (await chat.join()).of("thread.snapshot")[-1]["payload"]

    assert "lastTurn" not in await snapshot()
    await chat.submit("go")
    await handler.reached.wait()
    assert "lastTurn" not in await snapshot()
    await chat.cancel()
    end = await chat.reader.until("turn.end")
    last = (await snapshot())["lastTurn"]
    assert (last["id"], last["status"]) == (end["turnId"], "cancelled")


async def test_r7_a_foreign_thread_is_not_there_and_nothing_of_it_is_delivered(
    cast: Cast, chat: Chat
) -> None:
    reader = await cast.reader(await cast.user("Eve"))
    with pytest.raises(InstarError) as refused:
        await chat.server.resume.subscribe(reader, chat.thread, None, "ref-of-test")
    assert refused.value.code == "not_found.thread"
    await chat.append("secret")
    assert reader.frames == []


async def test_r4_what_is_committed_while_a_reader_catches_up_follows_without_a_hole(
    cast: Cast, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = await cast.reader(chat.owner)
    read = chat.server.database.read
    loaded, go_on = asyncio.Event(), asyncio.Event()

    async def slow_read(fn, *args, **kwargs):
        found = await read(fn, *args, **kwargs)
        if fn is resume.load_catch_up:
            loaded.set()
            await go_on.wait()
        return found

    monkeypatch.setattr(chat.server.database, "read", slow_read)
    subscribing = asyncio.create_task(
        chat.server.resume.subscribe(reader, chat.thread, None, "ref-of-test")
    )
    await loaded.wait()
    await chat.append("meanwhile")
    assert not reader.of("item.added"), "nothing overtakes the snapshot"
    go_on.set()
    await subscribing
    assert kinds_of(reader) == ["thread.snapshot", "item.added", "session.resumed"]


async def test_d2_a_checkpoint_stores_the_open_text_without_an_event(
    open_chat: OpenChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.runtime.checkpoints.EVERY", 0.0)
    handler = Paused()
    chat = await open_chat(handler)
    await chat.submit("go")
    await handler.reached.wait()
    head = chat.view.offset
    # The checkpoint is a unit of work of its own: it is done when one after it is.
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        while True:
            await chat.server.database.write(lambda _: None)
            late = await chat.join()
            shown = late.of("thread.snapshot")[0]["payload"]["items"][1]["content"][0]["text"]
            if shown:
                break
    assert shown == "before "
    assert late.views[chat.thread].offset == head
    handler.go.set()
    await chat.reader.until("turn.end")


async def test_l1_what_was_read_before_it_was_told_of_is_not_told_again(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[tuple[list[Any], list[Any]]] = []
    committed = asyncio.Event()
    deliver = database._deliver

    def hold(batch: list[Any], outcomes: list[Any]) -> None:
        held.append((batch, outcomes))
        committed.set()

    monkeypatch.setattr(database, "_deliver", hold)
    adding = asyncio.create_task(chat.append("early"))
    await committed.wait()
    monkeypatch.setattr(database, "_deliver", deliver)
    reader = await chat.join()
    deliver(*held[0])
    await adding
    assert len(reader.views[chat.thread].items) == 1
    assert not reader.of("item.added"), "the snapshot had it"


async def test_r2_a_replay_is_bounded_by_its_bytes_too(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.storage.log.REPLAY_BYTES", 1_000)
    again = await back_after(chat, "x" * 2_000)
    assert again.of("thread.snapshot")
    assert again.of("session.resumed")[0]["payload"]["recovered"] is False


async def test_r5_a_snapshot_is_bounded_by_its_bytes_but_holds_one_item(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.runtime.resume.SNAPSHOT_BYTES", 1_000)
    for size in (400, 400, 5_000):
        await chat.append("x" * size)
        payload = (await chat.join()).of("thread.snapshot")[0]["payload"]
    assert [len(item["content"][0]["text"]) for item in payload["items"]] == [5_000]
    assert payload["hasMore"] is True
