"""Users, their sessions and the one-time tickets that begin one. Secrets are stored hashed."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Table, bindparam, delete, insert, select, update

from instar.model.access import Principal
from instar.protocol.errors import InstarError, not_found
from instar.protocol.ids import new_id, now, timestamp
from instar.protocol.threads import Role, User
from instar.storage.statement import Connection, Row, Statement
from instar.storage.tables import sessions, tickets, users

TICKET_LIFE = timedelta(hours=24)
SESSION_LIFE = timedelta(days=30)


class Secret(NamedTuple):
    """Something to hand out once: only its hash is stored."""

    value: str
    expires_at: str


def create_user(conn: Connection, name: str, role: Role) -> User:
    """A new user. Raises `conflict.user_name` when the name is taken."""
    if _NAMED.first(conn, name=name):
        raise InstarError(
            "conflict.user_name", "There is a user of this name already.", path="/name"
        )
    user = User(id=new_id("usr"), name=name, role=role)
    _INSERT.execute(conn, id=user.id, name=name, role=role, created_at=now(), disabled=False)
    return user


def find_admin(conn: Connection) -> User | None:
    """The server's first admin, or None."""
    row = _ADMINS.first(conn)
    return user_of(row) if row else None


def ensure_admin(conn: Connection) -> User:
    """The server's first admin, made when there is none."""
    return find_admin(conn) or create_user(conn, "admin", "admin")


def get_user(conn: Connection, user_id: str) -> User:
    """An enabled user. Raises `not_found.user`."""
    user = find_user(conn, user_id)
    if user is None:
        raise not_found("user")
    return user


def find_user(conn: Connection, user_id: str) -> User | None:
    """An enabled user, or None."""
    row = _ONE.first(conn, id=user_id)
    return None if row is None else user_of(row)


def load_users(conn: Connection) -> list[User]:
    """Every enabled user by name."""
    return [user_of(row) for row in _ALL.rows(conn)]


def create_ticket(conn: Connection, user: User) -> Secret:
    """A ticket that signs the user in once within a day."""
    return _create(conn, _INSERT_TICKET, user, TICKET_LIFE)


def redeem_ticket(conn: Connection, ticket: str) -> tuple[User, Secret]:
    """Exchange a ticket for a session. Raises `unauthorized.ticket` when used, expired or made up."""
    row = _TICKET.first(conn, hash=hash_of(ticket))
    _FORGET_TICKET.execute(conn, hash=hash_of(ticket))
    if row is None or row.expires_at < now():
        raise InstarError(
            "unauthorized.ticket", "This login link was used or has expired. Ask for a new one."
        )
    user = get_user(conn, row.user_id)
    return user, _create(conn, _INSERT_SESSION, user, SESSION_LIFE, created_at=now())


def find_principal(conn: Connection, session_hash: str) -> Principal | None:
    """Whose session this is, or None when it has ended."""
    row = _SESSION.first(conn, hash=session_hash, now=now())
    return Principal(user_of(row), row.hash, row.expires_at) if row else None


def end_session(conn: Connection, session_hash: str) -> None:
    """Make a session void."""
    _FORGET_SESSION.execute(conn, hash=session_hash)


def forget_expired(conn: Connection) -> None:
    """Drop tickets and sessions whose time is over."""
    for forget in _FORGET_EXPIRED:
        forget.execute(conn, now=now())


def set_role(conn: Connection, user_id: str, role: Role) -> User:
    """Give a user another role."""
    _SET_ROLE.execute(conn, user=user_id, new_role=role)
    return get_user(conn, user_id)


def hash_of(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def user_of(row: Row) -> User:
    """A row as the wire has it."""
    return User(id=row.id, name=row.name, role=row.role)


def _create(
    conn: Connection, insertion: Statement, user: User, life: timedelta, **more: str
) -> Secret:
    secret = Secret(secrets.token_urlsafe(32), timestamp(datetime.now(UTC) + life))
    insertion.execute(
        conn, hash=hash_of(secret.value), user_id=user.id, expires_at=secret.expires_at, **more
    )
    return secret


def _forget(table: Table) -> Statement:
    return Statement(delete(table).where(table.c.hash == bindparam("hash")))


_INSERT = Statement(insert(users))
_NAMED = Statement(select(users.c.id).where(users.c.name == bindparam("name")))
_ENABLED = select(users).where(users.c.disabled.is_(False))
_ONE = Statement(_ENABLED.where(users.c.id == bindparam("id")))
_ADMINS = Statement(_ENABLED.where(users.c.role == "admin").order_by(users.c.id))
_ALL = Statement(_ENABLED.order_by(users.c.name))
_SET_ROLE = Statement(
    update(users).where(users.c.id == bindparam("user")).values(role=bindparam("new_role"))
)
_SESSION = Statement(
    _ENABLED.add_columns(sessions.c.hash, sessions.c.expires_at)
    .join_from(users, sessions, sessions.c.user_id == users.c.id)
    .where(sessions.c.hash == bindparam("hash"), sessions.c.expires_at > bindparam("now"))
)
_TICKET = Statement(select(tickets).where(tickets.c.hash == bindparam("hash")))
_INSERT_TICKET = Statement(insert(tickets))
_INSERT_SESSION = Statement(insert(sessions))
_FORGET_TICKET = _forget(tickets)
_FORGET_SESSION = _forget(sessions)
_FORGET_EXPIRED = [
    Statement(delete(table).where(table.c.expires_at < bindparam("now")))
    for table in (tickets, sessions)
]
