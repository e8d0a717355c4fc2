"""A socket behind an ASGI server: one frame at a time, by a task that waits for each."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from instar.protocol.close_codes import CloseCode
from instar.pubsub.frame import Frame
from instar.transport.socket.connection import Connection

GOODBYE_SECONDS = 1.0

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class AsgiWire:
    """The `Wire` for every server that is none of ours."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self.full = False
        self._frame: Frame | None = None
        self._closing: tuple[CloseCode, str] | None = None
        self._waiting = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    @property
    def unsent(self) -> int:
        return self._frame.size if self._frame is not None else 0

    def write(self, frame: Frame) -> None:
        self.full, self._frame = True, frame
        self._waiting.set()

    def close(self, code: CloseCode, reason: str) -> None:
        self._closing = (code, reason)
        self._waiting.set()
        if self._frame is not None and self._writer is not None:
            # A write that waits is given up; one that does not has ended before.
            self._writer.cancel()

    async def serve(self, connection: Connection) -> None:
        """Read and write until either side has ended."""
        self._writer = asyncio.create_task(self._write(connection), name=f"write {connection.id}")
        reader = asyncio.create_task(self._read(connection), name=f"read {connection.id}")
        try:
            await asyncio.wait({self._writer, reader}, return_when=asyncio.FIRST_COMPLETED)
            if self._closing is not None:
                await self._say_goodbye(*self._closing)
        finally:
            for task in (self._writer, reader):
                task.cancel()
            await asyncio.gather(self._writer, reader, return_exceptions=True)
            connection.leave()

    async def _write(self, connection: Connection) -> None:
        while self._closing is None:
            await self._waiting.wait()
            self._waiting.clear()
            if self._frame is not None:
                await self._send({"type": "websocket.send", "text": self._frame.body.decode()})
                self.full, self._frame = False, None
                connection.resume()

    async def _read(self, connection: Connection) -> None:
        while (event := await self._receive())["type"] == "websocket.receive":
            text = event.get("text")
            if text is None:
                await connection.receive(event["bytes"], text=False)
            else:
                await connection.receive(text.encode(), text=True)

    async def _say_goodbye(self, code: CloseCode, reason: str) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
