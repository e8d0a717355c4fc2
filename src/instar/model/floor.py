"""Who has the floor: handlers that take what is said next, in a thread or for one client [H1-H3]."""

from typing import Any, Literal

import msgspec

from instar.protocol.base import Timestamp

DEPTH = 8
IDLE_SECONDS = 120.0
FLOOR_SECONDS = 1_800.0
STATE_BYTES = 16_384

Scope = Literal["thread", "connection"]
Left = Literal["yielded", "cancelled", "idle", "limit", "failed", "gone"]
"""Why a handler's time on the floor ended."""


class Frame(msgspec.Struct, frozen=True):
    """One handler's time on the floor: data, so that it outlives connections and the server.

    `of`: the thread or client that it has the floor of. `thread_id`: where it was taken, and where
    its end is told. `limit`: when it is over at the latest, in seconds since 1970.
    """

    id: str
    scope: Scope
    of: str
    thread_id: str
    handler: str
    title: str
    user_id: str
    since: Timestamp
    limit: float
    state: dict[str, Any] = {}

    @property
    def owner(self) -> str:
        """Whose the keys of the interface are that last as long as this."""
        return f"floor:{self.id}"
