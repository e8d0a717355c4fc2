"""Ratings of items: each user's own, shown to nobody else."""

from instar.model.access import Principal
from instar.protocol.errors import InstarError
from instar.protocol.rest import SetFeedback
from instar.protocol.threads import Item
from instar.storage import feedback, items, threads
from instar.storage.database import Connection, Database


class Feedback:
    """What a user thinks of an item. It is not part of the thread's log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def give(
        self, principal: Principal, thread_id: str, item_id: str, body: SetFeedback
    ) -> Item:
        """Rate an item of a thread that the principal may read; answers with the item as rated."""
        if principal.user.role == "viewer":
            raise InstarError("forbidden.role", "Your role lets you read only.")

        def work(conn: Connection) -> Item:
            threads.access_thread(conn, principal, thread_id, "read")
            item = items.get_item(conn, thread_id, item_id)
            feedback.save_feedback(conn, principal.user.id, item_id, body)
            return feedback.annotate(conn, principal.user.id, [item])[0]

        return await self._database.write(work)
