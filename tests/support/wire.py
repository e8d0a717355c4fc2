"""A connection without a network: frames in, frames out."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from instar.model.access import Principal
from instar.protocol.ids import new_id
from instar.runtime.server import Server
from instar.transport.socket.connection import Connection
from instar.transport.socket.outlet import Outlet


class Wire:
    """The far end of one `Connection`."""

    def __init__(self, server: Server, principal: Principal) -> None:
        self._sent: list[Any] = []
        self._arrived = asyncio.Event()
        self._outlet = Outlet(self._take)
        self.stuck = False
        self.connection = Connection(server, principal, self._outlet)
        self.writer = asyncio.create_task(self._outlet.run())

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
                self._arrived.clear()
                await self._arrived.wait()

    async def close_code(self) -> int:
        """Wait for the server to close; returns its code."""
        await asyncio.wait_for(self.writer, 10)
        return int(self._sent[-1]["code"])

    @property
    def frames(self) -> list[dict[str, Any]]:
        """What has come down."""
        return [json.loads(one["text"]) for one in self._sent if one["type"] == "websocket.send"]

    async def _take(self, message: Any) -> None:
        if self.stuck and message["type"] == "websocket.send":
            await asyncio.Event().wait()
        self._sent.append(message)
        self._arrived.set()


@asynccontextmanager
async def wire_to(server: Server, principal: Principal) -> AsyncGenerator[Wire]:
    """A wire that has not said hello yet."""
    wire = Wire(server, principal)
    try:
        yield wire
    finally:
        wire.writer.cancel()
        await asyncio.gather(wire.writer, return_exceptions=True)
        wire.connection.leave()
