"""Identifiers and time stamps as the wire writes them."""

import time
from datetime import UTC, datetime
from functools import lru_cache

import uuid_utils


def new_id(prefix: str) -> str:
    """A new id, sortable by time: `prefix_` and 32 hex digits of a UUIDv7."""
    return f"{prefix}_{uuid_utils.uuid7().hex}"


def timestamp(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as in every `ts` and `…At` field."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def now() -> str:
    """The present moment as the wire writes it."""
    seconds, milliseconds = divmod(time.time_ns() // 1_000_000, 1_000)
    return f"{_second(seconds)}.{milliseconds:03}Z"


@lru_cache(maxsize=1)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19]
