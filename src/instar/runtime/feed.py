"""Keeps everyone's thread list current: `thread.state` to each who may see a thread [S1]."""

import asyncio

import structlog

from instar.protocol.base import PROTOCOL_VERSION
from instar.protocol.down import ThreadState, ThreadStatePayload
from instar.protocol.ids import new_id, now
from instar.protocol.threads import Thread
from instar.pubsub.frame import frame_of
from instar.pubsub.hub import Hub
from instar.storage import threads
from instar.storage.database import Database

PAUSE_SECONDS = 0.05

log = structlog.get_logger(__name__)


class Feed:
    """Tells of threads that changed, all of them at once; changes shortly after another are told once."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._touched: set[str] = set()
        self._telling: asyncio.Task[None] | None = None
        self._cut_off: set[tuple[str, str]] = set()

    def touch(self, thread_id: str) -> None:
        """The thread has changed in a way that its line in a list shows."""
        self._touched.add(thread_id)
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell(), name="feed")

    def cut_off(self, thread_id: str, user_id: str) -> None:
        """The user may not see the thread any more: what is being read for them is void."""
        self._cut_off.add((thread_id, user_id))

    async def stop(self) -> None:
        """Tell nothing more."""
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)

    async def _tell(self) -> None:
        try:
            while self._touched:
                # Not while the turn that touched it is on its way to its first delta.
                await asyncio.sleep(PAUSE_SECONDS)
                touched, self._touched = self._touched, set()
                self._cut_off.clear()
                try:
                    views = await self._database.read(threads.load_views, touched)
                except Exception:
                    log.exception("feed.failed", threads=len(touched))
                else:
                    self._send(views)
        finally:
            self._telling = None

    def _send(self, views: list[tuple[str, Thread]]) -> None:
        for user_id, thread in views:
            readers = self._hub.readers_by_user(user_id)
            if readers and (thread.id, user_id) not in self._cut_off:
                frame = frame_of(
                    ThreadState(
                        v=PROTOCOL_VERSION,
                        id=new_id("evt"),
                        ts=now(),
                        thread_id=thread.id,
                        payload=ThreadStatePayload(thread=thread),
                    )
                )
                for reader in readers:
                    reader.send(frame)
