"""A TCP proxy that cuts its next connection after a number of bytes from the server."""

import asyncio
from contextlib import suppress
from typing import Self


class Cutter:
    """Forwards to `port`. `cut_after` is spent by the connection that reaches it."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server: asyncio.Server | None = None
        self.cut_after: int | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._forward, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._target)
        limit, self.cut_after = self.cut_after, None
        tasks = [
            asyncio.create_task(_copy(reader, up_writer, None)),
            asyncio.create_task(_copy(up_reader, writer, limit)),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for end in (writer, up_writer):
            end.transport.abort()


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None
) -> None:
    """Copy until the end, or until `limit` bytes have been written."""
    with suppress(ConnectionError):
        while chunk := await reader.read(65_536):
            if limit is not None and len(chunk) >= limit:
                writer.write(chunk[:limit])
                await writer.drain()
                return
            limit = limit - len(chunk) if limit is not None else None
            writer.write(chunk)
            await writer.drain()
