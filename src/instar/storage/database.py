"""SQLite behind one writer and one reader thread.

Work is given as plain functions `fn(conn, *args)`, one hop a unit. The writer takes all units
that wait and commits them together (group commit, `synchronous=FULL`), so that many threads of
conversation share one fsync. A unit that raises before it has changed anything, as a refusal does,
leaves the others as they are; when one has something to take back, each runs again alone. SQLite
before 3.51.3 can corrupt a WAL with several writers: there is one, and it alone makes checkpoints.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Concatenate, NamedTuple, ParamSpec, Self, TypeVar

import structlog

from instar.protocol.errors import InstarError
from instar.storage.statement import Connection

P = ParamSpec("P")
R = TypeVar("R")
log = structlog.get_logger(__name__)

BATCH = 256
BACKLOG = 10_000
CHECKPOINT_UNITS = 384
"""After so many units, 12 MiB of turns, a checkpoint is due: each page is written once for them all."""
PAUSE_SECONDS = 0.003
"""How long nobody has come when it is made: in a commit, all who wait for that would wait for it too."""


Outcome = tuple[Any, BaseException | None]


class _Unit(NamedTuple):
    work: Callable[[Connection], Any]
    done: Callable[[Any, BaseException | None], None]


class Database:
    """The one way to the database. Open with `async with`; every call runs off the event loop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._units: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._reads: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._waiting = 0
        self._reading = 0
        self._since_checkpoint = 0

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._writer = await self._start("instar-writer", self._write_loop)
        self._reader = await self._start("instar-reader", self._read_loop)
        return self

    async def __aexit__(self, *_: object) -> None:
        # The reader goes first: the last connection to close makes the final checkpoint.
        for units, thread in ((self._reads, self._reader), (self._units, self._writer)):
            units.put(None)
            await asyncio.to_thread(thread.join)

    async def read(
        self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run `fn(conn, …)` on one snapshot of what is committed. It must not write."""
        if self._reading >= BACKLOG:
            raise InstarError("rate_limited.storage", "The server is busy reading.", retry_after=1)
        future: asyncio.Future[R] = self._loop.create_future()

        def work(conn: Connection) -> R | None:
            return None if future.cancelled() else fn(conn, *args, **kwargs)

        def done(result: R, error: BaseException | None) -> None:
            self._reading -= 1
            if not future.done():
                _resolve(future, result, error)

        self._reading += 1
        self._reads.put(_Unit(work, done))
        return await future

    def write(
        self,
        fn: Callable[[Connection], R],
        on_commit: Callable[[R], None] | None = None,
    ) -> "asyncio.Future[R]":
        """Run `fn(conn)` in a transaction; the future resolves after its commit.

        `on_commit` runs on the loop, in the order of the commits of all units, before the
        future resolves and whether or not anybody still awaits it.
        Raises InstarError `storage.*` when the database refuses, `rate_limited.storage` when
        too much waits.
        """
        future: asyncio.Future[R] = self._loop.create_future()
        if self._waiting >= BACKLOG:
            future.set_exception(
                InstarError("rate_limited.storage", "The server is busy writing.", retry_after=1)
            )
            return future
        self._waiting += 1

        def done(result: R, error: BaseException | None) -> None:
            self._waiting -= 1
            try:
                if error is None and on_commit is not None:
                    on_commit(result)
            finally:
                if not future.done():
                    _resolve(future, result, error)

        self._units.put(_Unit(fn, done))
        return future

    async def _start(self, name: str, loop: Callable[[Connection], None]) -> threading.Thread:
        """Run the loop in a thread with a connection; returns when that is open."""
        opened: asyncio.Future[None] = self._loop.create_future()

        def run() -> None:
            try:
                conn = _connect(self._path)
            except Exception as error:
                self._loop.call_soon_threadsafe(opened.set_exception, error)
                return
            self._loop.call_soon_threadsafe(opened.set_result, None)
            with closing(conn):
                loop(conn)

        thread = threading.Thread(target=run, name=name)
        thread.start()
        await opened
        return thread

    def _read_loop(self, conn: Connection) -> None:
        conn.execute("PRAGMA query_only = 1")
        conn.execute("PRAGMA wal_autocheckpoint = 0")
        while (unit := self._reads.get()) is not None:
            self._loop.call_soon_threadsafe(_deliver, [unit], [_run_alone(conn, unit)])

    def _write_loop(self, conn: Connection) -> None:
        while batch := self._next_batch(conn):
            outcomes = _run_batch(conn, batch)
            self._loop.call_soon_threadsafe(_deliver, batch, outcomes)
            self._since_checkpoint += len(batch)

    def _next_batch(self, conn: Connection) -> list[_Unit]:
        unit = self._next_unit(conn)
        batch: list[_Unit] = []
        while unit is not None:
            batch.append(unit)
            if len(batch) == BATCH:
                break
            try:
                unit = self._units.get_nowait()
            except queue.Empty:
                break
        else:
            if batch:
                self._units.put(None)
        return batch

    def _next_unit(self, conn: Connection) -> _Unit | None:
        """Wait for a unit, and make a checkpoint meanwhile when one is due and nobody comes."""
        if self._since_checkpoint >= CHECKPOINT_UNITS:
            try:
                return self._units.get(timeout=PAUSE_SECONDS)
            except queue.Empty:
                self._since_checkpoint = 0
                _checkpoint(conn)
        return self._units.get()


class _Undo(Exception):
    """A unit has changed something and then raised."""


def _run_batch(conn: Connection, batch: list[_Unit]) -> list[Outcome]:
    """Commit the units together; when one is to be undone or the database balks, each alone.

    A full disk may end SQLite's transaction by itself, so nothing of a batch in which that
    happened can be trusted. A unit may therefore run twice.
    """
    if len(batch) > 1:
        try:
            with _transaction(conn):
                return [_run_unit(conn, unit) for unit in batch]
        except _Undo:
            pass
        except sqlite3.Error:
            log.warning("storage.batch_failed", units=len(batch))
    return [_run_alone(conn, unit) for unit in batch]


def _run_unit(conn: Connection, unit: _Unit) -> Outcome:
    # A savepoint each would cost more than most units: with one, SQLite's full-text index is written
    # out at the end of every unit, and not once for the batch.
    before = conn.total_changes
    try:
        return unit.work(conn), None
    except sqlite3.Error:
        raise
    except Exception as error:
        if conn.total_changes != before:
            raise _Undo from error
        return None, error


def _run_alone(conn: Connection, unit: _Unit) -> Outcome:
    try:
        with _transaction(conn):
            return unit.work(conn), None
    except sqlite3.Error as error:
        return None, _storage_error(error)
    except Exception as error:
        return None, error


def _resolve(future: "asyncio.Future[R]", result: R, error: BaseException | None) -> None:
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


def _deliver(batch: list[_Unit], outcomes: list[Outcome]) -> None:
    for unit, (result, error) in zip(batch, outcomes, strict=True):
        try:
            unit.done(result, error)
        except Exception:
            log.exception("storage.on_commit_failed")


def _checkpoint(conn: Connection) -> None:
    try:
        conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
    except sqlite3.Error as error:
        # Everything is still in the log: the next one tries again.
        log.warning("storage.checkpoint_failed", error=str(error))


def _storage_error(error: sqlite3.Error) -> InstarError:
    log.error("storage.failed", error=str(error))
    if "full" in str(error):
        return InstarError(
            "storage.full", "The server's disk is full; nothing was changed.", retry_after=5
        )
    return InstarError(
        "storage.failed", "The server could not store this; nothing was changed.", retry_after=1
    )


def _connect(path: Path) -> Connection:
    # Transactions begin in `_transaction`: the driver must not begin its own.
    conn = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "busy_timeout = 5000",
        "foreign_keys = ON",
        "cache_size = -32768",
        # 32 MiB: for a writer that never pauses, or writes much at once.
        "wal_autocheckpoint = 8000",
        "journal_size_limit = 67108864",
    ):
        conn.execute(f"PRAGMA {pragma}")
    return conn


@contextmanager
def _transaction(conn: Connection) -> Generator[None]:
    """Begin, then commit or roll back."""
    conn.execute("BEGIN")
    try:
        yield
        conn.execute("COMMIT")
    finally:
        # Still open when something was raised, the commit's own failure included.
        if conn.in_transaction:
            conn.rollback()
