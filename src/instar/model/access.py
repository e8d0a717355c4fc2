"""Who may do what: one rule, asked by REST, the socket and tools alike."""

from typing import Literal

import msgspec

from instar.protocol.errors import InstarError, not_found
from instar.protocol.threads import Access, Role, User

Action = Literal["read", "write", "own"]

_LEVELS: dict[Access | None, int] = {None: 0, "reader": 1, "writer": 2, "owner": 3}
_NEEDED: dict[Action, int] = {"read": 1, "write": 2, "own": 3}


class Principal(msgspec.Struct, frozen=True):
    """Who is asking. `session` is the hash of the session, `expires_at` its end; a bearer token has none."""

    user: User
    session: str | None = None
    expires_at: str | None = None


def may(role: Role, access: Access | None, action: Action) -> bool:
    """Whether a user of this role, with this access to a thread, may do this to it.

    A viewer only ever reads. An admin has no way into threads that nobody shared with them.
    """
    if role == "viewer" and action != "read":
        return False
    return _LEVELS[access] >= _NEEDED[action]


def demand(role: Role, access: Access | None, action: Action) -> None:
    """Raises `not_found.thread` for who may not even read, `forbidden.*` for who may not do more."""
    if not may(role, access, "read"):
        raise not_found("thread")
    if not may(role, access, action):
        if role == "viewer":
            raise InstarError("forbidden.role", "Your role lets you read only.")
        raise InstarError("forbidden.access", f"You have {access} access to this thread.")


def demand_removal(principal: Principal, access: Access, author_id: str | None) -> None:
    """Raises `forbidden.access` unless the principal wrote it or owns the thread."""
    if access != "owner" and author_id != principal.user.id:
        raise InstarError("forbidden.access", "Only the owner may remove what others wrote.")


def demand_role(principal: Principal, *roles: Role) -> None:
    """Raises `forbidden.role` unless the principal has one of the roles."""
    if principal.user.role not in roles:
        raise InstarError("forbidden.role", f"This needs the role {' or '.join(roles)}.")
