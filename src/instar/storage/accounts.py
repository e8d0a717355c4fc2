"""Users, their sessions and the one-time tickets that begin one. Secrets are stored hashed."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from instar.model.access import Principal
from instar.protocol.errors import InstarError, not_found
from instar.protocol.ids import new_id, now, timestamp
from instar.protocol.threads import Role, User
from instar.storage.tables import sessions, tickets, users

TICKET_LIFE = timedelta(hours=24)
SESSION_LIFE = timedelta(days=30)


class Secret(NamedTuple):
    """Something to hand out once: only its hash is stored."""

    value: str
    expires_at: str


def create_user(conn: Connection, name: str, role: Role) -> User:
    """A new user. Raises `conflict.user_name` when the name is taken."""
    if conn.execute(select(users.c.id).where(users.c.name == name)).first():
        raise InstarError(
            "conflict.user_name", "There is a user of this name already.", path="/name"
        )
    user = User(id=new_id("usr"), name=name, role=role)
    conn.execute(
        insert(users),
        {"id": user.id, "name": name, "role": role, "created_at": now(), "disabled": False},
    )
    return user


def find_admin(conn: Connection) -> User | None:
    """The server's first admin, or None."""
    row = conn.execute(_ENABLED.where(users.c.role == "admin").order_by(users.c.id)).first()
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
    row = conn.execute(_ENABLED.where(users.c.id == user_id)).one_or_none()
    return None if row is None else user_of(row)


def load_users(conn: Connection) -> list[User]:
    """Every enabled user by name."""
    return [user_of(row) for row in conn.execute(_ENABLED.order_by(users.c.name))]


def create_ticket(conn: Connection, user: User) -> Secret:
    """A ticket that signs the user in once within a day."""
    return _create(conn, tickets, user, TICKET_LIFE)


def redeem_ticket(conn: Connection, ticket: str) -> tuple[User, Secret]:
    """Exchange a ticket for a session. Raises `unauthorized.ticket` when used, expired or made up."""
    row = conn.execute(select(tickets).where(tickets.c.hash == hash_of(ticket))).one_or_none()
    conn.execute(delete(tickets).where(tickets.c.hash == hash_of(ticket)))
    if row is None or row.expires_at < now():
        raise InstarError(
            "unauthorized.ticket", "This login link was used or has expired. Ask for a new one."
        )
    user = get_user(conn, row.user_id)
    return user, _create(conn, sessions, user, SESSION_LIFE, created_at=now())


def find_principal(conn: Connection, session: str) -> Principal | None:
    """Whose session this is, or None when it has ended."""
    return _of_session(conn, hash_of(session))


def reload_principal(conn: Connection, principal: Principal) -> Principal | None:
    """The principal as it is now, or None when its session or user is gone."""
    if principal.session is not None:
        return _of_session(conn, principal.session)
    user = find_user(conn, principal.user.id)
    return Principal(user) if user else None


def end_session(conn: Connection, session_hash: str) -> None:
    """Make a session void."""
    conn.execute(delete(sessions).where(sessions.c.hash == session_hash))


def forget_expired(conn: Connection) -> None:
    """Drop tickets and sessions whose time is over."""
    for table in (tickets, sessions):
        conn.execute(delete(table).where(table.c.expires_at < now()))


def set_role(conn: Connection, user_id: str, role: Role) -> User:
    """Give a user another role."""
    conn.execute(update(users).where(users.c.id == user_id).values(role=role))
    return get_user(conn, user_id)


def hash_of(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def user_of(row: Row[Any]) -> User:
    """A row as the wire has it."""
    return User(id=row.id, name=row.name, role=row.role)


def _of_session(conn: Connection, session_hash: str) -> Principal | None:
    row = conn.execute(_SESSION, {"hash": session_hash, "now": now()}).one_or_none()
    return Principal(user_of(row), row.hash, row.expires_at) if row else None


def _create(conn: Connection, table: Any, user: User, life: timedelta, **more: str) -> Secret:
    secret = Secret(secrets.token_urlsafe(32), timestamp(datetime.now(UTC) + life))
    row = {"hash": hash_of(secret.value), "user_id": user.id, "expires_at": secret.expires_at}
    conn.execute(insert(table), {**row, **more})
    return secret


_ENABLED = select(users).where(users.c.disabled.is_(False))
_SESSION = (
    _ENABLED.add_columns(sessions.c.hash, sessions.c.expires_at)
    .join_from(users, sessions, sessions.c.user_id == users.c.id)
    .where(sessions.c.hash == bindparam("hash"), sessions.c.expires_at > bindparam("now"))
)
