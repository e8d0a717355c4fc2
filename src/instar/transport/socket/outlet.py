"""The way out of a connection: straight to the wire, or into a bounded queue while it is full [Q1]."""

import asyncio
from typing import Protocol

from instar.protocol.close_codes import CloseCode
from instar.pubsub.frame import Frame
from instar.pubsub.send_queue import SendQueue

STALL_SECONDS = 10.0
AT_ONCE = (CloseCode.REVOKED, CloseCode.ACCESS_CHANGED, CloseCode.SLOW_CONSUMER)
"""What waits for such a reader is dropped: it is not for them any more, or they do not read it."""


class Wire(Protocol):
    """A socket as its connection sees it. Nothing here waits."""

    full: bool
    """Whether it takes no more; it calls `Outlet.resume` when it does again."""

    @property
    def unsent(self) -> int:
        """Bytes that it has taken and not yet given to the network."""
        ...

    def write(self, frame: Frame) -> None:
        """Send a frame, if not `full`."""
        ...

    def close(self, code: CloseCode, reason: str) -> None:
        """Say goodbye, behind what was written; end soon even if nobody answers."""
        ...


class Outlet:
    """Sends frames in order without ever making a producer wait."""

    __slots__ = (
        "_drained",
        "_goodbye",
        "_left",
        "_queue",
        "_stalled",
        "_wire",
        "accepted",
        "closing",
    )

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._queue: SendQueue | None = None
        self._goodbye: tuple[CloseCode, str] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._left = 0
        self.accepted = 0
        """Frames that were or will be sent; deltas that are joined count once [C5]."""
        self.closing = False
        """Whether this connection is on its way out: nothing more is taken from it either."""

    @property
    def idle(self) -> bool:
        """Whether the network has taken everything."""
        return self._queue is None and not self._wire.unsent

    def put(self, frame: Frame) -> None:
        """Send a frame, now or later. A reader too slow for its queue is closed with 4002."""
        if self.closing:
            return
        if self._queue is None:
            if not self._wire.full:
                self._wire.write(frame)
                self.accepted += 1
                return
            self._queue = SendQueue()
            self.watch()
        before = len(self._queue)
        if self._queue.push(frame):
            self.accepted += len(self._queue) - before
        else:
            self._let_go()

    def close(self, code: CloseCode, reason: str) -> None:
        """Close once what waits has been sent. The first reason counts."""
        if self.closing:
            return
        self.closing, self._goodbye = True, (code, reason)
        if code in AT_ONCE:
            self._queue = None
        if self._queue is None:
            self._end()

    def resume(self) -> None:
        """The wire has room again."""
        if self._queue is None:
            return
        while not self._wire.full and (frame := self._queue.pop()) is not None:
            self._wire.write(frame)
        if self._drained is not None and not self._queue.is_half_full():
            self._release()
        self._unwatch()
        if len(self._queue):
            self.watch()
        else:
            self._queue = None
            if self._goodbye is not None:
                self._end()

    async def room(self) -> None:
        """Wait until the queue is less than half full: for large answers to the client's own wishes.

        A client that does not read waits here until it is let go.
        """
        if self._queue is not None and self._queue.is_half_full():
            self._drained = asyncio.get_running_loop().create_future()
            await self._drained

    def watch(self) -> None:
        """Let the reader go if it takes nothing of what waits for so long."""
        if self._stalled is None and not self.idle:
            self._left = self._wire.unsent
            loop = asyncio.get_running_loop()
            self._stalled = loop.call_later(STALL_SECONDS, self._check_progress)

    def lost(self) -> None:
        """The socket has ended."""
        self._queue = None
        self._unwatch()
        self._release()
        self.closing = True

    def _unwatch(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _check_progress(self) -> None:
        self._stalled = None
        if self.idle or self._wire.unsent < self._left:
            self.watch()
        else:
            self._let_go()

    def _let_go(self) -> None:
        """The log has everything."""
        self._queue = None
        self.closing, self._goodbye = True, (CloseCode.SLOW_CONSUMER, "reading too slowly")
        self._end()

    def _end(self) -> None:
        assert self._goodbye is not None
        self._unwatch()
        self._release()
        self._wire.close(*self._goodbye)

    def _release(self) -> None:
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None
