"""One encoded message on its way to readers."""

from instar.protocol import codec
from instar.protocol.down import Down, ThreadEvent, TurnDelta


class Frame:
    """The bytes that go out, and what a queue may do with them.

    `offset`: its place in the log. `delta`: it may be joined with the next one of its item.
    `ephemeral`: it may be dropped. `packed`: what a transport has made of the body for its first
    reader, to be used for the next.
    """

    __slots__ = ("body", "delta", "ephemeral", "offset", "packed")

    def __init__(
        self,
        body: bytes,
        *,
        offset: int | None = None,
        delta: TurnDelta | None = None,
        ephemeral: bool = False,
    ) -> None:
        self.body = body
        self.offset = offset
        self.delta = delta
        self.ephemeral = ephemeral
        self.packed: bytes | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.body)


def frame_of(message: Down, *, ephemeral: bool = False) -> Frame:
    """Encode a message."""
    return Frame(
        codec.encode(message),
        offset=message.offset if isinstance(message, ThreadEvent) else None,
        delta=message if isinstance(message, TurnDelta) else None,
        ephemeral=ephemeral,
    )


def stored_frame(body: bytes, offset: int) -> Frame:
    """A frame as the log keeps it."""
    return Frame(body, offset=offset)
