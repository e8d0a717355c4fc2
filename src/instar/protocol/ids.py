"""Identifiers and time stamps as the wire writes them."""

from datetime import UTC, datetime

import uuid_utils


def new_id(prefix: str) -> str:
    """A new id, sortable by time: `prefix_` and 32 hex digits of a UUIDv7."""
    return f"{prefix}_{uuid_utils.uuid7().hex}"


def timestamp(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as in every `ts` and `…At` field."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def now() -> str:
    """The present moment as the wire writes it."""
    return timestamp(datetime.now(UTC))
