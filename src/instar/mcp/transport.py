"""The way to an MCP server: a program's standard streams, or HTTP."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import anyio
import httpx2
from anyio.abc import ObjectSendStream
from mcp import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.message import SessionMessage

from instar.mcp.errors import McpError
from instar.mcp.sieve import Sieve
from instar.mcp.stderr import overheard
from instar.mcp.variables import fill_in
from instar.model.settings import McpServer

if TYPE_CHECKING:
    from mcp.client._transport import ReadStream, TransportStreams

CONNECT_SECONDS = 30.0
SILENCE_SECONDS = 300.0

Received = SessionMessage | Exception

# The SDK logs what servers say, with traces. We say what matters in our own words.
logging.getLogger("mcp").setLevel(logging.CRITICAL)


@asynccontextmanager
async def open_transport(
    name: str, server: McpServer, ended: Callable[[], None]
) -> AsyncGenerator[TransportStreams]:
    """The streams to and from the server. `ended` is called when nothing more will come."""
    async with AsyncExitStack() as stack:
        opened = _program(name, server, stack) if server.command else _address(server, stack)
        source, write = await opened
        target, read = anyio.create_memory_object_stream[Received]()
        group = await stack.enter_async_context(anyio.create_task_group())
        stack.callback(group.cancel_scope.cancel)
        group.start_soon(_pass_on, source, target, Sieve(name), ended)
        yield read, write


async def _pass_on(
    source: ReadStream[Received],
    target: ObjectSendStream[Received],
    sieve: Sieve,
    ended: Callable[[], None],
) -> None:
    try:
        async with target:
            async for message in source:
                sieve.pass_through(message)
                await target.send(message)
    except anyio.BrokenResourceError:
        pass  # nobody listens any more
    ended()


async def _program(name: str, server: McpServer, stack: AsyncExitStack) -> TransportStreams:
    """Start the program, with little of our environment: the SDK's choice, and what is set for it."""
    command, *arguments = [_filled(word) for word in server.command]
    parameters = StdioServerParameters(
        command=command,
        args=arguments,
        env={key: _filled(value) for key, value in server.env.items()},
        cwd=_filled(server.cwd) or None,
    )
    errlog = await stack.enter_async_context(overheard(name))
    streams = await stack.enter_async_context(stdio_client(parameters, errlog=errlog))
    errlog.close()
    return streams


async def _address(server: McpServer, stack: AsyncExitStack) -> TransportStreams:
    client = httpx2.AsyncClient(
        headers={name: _filled(value) for name, value in server.headers.items()},
        timeout=httpx2.Timeout(CONNECT_SECONDS, read=SILENCE_SECONDS),
        event_hooks={"response": [_refuse]},
    )
    await stack.enter_async_context(client)
    return await stack.enter_async_context(
        streamable_http_client(_filled(server.url), http_client=client)
    )


async def _refuse(response: httpx2.Response) -> None:
    """Have it said when we are not let in; the SDK would only say that there was an error."""
    if response.status_code in (401, 403):
        raise McpError(
            f"The server answers {response.status_code} {response.reason_phrase}: look at its headers."
        )


def _filled(text: str) -> str:
    return fill_in(text, os.environ)
