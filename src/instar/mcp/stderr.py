"""What the program of an MCP server writes to its standard error."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TextIO

import structlog

log = structlog.get_logger(__name__)

SAID_CHARACTERS = 2_000


@asynccontextmanager
async def overheard(server: str) -> AsyncGenerator[TextIO]:
    """A file for the program to write to; it is logged for whoever debugs. Close it once it has it."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as file:
        loop = asyncio.get_running_loop()
        pipe, _ = await loop.connect_read_pipe(lambda: _Listener(server), os.fdopen(reading, "rb"))
        try:
            yield file
        finally:
            pipe.close()
            await asyncio.sleep(0)


class _Listener(asyncio.Protocol):
    def __init__(self, server: str) -> None:
        self._server = server

    def data_received(self, data: bytes) -> None:
        said = data.decode(errors="replace").strip()[:SAID_CHARACTERS]
        log.debug("mcp.stderr", server=self._server, said=said)
