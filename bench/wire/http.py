"""An HTTP/1.1 client for one connection, over httptools."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple, Self, cast

import httptools

TIMEOUT = 20


class Answer(NamedTuple):
    """A whole response; a streamed body is not kept."""

    status: int
    body: bytes


class Http(asyncio.Protocol):
    """Requests one after the other. Open with `async with Http.open(port)`."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._port = port
        self._headers = headers
        self._parser = httptools.HttpResponseParser(self)
        self._done: asyncio.Future[Answer] | None = None
        self._body = bytearray()
        self._listen: Callable[[bytes], None] = self._body.extend
        self._transport: asyncio.Transport | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, port: int, **headers: str) -> AsyncGenerator[Self]:
        """Connect to this machine's `port`; the headers go with every request."""
        loop = asyncio.get_running_loop()
        transport, http = await loop.create_connection(
            lambda: cls(port, headers), "127.0.0.1", port
        )
        try:
            yield http
        finally:
            transport.close()

    async def request(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        listen: Callable[[bytes], None] | None = None,
        seconds: float = TIMEOUT,
    ) -> Answer:
        """Send a request and wait for its whole answer; `listen` gets the body as it comes."""
        assert self._transport is not None
        self._done = asyncio.get_running_loop().create_future()
        self._body.clear()
        self._listen = listen or self._body.extend
        of_body = {"content_type": "application/json", "content_length": str(len(body))}
        headers = self._headers | (of_body if body else {})
        self._transport.write(request_head(method, self._port, path, **headers) + body)
        async with asyncio.timeout(seconds):
            return await self._done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(exc or ConnectionResetError("the server closed"))

    def on_body(self, body: bytes) -> None:
        self._listen(body)

    def on_message_complete(self) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_result(Answer(self._parser.get_status_code(), bytes(self._body)))
        self._parser = httptools.HttpResponseParser(self)


def request_head(method: str, port: int, path: str, **headers: str) -> bytes:
    """The head of a request to this machine, with the empty line after it."""
    sent = {"host": f"127.0.0.1:{port}", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in sent.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode()
