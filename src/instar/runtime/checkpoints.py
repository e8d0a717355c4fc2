"""Stores the text of open answers at least every 250 ms, all in one unit of work [D2]."""

import asyncio

import structlog

from instar.runtime.answers import OpenAnswer
from instar.storage import items
from instar.storage.database import Connection, Database

EVERY = 0.2
"""Seconds between two checkpoints of an answer; what is left of 250 ms is for the write."""

log = structlog.get_logger(__name__)


class Checkpoints:
    """Answers that grew since they were last stored. No timer runs while there are none."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._grown: set[OpenAnswer] = set()
        self._timer: asyncio.TimerHandle | None = None

    def due(self, answer: OpenAnswer) -> None:
        """The answer has grown."""
        self._grown.add(answer)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(EVERY, self._store)

    def stop(self) -> None:
        """Store nothing more."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    def _store(self) -> None:
        self._timer = None
        grown = [answer for answer in self._grown if not answer.ended]
        self._grown.clear()
        if not grown:
            return
        open_items = [answer.item() for answer in grown]

        def work(conn: Connection) -> None:
            items.checkpoint(conn, open_items)

        def stored(future: asyncio.Future[None]) -> None:
            if future.exception() is not None:
                # The next one tries again, whether or not the text grows.
                for answer in grown:
                    self.due(answer)

        self._database.write(work).add_done_callback(stored)
