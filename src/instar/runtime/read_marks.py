"""How far each user has read a thread [S3]."""

from instar.model.access import Principal
from instar.runtime.feed import Feed
from instar.storage import threads
from instar.storage.database import Connection, Database


class ReadMarks:
    """Moves users' own marks; their other clients hear of it."""

    def __init__(self, database: Database, feed: Feed) -> None:
        self._database = database
        self._feed = feed

    async def move(self, principal: Principal, thread_id: str, offset: int) -> None:
        """Move the principal's mark forward, at most to the head. Raises `not_found.thread`."""

        def work(conn: Connection) -> bool:
            thread = threads.access_thread(conn, principal, thread_id, "read")
            mark = min(offset, thread.head)
            return threads.mark_read(conn, thread_id, principal.user.id, mark)

        def tell(moved: bool) -> None:
            if moved:
                self._feed.touch(thread_id)

        await self._database.write(work, tell)
