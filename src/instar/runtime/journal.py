"""Durable changes: committed first, then published in the order of their commits [L2]."""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from instar.pubsub.frame import stored_frame
from instar.pubsub.hub import Hub
from instar.runtime.feed import Feed
from instar.storage.database import Connection, Database
from instar.storage.log import LoggedEvent

R = TypeVar("R")


class Written(NamedTuple, Generic[R]):
    """What a unit of work answers, and the events that it appended, of one thread."""

    result: R
    events: list[LoggedEvent] = []


class Journal:
    """The only way by which an event reaches a reader."""

    def __init__(self, database: Database, hub: Hub, feed: Feed) -> None:
        self._database = database
        self._hub = hub
        self._feed = feed

    async def commit(
        self,
        work: Callable[[Connection], Written[R]],
        after: Callable[[R], None] | None = None,
    ) -> R:
        """Run the unit, publish its events, then call `after`, all before anything that commits later.

        Both happen once the unit is committed even if the caller has been cancelled meanwhile.
        """

        def publish(written: Written[R]) -> None:
            if written.events:
                thread_id = written.events[0].event.thread_id
                frames = [stored_frame(event.frame, event.offset) for event in written.events]
                self._hub.publish(thread_id, frames)
                self._feed.touch(thread_id)
            if after is not None:
                after(written.result)

        written = await self._database.write(work, publish)
        return written.result
