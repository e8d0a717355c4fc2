"""One request on its way through a route."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, NamedTuple

from starlette.datastructures import Headers
from starlette.types import Receive, Scope

from instar.model.access import Principal
from instar.protocol.errors import InstarError
from instar.runtime.server import Server
from instar.transport.edges import ClientGone

BODY_SECONDS = 600.0


@dataclass(slots=True)
class Call:
    """What a handler gets: who asks, and what for, bound and checked."""

    server: Server
    scope: Scope
    receive: Receive
    path: dict[str, str]
    asker: Principal | None = None
    query: Any = None
    body: Any = None

    @property
    def principal(self) -> Principal:
        """Who asks, on a route that is not public."""
        if self.asker is None:
            raise LookupError("a public route has no principal")
        return self.asker

    @property
    def headers(self) -> Headers:
        return Headers(scope=self.scope)

    async def chunks(self, limit: int) -> AsyncGenerator[bytes]:
        """The body as it comes. Raises `too_large.body` as soon as that is known, ClientGone."""
        read = 0
        if _announced(self.headers) > limit:
            raise _too_large(limit)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                more = True
                while more:
                    message = await self.receive()
                    if message["type"] == "http.disconnect":
                        raise ClientGone
                    chunk = message.get("body", b"")
                    more = message.get("more_body", False)
                    read += len(chunk)
                    if read > limit:
                        raise _too_large(limit)
                    if chunk:
                        yield chunk
        except TimeoutError:
            raise InstarError("validation.timeout", "The body took too long.", status=408) from None

    async def whole_body(self, limit: int) -> bytes:
        """The body in one piece."""
        return b"".join([chunk async for chunk in self.chunks(limit)])


class Reply(NamedTuple):
    """A result with headers of its own."""

    result: Any
    headers: dict[str, str]


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise InstarError("validation.content_length", "Content-Length is a number of bytes.")
    return int(length[:19])


def _too_large(limit: int) -> InstarError:
    return InstarError("too_large.body", f"The body may hold {limit} bytes.")
