"""The way out of a connection: a bounded queue and the one task that empties it [Q1]."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from instar.protocol.close_codes import CloseCode
from instar.pubsub.frame import Frame
from instar.pubsub.send_queue import SendQueue

STALL_SECONDS = 10.0
GOODBYE_SECONDS = 1.0
AT_ONCE = (CloseCode.REVOKED, CloseCode.ACCESS_CHANGED)
"""What waits for such a reader is not for them any more."""

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Outlet:
    """Sends frames in order without ever making a producer wait."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue = SendQueue()
        self._waiting = asyncio.Event()
        self._closing: tuple[CloseCode, str] | None = None
        self._task: asyncio.Task[Any] | None = None
        self._drained: asyncio.Event | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._sending = False
        self._progress = 0.0
        self.accepted = 0
        """Frames that were or will be sent; deltas that are joined count once [C5]."""

    @property
    def closing(self) -> bool:
        """Whether this connection is on its way out: nothing more is taken from it either."""
        return self._closing is not None

    @property
    def idle(self) -> bool:
        """Whether the socket has taken everything."""
        return not self._sending and not len(self._queue)

    def put(self, frame: Frame) -> None:
        """Add a frame. A reader too slow for its queue is closed with 4002."""
        if self._closing is not None:
            return
        before = len(self._queue)
        if not self._queue.push(frame):
            self._let_go()
        self.accepted += len(self._queue) - before
        self._waiting.set()

    def close(self, code: CloseCode, reason: str) -> None:
        """Close once what waits has been sent. The first reason counts."""
        if self._closing is None:
            self._closing = (code, reason)
            if code in AT_ONCE:
                self._queue.clear()
        self._waiting.set()

    async def room(self) -> None:
        """Wait until the queue is less than half full: for large answers to the client's own wishes.

        A client that does not read waits here until it is let go.
        """
        if self._queue.is_half_full():
            self._drained = asyncio.Event()
            await self._drained.wait()

    async def run(self) -> None:
        """Send until closed, then close the socket."""
        self._task = asyncio.current_task()
        try:
            while self._closing is None or len(self._queue):
                await self._waiting.wait()
                self._waiting.clear()
                await self._send_waiting()
        except asyncio.CancelledError:
            if not self._is_slow():
                raise
        await self._say_goodbye()

    async def _send_waiting(self) -> None:
        loop = asyncio.get_running_loop()
        self._progress = loop.time()
        self._watch = loop.call_later(STALL_SECONDS, self._check_progress)
        self._sending = True
        try:
            while (frame := self._queue.pop()) is not None:
                await self._send({"type": "websocket.send", "text": frame.text})
                self._progress = loop.time()
                if self._drained is not None and not self._queue.is_half_full():
                    self._drained.set()
        finally:
            self._sending = False
            self._watch.cancel()

    def _check_progress(self) -> None:
        """One timer for all writes: it looks whether any has ended lately."""
        loop = asyncio.get_running_loop()
        left = self._progress + STALL_SECONDS - loop.time()
        if left > 0:
            self._watch = loop.call_later(left, self._check_progress)
        else:
            self._let_go()

    async def _say_goodbye(self) -> None:
        assert self._closing is not None
        code, reason = self._closing
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._send({"type": "websocket.close", "code": code, "reason": reason})

    def _let_go(self) -> None:
        """The log has everything: what waits is dropped, and a write that waits is given up."""
        self._closing = (CloseCode.SLOW_CONSUMER, "reading too slowly")
        self._queue.clear()
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()

    def _is_slow(self) -> bool:
        return self._closing is not None and self._closing[0] is CloseCode.SLOW_CONSUMER
