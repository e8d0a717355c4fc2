"""A connection to an MCP server, through the SDK."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
from mcp import Client, MCPError, types
from mcp.client.subscriptions import SubscriptionLost
from mcp.types.version import MODERN_PROTOCOL_VERSIONS

from instar import __version__
from instar.mcp.errors import McpError
from instar.mcp.reasons import reason_of
from instar.mcp.tools import CALL_SECONDS, text_of
from instar.mcp.transport import open_transport
from instar.model.settings import McpServer

AGAIN_SECONDS = 1.0
MOST_TOOLS = 500
MOST_PAGES = 100


class Connection:
    """What one may ask of a connected server. Everything raises McpError."""

    def __init__(self, client: Client, stir: Callable[[], None]) -> None:
        self._client = client
        self._stir = stir

    async def tools(self) -> list[types.Tool]:
        """All that it offers, 500 at most."""
        found: list[types.Tool] = []
        cursor: str | None = None
        try:
            for _ in range(MOST_PAGES):
                page = await self._client.list_tools(cursor=cursor)
                found += page.tools
                cursor = page.next_cursor
                if cursor is None or len(found) > MOST_TOOLS:
                    break
        except Exception as error:
            raise McpError(reason_of(error)) from None
        return found[:MOST_TOOLS]

    async def call(self, tool: str, arguments: dict[str, Any]) -> str:
        """Have a tool called; cancelling this cancels the call there."""
        try:
            result = await self._client.call_tool(tool, arguments)
        except Exception as error:
            self._stir()
            raise McpError(_refusal(error)) from None
        if result.is_error:
            raise McpError(text_of(result) or "The tool failed, and did not say why.")
        return text_of(result)


def _refusal(error: Exception) -> str:
    """What a model is told: more than a log, which is not for the words of others."""
    match error:
        case MCPError(code=types.CONNECTION_CLOSED | types.REQUEST_TIMEOUT):
            return reason_of(error)
        case MCPError():
            return error.message
    return reason_of(error)


@asynccontextmanager
async def connect(
    name: str, server: McpServer, stir: Callable[[], None]
) -> AsyncGenerator[Connection]:
    """Connect. `stir` is called when the server may be gone, or offers something else.

    Raises McpError, also in the block's place when the server goes away.
    """

    async def notice(message: object) -> None:
        if isinstance(message, types.ToolListChangedNotification):
            stir()

    client = Client(
        open_transport(name, server, stir),
        read_timeout_seconds=CALL_SECONDS,
        message_handler=notice,
        client_info=types.Implementation(name="instar", version=__version__),
        cache=None,
    )
    try:
        async with client, anyio.create_task_group() as group:
            if client.protocol_version in MODERN_PROTOCOL_VERSIONS:
                group.start_soon(_listen, client, stir)
            yield Connection(client, stir)
            group.cancel_scope.cancel()
    except Exception as error:
        raise McpError(reason_of(error)) from None


async def _listen(client: Client, stir: Callable[[], None]) -> None:
    """Stir when the tools have changed; since 2026-07-28 one subscribes to that."""
    while True:
        try:
            async with client.listen(tools_list_changed=True) as changes:
                stir()
                async for _ in changes:
                    stir()
        except MCPError:
            return  # it does not know of it: the tools are looked at from time to time
        except (SubscriptionLost, TimeoutError):
            stir()
        await anyio.sleep(AGAIN_SECONDS)
