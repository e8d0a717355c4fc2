"""Users and their sessions. Whoever loses a right loses the open connections that had it [C10]."""

from instar.model.access import Principal
from instar.protocol.close_codes import CloseCode
from instar.protocol.errors import InstarError
from instar.protocol.ids import now
from instar.protocol.rest import CreateUser, LoginLink
from instar.protocol.threads import Role, User
from instar.pubsub.hub import Hub
from instar.storage import accounts
from instar.storage.accounts import Secret
from instar.storage.database import Connection, Database

MOST_KNOWN = 20_000
ADMIN = "admin"
"""Stands for the first admin, who has a token."""


class Accounts:
    """The verbs of users and sessions, each one unit of work.

    Who was found is remembered until it changes. Every change passes here, so that what is
    remembered is what is stored.
    """

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._known: dict[str, Principal] = {}
        """By the hash of the session; whoever has none by user id, or `ADMIN`."""
        self._changes = 0

    async def find(self, session: str) -> Principal | None:
        """Whose session this is, or None."""
        return await self._find(accounts.hash_of(session))

    async def first_admin(self) -> Principal:
        """Who acts with the admin token. The server makes the first admin at its start."""
        admin = await self._find(ADMIN)
        assert admin is not None
        return admin

    async def reload(self, principal: Principal) -> Principal | None:
        """The principal as it is now, or None when its session has ended."""
        return await self._find(principal.session or principal.user.id)

    async def _find(self, key: str) -> Principal | None:
        known = self._known.get(key)
        if known is not None and (known.expires_at is None or known.expires_at > now()):
            return known
        changes = self._changes
        found = await self._database.read(_load, key)
        if found is not None and changes == self._changes:
            # Not what was read before a change and is told after it.
            while len(self._known) >= MOST_KNOWN:
                del self._known[next(iter(self._known))]
            self._known[key] = found
        return found

    async def redeem(self, ticket: str) -> tuple[User, Secret]:
        """Exchange a one-time ticket for a session. Raises `unauthorized.ticket`."""
        return await self._database.write(lambda conn: accounts.redeem_ticket(conn, ticket))

    async def users(self) -> list[User]:
        """Every user by name."""
        return await self._database.read(accounts.load_users)

    async def create_user(self, body: CreateUser, base_url: str) -> LoginLink:
        """A new user with a link to sign in. Raises `conflict.user_name`."""

        def work(conn: Connection) -> LoginLink:
            return _link(conn, accounts.create_user(conn, body.name, body.role), base_url)

        return await self._database.write(work)

    async def login_link(self, user_id: str, base_url: str) -> LoginLink:
        """One more link that signs a user in once. Raises `not_found.user`."""
        return await self._database.write(
            lambda conn: _link(conn, accounts.get_user(conn, user_id), base_url)
        )

    async def set_role(self, user_id: str, role: Role) -> User:
        """Give a user another role. Raises `conflict.last_admin` rather than leave none."""

        def work(conn: Connection) -> User:
            user = accounts.get_user(conn, user_id)
            admins = [one for one in accounts.load_users(conn) if one.role == "admin"]
            if role != "admin" and admins == [user]:
                raise InstarError("conflict.last_admin", "This is the only admin.")
            return accounts.set_role(conn, user_id, role)

        return await self._database.write(work, lambda _: self._greet_again(user_id))

    async def end_session(self, principal: Principal) -> None:
        """Make the principal's session void and close its connections. A token has no session."""
        session = principal.session
        if session is not None:
            await self._database.write(
                lambda conn: accounts.end_session(conn, session),
                lambda _: self._revoke(principal.user.id, session),
            )

    def _greet_again(self, user_id: str) -> None:
        """A connection keeps the role that it came with: let each come back with the new one."""
        self._changes += 1
        self._known.clear()
        for reader in self._hub.readers_by_user(user_id):
            reader.close(CloseCode.ACCESS_CHANGED, "role changed")

    def _revoke(self, user_id: str, session: str) -> None:
        self._changes += 1
        self._known.pop(session, None)
        for reader in self._hub.readers_by_user(user_id):
            if reader.principal.session == session:
                reader.close(CloseCode.REVOKED, "session ended")


def _load(conn: Connection, key: str) -> Principal | None:
    if not key.startswith(("usr_", ADMIN)):
        return accounts.find_principal(conn, key)
    user = accounts.find_admin(conn) if key == ADMIN else accounts.find_user(conn, key)
    return Principal(user) if user else None


def _link(conn: Connection, user: User, base_url: str) -> LoginLink:
    ticket = accounts.create_ticket(conn, user)
    return LoginLink(
        user=user, url=f"{base_url}/login#ticket={ticket.value}", expires_at=ticket.expires_at
    )
