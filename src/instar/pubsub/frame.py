"""One encoded message on its way to readers."""

import msgspec

from instar.protocol import codec
from instar.protocol.down import Down, ThreadEvent, TurnDelta


class Frame(msgspec.Struct, frozen=True):
    """The text that goes out, and what a queue may do with it.

    `offset`: its place in the log. `delta`: it may be joined with the next one of its item.
    `ephemeral`: it may be dropped.
    """

    text: str
    size: int
    offset: int | None = None
    delta: TurnDelta | None = None
    ephemeral: bool = False


def frame_of(message: Down, *, ephemeral: bool = False) -> Frame:
    """Encode a message."""
    body = codec.encode(message)
    return Frame(
        text=body.decode(),
        size=len(body),
        offset=message.offset if isinstance(message, ThreadEvent) else None,
        delta=message if isinstance(message, TurnDelta) else None,
        ephemeral=ephemeral,
    )


def stored_frame(body: bytes, offset: int) -> Frame:
    """A frame as the log keeps it."""
    return Frame(text=body.decode(), size=len(body), offset=offset)
