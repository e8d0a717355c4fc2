"""Frames to messages and back. Whatever a client sends becomes a message or an `InstarError`."""

import json
import re
from typing import Any, TypeVar

import msgspec

from instar.protocol.base import FRAME_BYTES, PROTOCOL_VERSION
from instar.protocol.errors import InstarError
from instar.protocol.up import PluginMessage, UpMessage

T = TypeVar("T")


class Head(msgspec.Struct, frozen=True):
    """As much of a frame as can be said of one that is refused."""

    v: Any = None
    id: Any = None
    type: Any = None

    @property
    def ref(self) -> str | None:
        """The id to answer to, when the frame has a usable one."""
        return self.id if isinstance(self.id, str) and 0 < len(self.id) <= 64 else None


class VersionError(InstarError):
    """The frame speaks a protocol major that this server does not (close 4406)."""


_head = msgspec.json.Decoder(Head)
_up: msgspec.json.Decoder[UpMessage] = msgspec.json.Decoder(UpMessage)
_plugin: msgspec.json.Decoder[PluginMessage] = msgspec.json.Decoder(PluginMessage)
_encoder = msgspec.json.Encoder()
encode = _encoder.encode
"""A message as one frame's bytes."""


def peek_type(frame: bytes) -> Any:
    """The frame's `type` as far as it can be told cheaply, else None."""
    try:
        return _head.decode(frame).type
    except (ValueError, RecursionError):
        return None


def decode_head(frame: bytes) -> Head:
    """The frame's `v`, `id` and `type`.

    Raises InstarError: not JSON, not an object, a key twice, or too large.
    """
    if len(frame) > FRAME_BYTES:
        raise InstarError("too_large.frame", f"A frame may hold {FRAME_BYTES} bytes.")
    return decode_strict(_head, frame)


def decode_strict(decoder: "msgspec.json.Decoder[T]", body: bytes) -> T:
    """What `decoder` makes of `body` [E6].

    Raises InstarError `validation.*`: not JSON, a key twice, nested too deeply, the wrong shape.
    """
    try:
        decoded = decoder.decode(body)
        json.loads(body, object_pairs_hook=_unique)
    except msgspec.ValidationError as error:
        raise validation(error) from None
    except RecursionError:
        raise InstarError("validation.depth", "This is nested too deeply.") from None
    except ValueError as error:
        # msgspec's DecodeError and UnicodeDecodeError are ValueErrors too.
        raise InstarError("validation.json", f"This is not JSON: {error}") from None
    return decoded


def decode_up(frame: bytes, head: Head) -> UpMessage | PluginMessage:
    """The message in `frame`, whose head was decoded before.

    Raises VersionError, or InstarError with the code `unsupported.type` or `validation.schema`.
    """
    if head.v != PROTOCOL_VERSION or isinstance(head.v, bool):
        if isinstance(head.v, int) and not isinstance(head.v, bool):
            raise VersionError(
                "unsupported.version", f"This server speaks version {PROTOCOL_VERSION}.", path="/v"
            )
        raise InstarError("validation.schema", "v is the protocol version, 1.", path="/v")
    own = isinstance(head.type, str) and head.type.startswith("x.")
    if isinstance(head.type, str) and not own and head.type not in UP_TYPES:
        raise InstarError(
            "unsupported.type", f"Unknown message type: {head.type[:64]!r}.", path="/type"
        )
    try:
        return (_plugin if own else _up).decode(frame)
    except msgspec.ValidationError as error:
        raise validation(error) from None


UP_TYPES: frozenset[str] = frozenset(
    str(struct.__struct_config__.tag) for struct in UpMessage.__args__
)


def validation(error: msgspec.ValidationError) -> InstarError:
    """msgspec's complaint as ours: its sentence, and its place as a JSON pointer."""
    message, _, place = str(error).partition(" - at `$")
    pointer = (
        re.sub(r"\[(\d+)\]", r"/\1", place.rstrip("`")).replace("[...]", "/*").replace(".", "/")
    )
    field = re.search(r"(?:missing required|unknown) field `([^`]+)`", message)
    if field:
        pointer += "/" + field.group(1)
    return InstarError("validation.schema", message + ".", path=pointer)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InstarError("validation.duplicate_key", "A key stands twice in one object.")
    return found
