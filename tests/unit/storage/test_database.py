"""The writer: commits together, publishes in order, and takes back only what failed."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path

import pytest

from instar.protocol.errors import InstarError
from instar.storage import database
from instar.storage.database import Connection, Database


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncGenerator[Database]:
    async with Database(tmp_path / "test.db") as made:
        await made.write(lambda conn: conn.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)"))
        yield made


def put(number: int):
    def work(conn: Connection) -> int:
        conn.execute("INSERT INTO t VALUES (?)", (number,))
        return number

    return work


def numbers(conn: Connection) -> list[int]:
    return [number for (number,) in conn.execute("SELECT n FROM t ORDER BY n")]


async def test_units_are_told_of_in_the_order_of_their_commits(opened: Database) -> None:
    told: list[int] = []
    await asyncio.gather(*(opened.write(put(number), told.append) for number in range(300)))
    assert told == list(range(300))
    assert await opened.read(numbers) == list(range(300))


async def test_a_unit_is_told_of_even_if_nobody_waits_any_more(opened: Database) -> None:
    told: list[int] = []
    future = opened.write(put(1), told.append)
    future.cancel()
    await opened.write(put(2))
    assert told == [1]
    assert await opened.read(numbers) == [1, 2]


async def test_l2_what_is_told_can_be_read_by_another_connection(opened: Database) -> None:
    import sqlite3

    seen: list[list[tuple[int]]] = []
    other = sqlite3.connect(opened._path)

    def look(_: int) -> None:
        seen.append(other.execute("SELECT n FROM t").fetchall())

    await opened.write(put(7), look)
    other.close()
    assert seen == [[(7,)]]


async def test_a_unit_that_raises_takes_only_itself_back(opened: Database) -> None:
    def fail(conn: Connection) -> None:
        put(100)(conn)
        raise InstarError("conflict.test", "no")

    results = await asyncio.gather(
        opened.write(put(1)), opened.write(fail), opened.write(put(2)), return_exceptions=True
    )
    assert isinstance(results[1], InstarError)
    assert await opened.read(numbers) == [1, 2]


async def test_a_unit_that_is_refused_before_it_changes_anything_leaves_the_others_alone(
    opened: Database,
) -> None:
    runs: list[int] = []
    begun = threading.Event()

    def count(conn: Connection) -> None:
        runs.append(1)
        put(len(runs))(conn)

    def refuse(conn: Connection) -> None:
        numbers(conn)
        raise InstarError("conflict.test", "no")

    # What comes while the writer is busy makes one batch.
    busy = opened.write(lambda _: begun.wait(5))
    waiting = [opened.write(unit) for unit in (count, refuse, count)]
    begun.set()
    results = await asyncio.gather(busy, *waiting, return_exceptions=True)
    assert [isinstance(result, InstarError) for result in results] == [False, False, True, False]
    assert len(runs) == 2
    assert await opened.read(numbers) == [1, 2]


async def test_a_batch_that_the_database_refuses_is_tried_unit_by_unit(opened: Database) -> None:
    results = await asyncio.gather(
        *(opened.write(put(number)) for number in (1, 2, 2, 3)), return_exceptions=True
    )
    assert [isinstance(result, InstarError) for result in results] == [False, False, True, False]
    assert await opened.read(numbers) == [1, 2, 3]


async def test_a_full_disk_is_said_and_what_was_acknowledged_stays(opened: Database) -> None:
    await opened.write(lambda conn: conn.execute("CREATE TABLE big (x BLOB)"))

    def fill(conn: Connection) -> None:
        conn.execute("INSERT INTO big VALUES (zeroblob(300000))")

    def limit(conn: Connection) -> None:
        pages = conn.execute("PRAGMA page_count").fetchone()[0]
        conn.execute(f"PRAGMA max_page_count = {pages + 3}")

    await opened.write(put(1))
    await opened.write(limit)
    with pytest.raises(InstarError) as refused:
        await opened.write(fill)
    assert (refused.value.code, refused.value.status) == ("storage.full", 507)
    assert refused.value.retryable
    # In one batch with others, too: each is told the truth about itself.
    results = await asyncio.gather(
        opened.write(put(2)), opened.write(fill), opened.write(put(3)), return_exceptions=True
    )
    assert [type(result).__name__ for result in results] == ["int", "InstarError", "int"]
    assert await opened.read(numbers) == [1, 2, 3]


async def test_too_much_work_is_refused_at_once(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BACKLOG", 2)
    results = await asyncio.gather(
        *(opened.write(put(number)) for number in range(3)), return_exceptions=True
    )
    assert isinstance(results[2], InstarError)
    assert results[2].code == "rate_limited.storage"


async def test_a_checkpoint_is_made_while_nobody_writes(
    opened: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, loop, checkpoint = asyncio.Event(), asyncio.get_running_loop(), database._checkpoint

    def told(conn: Connection) -> None:
        checkpoint(conn)
        loop.call_soon_threadsafe(made.set)

    monkeypatch.setattr(database, "_checkpoint", told)
    # The table and three rows.
    monkeypatch.setattr(database, "CHECKPOINT_UNITS", 4)
    await asyncio.gather(*(opened.write(put(number)) for number in range(3)))
    await made.wait()
    # Immutable: the database file as it is, without the log beside it.
    with closing(sqlite3.connect(f"file:{tmp_path}/test.db?immutable=1", uri=True)) as conn:
        assert numbers(conn) == [0, 1, 2]


async def test_the_reader_cannot_write(opened: Database) -> None:
    with pytest.raises(InstarError, match="could not store"):
        await opened.read(put(1))
    assert await opened.read(numbers) == []
