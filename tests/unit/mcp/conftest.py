"""MCP servers that tests connect to."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from instar.mcp import McpServers
from instar.model.settings import McpServer
from tests.support.mcp.shelf import Shelf

SERVERS = Path(__file__).parents[2] / "support/mcp"
PACKAGES = Path(__file__).parents[3] / "client/node_modules"
EVERYTHING = ("node", str(PACKAGES / "@modelcontextprotocol/server-everything/dist/index.js"))
TOKEN = "Bearer of-the-workshop"

OpenMcp = Callable[..., Awaitable[Shelf]]


@pytest.fixture
async def open_mcp() -> AsyncGenerator[OpenMcp]:
    """Connects to servers by name; what they offer comes to the shelf."""
    async with AsyncExitStack() as stack:

        async def open_these(shelf: Shelf | None = None, **servers: McpServer) -> Shelf:
            shelf = shelf or Shelf()
            mcp = McpServers(servers, shelf.add)
            mcp.open()
            stack.push_async_callback(mcp.close)
            return shelf

        yield open_these


def program(script: str, *arguments: str, env: dict[str, str] | None = None) -> McpServer:
    """A server that is started as a program."""
    return McpServer(command=[sys.executable, str(SERVERS / script), *arguments], env=env or {})


class Bell:
    """Where a server says what happens in it."""

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self.port = 0

    async def said(self, line: str) -> None:
        """Wait until this is said next."""
        async with asyncio.timeout(20):
            assert await self._lines.get() == line

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hear all that one has to say."""
        async for line in reader:
            self._lines.put_nowait(line.decode().strip())
        writer.close()


@pytest.fixture
async def bell() -> AsyncGenerator[Bell]:
    one = Bell()
    async with await asyncio.start_server(one.hear, "127.0.0.1", 0) as server:
        one.port = server.sockets[0].getsockname()[1]
        yield one


class Listening:
    """A server over HTTP, to kill and start again on the same port. It says on stderr when it is ready."""

    def __init__(self, *command: str | Path, ready: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._command = command
        self._ready = ready
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/mcp"

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        self._process = subprocess.Popen(
            self._command,
            env={**os.environ, "PORT": str(self.port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        assert self._ready in self._process.stderr.readline()

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=10)


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Generator[Listening]:
    """The workshop over HTTP; its token is in our environment."""
    monkeypatch.setenv("WORKSHOP_TOKEN", TOKEN)
    server = Listening(sys.executable, SERVERS / "workshop.py", "http", ready="ready")
    yield server
    server.kill()


@pytest.fixture
def everything_over_http() -> Generator[Listening]:
    server = Listening(*EVERYTHING, "streamableHttp", ready="listening")
    yield server
    server.kill()
