"""A WebSocket client that hands each text to a function as it comes: no task and no queue a message.

A client that takes 25 µs a message, as good general ones do, would be what is measured.
"""

import asyncio
import base64
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Self, cast

from bench.wire.http import request_head

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_FIN = 0x80
TIMEOUT = 20


class WebSocket(asyncio.Protocol):
    """One socket. Open with `async with WebSocket.open(…)`."""

    def __init__(self, request: bytes, listen: Callable[[bytes], None]) -> None:
        self._request = request
        self._listen = listen
        self._buffer = bytearray()
        self._upgraded = False
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None

    @classmethod
    @asynccontextmanager
    async def open(
        cls, port: int, path: str, listen: Callable[[bytes], None], **headers: str
    ) -> AsyncGenerator[Self]:
        """Connect to this machine's `port`; `listen` gets the payload of every text frame."""
        request = upgrade_request(port, path, **headers)
        loop = asyncio.get_running_loop()
        transport, socket = await loop.create_connection(
            lambda: cls(request, listen), "127.0.0.1", port
        )
        try:
            async with asyncio.timeout(TIMEOUT):
                await socket.ready
            yield socket
        finally:
            transport.abort()

    def send(self, text: bytes) -> None:
        """Send one text frame."""
        self._write(_TEXT, text)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded and not self._upgrade():
            return
        for opcode, payload in take_frames(self._buffer):
            if opcode == _TEXT:
                self._listen(payload)
            elif opcode == _PING:
                self._write(_PONG, payload)
            elif opcode == _CLOSE:
                self._lose(f"closed with {int.from_bytes(payload[:2], 'big')}")

    def connection_lost(self, exc: Exception | None) -> None:
        self._lose(str(exc or "the connection ended"))

    def _upgrade(self) -> bool:
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return False
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            self._lose(head.decode(errors="replace"))
            return False
        self._buffer = rest
        self._upgraded = True
        self.ready.set_result(None)
        return True

    def _lose(self, why: str) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionRefusedError(why))
        if not self.lost.done():
            self.lost.set_result(why)

    def _write(self, opcode: int, payload: bytes) -> None:
        assert self._transport is not None
        self._transport.write(masked_frame(opcode, payload, os.urandom(4)))


def upgrade_request(port: int, path: str, **headers: str) -> bytes:
    """The request that begins a WebSocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    return request_head(
        "GET",
        port,
        path,
        upgrade="websocket",
        connection="Upgrade",
        sec_websocket_key=key,
        sec_websocket_version="13",
        **headers,
    )


def take_frames(buffer: bytearray) -> list[tuple[int, bytes]]:
    """Take the whole frames off the front of what a server sent: (opcode, payload).

    Raises ValueError for a fragment: none of the measured servers makes any.
    """
    frames = []
    at, end = 0, len(buffer)
    while end - at >= 2:
        size, head = buffer[at + 1], 2
        if size >= 126:
            head = 4 if size == 126 else 10
            if end - at < head:
                break
            size = int.from_bytes(buffer[at + 2 : at + head], "big")
        if end - at < head + size:
            break
        if not buffer[at] & _FIN:
            raise ValueError("a fragmented message")
        frames.append((buffer[at] & 0x0F, bytes(buffer[at + head : at + head + size])))
        at += head + size
    del buffer[:at]
    return frames


def masked_frame(opcode: int, payload: bytes, mask: bytes) -> bytes:
    """A frame as a client sends it."""
    size = len(payload)
    if size < 126:
        head = bytes((_FIN | opcode, _FIN | size))
    elif size < 65_536:
        head = bytes((_FIN | opcode, _FIN | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((_FIN | opcode, _FIN | 127)) + size.to_bytes(8, "big")
    key = int.from_bytes((mask * (size // 4 + 1))[:size], "big")
    return head + mask + (int.from_bytes(payload, "big") ^ key).to_bytes(size, "big")
