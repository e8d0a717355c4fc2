"""What waits for one connection to read it, within bounds (SPEC, section Q)."""

from collections import deque

import msgspec

from instar.protocol.down import TurnDelta
from instar.pubsub.frame import Frame, frame_of

QUEUE_BYTES = 1_048_576
QUEUE_FRAMES = 1_024


class _Joined:
    """Consecutive deltas of one item; made one frame when it is taken."""

    def __init__(self, first: TurnDelta, size: int) -> None:
        self.first = first
        self.parts = [first.payload.delta]
        self.end = first.payload.pos + len(first.payload.delta)
        self.size = size

    def accepts(self, delta: TurnDelta) -> bool:
        return delta.payload.attempt == self.first.payload.attempt and delta.payload.pos == self.end

    def add(self, delta: TurnDelta) -> int:
        """Join one more; returns by how many bytes this grew."""
        text = delta.payload.delta
        grown = len(text.encode())
        self.parts.append(text)
        self.end += len(text)
        self.size += grown
        return grown

    def frame(self) -> Frame:
        payload = msgspec.structs.replace(self.first.payload, delta="".join(self.parts))
        return frame_of(msgspec.structs.replace(self.first, payload=payload))


class SendQueue:
    """Frames in order. From half full, deltas are joined and ephemeral frames dropped.

    A frame counts with a quarter of the limit at most: one large item or snapshot is no slow
    reader, and its text is shared by all who wait for it.
    """

    def __init__(self, limit_bytes: int = QUEUE_BYTES, limit_frames: int = QUEUE_FRAMES) -> None:
        self._limit_bytes = limit_bytes
        self._limit_frames = limit_frames
        self._waiting: deque[Frame | _Joined] = deque()
        self._joined: dict[str, _Joined] = {}
        self.size = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def push(self, frame: Frame) -> bool:
        """Add a frame; False when there is no room and the reader must be let go [Q1]."""
        if self.is_half_full():
            if frame.ephemeral:
                return True
            if frame.delta is not None:
                return self._join(frame.delta, frame.size)
        self._waiting.append(frame)
        self.size += self._counted(frame)
        if frame.delta is None and frame.offset is not None:
            # An event may end an item or begin a new attempt: deltas after it stay after it.
            self._joined.clear()
        return self._fits()

    def pop(self) -> Frame | None:
        """Take the first frame that waits, None when there is none."""
        if not self._waiting:
            return None
        entry = self._waiting.popleft()
        if not isinstance(entry, _Joined):
            self.size -= self._counted(entry)
            return entry
        self.size -= entry.size
        item_id = entry.first.payload.item_id
        if self._joined.get(item_id) is entry:
            del self._joined[item_id]
        return entry.frame()

    def clear(self) -> None:
        """Drop everything that waits."""
        self._waiting.clear()
        self._joined.clear()
        self.size = 0

    def is_half_full(self) -> bool:
        """Whether deltas are joined and ephemeral frames dropped."""
        return self.size * 2 >= self._limit_bytes or len(self._waiting) * 2 >= self._limit_frames

    def _join(self, delta: TurnDelta, size: int) -> bool:
        joined = self._joined.get(delta.payload.item_id)
        if joined is not None and joined.accepts(delta):
            self.size += joined.add(delta)
        else:
            joined = self._joined[delta.payload.item_id] = _Joined(delta, size)
            self._waiting.append(joined)
            self.size += size
        return self._fits()

    def _counted(self, frame: Frame) -> int:
        return min(frame.size, self._limit_bytes // 4)

    def _fits(self) -> bool:
        return self.size <= self._limit_bytes and len(self._waiting) <= self._limit_frames
