"""One MCP server: connected, kept so, and its tools known while it is."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

import anyio
import structlog

from instar.mcp.catalogue import Catalogue
from instar.mcp.connection import Connection, connect
from instar.mcp.errors import McpError
from instar.model.settings import McpServer
from instar.sdk import Tool, Undo

log = structlog.get_logger(__name__)

CHECK_SECONDS = 60.0
"""How often a server is asked for its tools, unless it says that they have changed."""
FIRST_SECONDS = 0.5
LONGEST_SECONDS = 60.0
CONNECTED = "connected"


class Keeper:
    """Connects to a server, and again when it went away."""

    def __init__(self, name: str, server: McpServer, add: Callable[[Tool], Undo]) -> None:
        self.name = name
        self._server = server
        self._catalogue = Catalogue(name, server.approval, add, self._call)
        self._connection: Connection | None = None
        self._stirred = asyncio.Event()
        """Something happened: look whether the server is there, and what it offers."""
        self._stopping = False
        self._scope = anyio.CancelScope()
        self._said = ""
        """What was logged last, so that it is not said again."""

    async def keep(self) -> None:
        """Keep connected until `stop`."""
        clock = asyncio.get_running_loop().time
        failures = 0
        with self._scope:
            while not self._stopping:
                began = clock()
                await self._try()
                failures = 1 if clock() - began > LONGEST_SECONDS else failures + 1
                await self._wait(pause(failures))

    def stop(self) -> None:
        """Leave the server; one that is not connected has nothing to be told."""
        self._stopping = True
        self._stirred.set()
        if self._connection is None:
            self._scope.cancel()

    async def _try(self) -> None:
        """Connect, and follow the server until it goes away."""
        try:
            async with connect(self.name, self._server, self._stirred.set) as connection:
                await self._follow(connection)
        except McpError as error:
            if (reason := str(error)) != self._said:
                log.warning("mcp.unavailable", server=self.name, reason=reason)
            self._said = reason

    async def _follow(self, connection: Connection) -> None:
        """Offer what the server offers. Raises McpError when it has gone away."""
        self._connection = connection
        try:
            while not self._stopping:
                self._catalogue.offer(await connection.tools())
                self._say_connected()
                await self._wait(CHECK_SECONDS)
        finally:
            self._connection = None
            self._catalogue.clear()

    async def _wait(self, seconds: float) -> None:
        """Wait so long, or until something happens."""
        with anyio.move_on_after(seconds):
            await self._stirred.wait()
        if not self._stopping:
            self._stirred.clear()

    def _say_connected(self) -> None:
        if self._said != CONNECTED:
            log.info("mcp.connected", server=self.name, tools=len(self._catalogue))
        self._said = CONNECTED

    async def _call(self, tool: str, arguments: dict[str, Any]) -> str:
        if self._connection is None:
            raise McpError(f"The MCP server {self.name} is not there at the moment.")
        return await self._connection.call(tool, arguments)


def pause(failures: int) -> float:
    """How long to wait before the next try: longer each time, up to a minute, and not in step."""
    doubled = FIRST_SECONDS * 2 ** min(failures - 1, 10)
    return random.uniform(0.5, 1) * min(doubled, LONGEST_SECONDS)
