"""The MCP servers of the settings, for as long as ours runs."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import anyio

from instar.model.settings import McpServer
from instar.sdk import Tool, Undo

if TYPE_CHECKING:
    from instar.mcp.keeper import Keeper

GOODBYE_SECONDS = 3.0
END_SECONDS = 10.0
"""More than the SDK takes to end a program that does not want to: 6.5 s."""


class McpServers:
    """Keeps each server connected, and its tools known while it is.

    `add` makes a tool known. A server that cannot be had holds up nothing: its tools come when it does.
    """

    def __init__(self, servers: Mapping[str, McpServer], add: Callable[[Tool], Undo]) -> None:
        self._servers = servers
        self._add = add
        self._keepers: list[Keeper] = []
        self._task: asyncio.Task[None] | None = None
        # Cancelled by anyio: from that the SDK shields the end of a program, from a task's own it cannot.
        self._scope = anyio.CancelScope()

    def open(self) -> None:
        """Begin to connect."""
        if self._servers:
            self._task = asyncio.create_task(self._keep(), name="mcp")

    async def close(self) -> None:
        """Take the tools back, leave the servers, and end the programs that were started for them."""
        if self._task is None:
            return
        for keeper in self._keepers:
            keeper.stop()
        if self._keepers:
            await asyncio.wait({self._task}, timeout=GOODBYE_SECONDS)
        self._scope.cancel()
        await asyncio.wait({self._task}, timeout=END_SECONDS)

    async def _keep(self) -> None:
        with self._scope:
            make = await asyncio.to_thread(_load)
            self._keepers = [make(*server, self._add) for server in self._servers.items()]
            async with anyio.create_task_group() as group:
                for keeper in self._keepers:
                    group.start_soon(keeper.keep, name=f"mcp {keeper.name}")


def _load() -> "type[Keeper]":
    """Import the SDK, which takes a second."""
    from instar.mcp.keeper import Keeper

    return Keeper
