"""Building blocks that every message shares: field types, limits and the two struct bases.

Field names are snake_case here and camelCase on the wire.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

PROTOCOL_VERSION = 1
FEATURE_LEVEL = 1
SUBPROTOCOL = "instar.v1"

FRAME_BYTES = 65_536
"""Largest frame a client may send, in bytes."""

HELLO_SECONDS = 10
HEARTBEAT_SECONDS = 25
HEARTBEAT_GRACE_SECONDS = 10

PAGE_DEFAULT = 20
PAGE_MAX = 200
SNAPSHOT_ITEMS = 50
REPLAY_EVENTS = 300
REPLAY_BYTES = 524_288
SNAPSHOT_BYTES = 1_048_576
TITLE_CHARS = 200
TEXT_CHARS = 60_000
ITEM_ATTACHMENTS = 10
SUBSCRIPTIONS = 64
METADATA_BYTES = 8_192

Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$(?!\n)")]
"""An identifier. Servers make `prefix_` + UUIDv7; clients make UUIDv7 (any unique string will do)."""

ClientId = Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$(?!\n)")]
"""The id a client gives a message: its idempotency key when the message changes state."""

Timestamp = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
"""RFC 3339, UTC, milliseconds."""

Offset = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""A position in a thread's log. The first event has offset 1; 0 means "nothing seen"."""

Title = Annotated[str, Meta(max_length=TITLE_CHARS)]
Text = Annotated[str, Meta(max_length=TEXT_CHARS)]
Metadata = dict[str, Any]


class Wire(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """Something the server says. Readers ignore fields they do not know."""


class Input(
    msgspec.Struct,
    rename="camel",
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """Something a client says. A field that the contract does not name is refused."""
