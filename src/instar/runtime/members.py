"""Who has access to a thread besides its owner."""

from instar.model.access import Principal
from instar.protocol.base import PROTOCOL_VERSION
from instar.protocol.down import ThreadGone
from instar.protocol.errors import InstarError, not_found
from instar.protocol.ids import new_id, now
from instar.protocol.rest import Member, SetMember
from instar.pubsub.frame import frame_of
from instar.pubsub.hub import Hub
from instar.runtime.feed import Feed
from instar.storage import accounts, threads
from instar.storage.database import Connection, Database


class Members:
    """Memberships, and what open connections are told when one changes [C10]."""

    def __init__(self, database: Database, hub: Hub, feed: Feed) -> None:
        self._database = database
        self._hub = hub
        self._feed = feed

    async def set(
        self, principal: Principal, thread_id: str, user_id: str, body: SetMember
    ) -> Member:
        """Give a user access, or other access than before. Only the owner may."""

        def work(conn: Connection) -> Member:
            self._demand_owner(conn, principal, thread_id, user_id)
            user = accounts.get_user(conn, user_id)
            threads.set_member(conn, thread_id, user_id, body.access)
            return Member(user=user, access=body.access)

        return await self._database.write(work, lambda _: self._feed.touch(thread_id))

    async def remove(self, principal: Principal, thread_id: str, user_id: str) -> None:
        """Take a user's access away; their connections stop hearing of the thread at once."""

        def work(conn: Connection) -> None:
            self._demand_owner(conn, principal, thread_id, user_id)
            if not threads.remove_member(conn, thread_id, user_id):
                raise not_found("member")

        await self._database.write(work, lambda _: self._cut_off(thread_id, user_id))

    def _demand_owner(
        self, conn: Connection, principal: Principal, thread_id: str, user_id: str
    ) -> None:
        thread = threads.access_thread(conn, principal, thread_id, "own")
        if user_id == thread.owner_id:
            raise InstarError("conflict.owner", "The owner's access cannot be changed.")

    def _cut_off(self, thread_id: str, user_id: str) -> None:
        self._feed.cut_off(thread_id, user_id)
        gone = ThreadGone(v=PROTOCOL_VERSION, id=new_id("evt"), ts=now(), thread_id=thread_id)
        for reader in self._hub.readers_by_user(user_id):
            self._hub.leave(reader, thread_id)
            reader.send(frame_of(gone))
