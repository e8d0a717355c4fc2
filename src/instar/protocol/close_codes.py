"""WebSocket close codes. The client decides by range (SPEC, section C)."""

from enum import IntEnum


class CloseCode(IntEnum):
    """Why the server closed a connection."""

    GOING_AWAY = 1001
    UNSUPPORTED_DATA = 1003
    RESTART = 1012
    INTERNAL = 4000
    HEARTBEAT = 4001
    SLOW_CONSUMER = 4002
    RATE = 4005
    EPOCH_CHANGED = 4100
    ACCESS_CHANGED = 4101
    MALFORMED = 4400
    UNAUTHENTICATED = 4401
    FORBIDDEN = 4403
    VERSION = 4406
    SUPERSEDED = 4408
    REVOKED = 4410
    TOO_MANY_CONNECTIONS = 4429
