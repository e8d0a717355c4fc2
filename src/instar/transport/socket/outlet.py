"""The way out of a connection: a bounded queue and the one task that empties it [Q1]."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from instar.protocol.close_codes import CloseCode
from instar.pubsub.frame import Frame
from instar.pubsub.send_queue import SendQueue

STALL_SECONDS = 10.0

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Outlet:
    """Sends frames in order without ever making a producer wait."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue = SendQueue()
        self._waiting = asyncio.Event()
        self._closing: tuple[CloseCode, str] | None = None
        self.accepted = 0
        """Frames that were or will be sent; deltas that are joined count once [C5]."""

    def put(self, frame: Frame) -> None:
        """Add a frame. A reader too slow for its queue is closed with 4002."""
        if self._closing is not None:
            return
        before = len(self._queue)
        if not self._queue.push(frame):
            self._closing = (CloseCode.SLOW_CONSUMER, "reading too slowly")
        self.accepted += len(self._queue) - before
        self._waiting.set()

    def close(self, code: CloseCode, reason: str) -> None:
        """Close once what waits has been sent. The first reason counts."""
        if self._closing is None:
            self._closing = (code, reason)
        self._waiting.set()

    async def run(self) -> None:
        """Send until closed, then close the socket."""
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            slow = self._closing is not None and self._closing[0] is CloseCode.SLOW_CONSUMER
            try:
                for frame in [] if slow else self._queue.take():
                    async with asyncio.timeout(STALL_SECONDS):
                        await self._send({"type": "websocket.send", "text": frame.text})
            except TimeoutError:
                self._closing = (CloseCode.SLOW_CONSUMER, "reading too slowly")
            if self._closing is not None:
                code, reason = self._closing
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
                return
