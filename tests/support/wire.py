"""A connection without a network: frames in, frames out."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from instar.model.access import Principal
from instar.protocol.close_codes import CloseCode
from instar.protocol.ids import new_id
from instar.pubsub.frame import Frame
from instar.runtime.server import Server
from instar.transport.socket.connection import Connection
from instar.transport.socket.wheel import Wheel


class FakeWire:
    """Takes frames until it is `full`; remembers how it was closed."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.full = False
        self.unsent = 0
        self.closed: tuple[CloseCode, str] | None = None
        self._changed = asyncio.Event()

    def stick(self, unsent: int = 1) -> None:
        """The other side reads no more."""
        self.full, self.unsent = True, unsent

    def unstick(self) -> None:
        """The other side has read everything."""
        self.full, self.unsent = False, 0

    def write(self, frame: Frame) -> None:
        assert not self.full
        assert self.closed is None
        self.frames.append(json.loads(frame.body))
        self._changed.set()

    def close(self, code: CloseCode, reason: str) -> None:
        self.closed = self.closed or (code, reason)
        self._changed.set()

    async def changed(self) -> None:
        """Wait for the next frame, or the end."""
        self._changed.clear()
        await self._changed.wait()

    async def close_code(self) -> int:
        """Wait for the server to close; returns its code."""
        async with asyncio.timeout(10):
            while self.closed is None:
                await self.changed()
        return int(self.closed[0])


class Wire(FakeWire):
    """The far end of one `Connection`, whose deadlines are looked at every few milliseconds."""

    def __init__(self, server: Server, principal: Principal) -> None:
        super().__init__()
        self.connection = Connection(server, principal, self, Wheel(0.005), lambda _: None)

    async def say(self, type_: str, **fields: Any) -> None:
        """Send a message up and let it be answered."""
        message = {"v": 1, "type": type_, "id": new_id("msg"), "payload": {}, **fields}
        await self.connection.receive(json.dumps(message).encode())

    async def until(self, *types: str) -> dict[str, Any]:
        """Wait for the next frame of these types."""
        seen = 0
        async with asyncio.timeout(10):
            while True:
                for frame in self.frames[seen:]:
                    seen += 1
                    if frame["type"] in types:
                        return frame
                await self.changed()


@asynccontextmanager
async def wire_to(server: Server, principal: Principal) -> AsyncGenerator[Wire]:
    """A wire that has not said hello yet."""
    wire = Wire(server, principal)
    try:
        yield wire
    finally:
        wire.connection.leave()
