"""A model service: requests by its SDK, answers as the bytes that come."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing, suppress
from typing import Any, Protocol

from instar.providers.errors import broken, failure, refused, said_by
from instar.providers.sse import EventLines, EventTooLarge
from instar.sdk.models import End, ModelEvent

CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 300.0
"""The longest wait for the first byte of an answer, and for the next one. Models that reason can be silent
for minutes; the SDKs wait for ten, as long as a turn may take."""
DRAIN_SECONDS = 0.1
_AS_IT_IS = {"accept-encoding": "identity"}


class Reader(Protocol):
    """Makes events of the data of one answer."""

    def read(self, data: bytes) -> Iterable[ModelEvent]:
        """What it says. Raises InstarError."""
        ...

    def end(self) -> Iterable[ModelEvent]:
        """The answer's bytes have come to an end. Raises InstarError `model.cut`, or says that it is whole."""
        ...


Ask = Callable[[], Awaitable[tuple[Any, Reader]]]
"""Sends a request; returns the response of the SDK, and who reads it."""


class Service:
    """A service behind the client of its SDK.

    `make` imports the SDK and makes the client, at the first use. `secret`: the key, which is in no error.
    """

    def __init__(self, make: Callable[[], Any], secret: str) -> None:
        self._make = make
        self._secret = secret
        self._client: Any = None
        self._making = asyncio.Lock()
        self._unwanted: dict[str, frozenset[str]] = {}

    async def client(self) -> Any:
        async with self._making:
            if self._client is None:
                # The import takes a second, and reading the certificates some more.
                self._client = await asyncio.to_thread(self._make)
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()

    async def send(self, resource: Any, body: dict[str, Any], wishes: Mapping[str, Any]) -> Any:
        """Ask a resource of the SDK for a stream; returns its response, which is to be closed.

        `wishes`: parameters that a model or server may not know. One that refuses any is asked again
        without it, and no more. Raises InstarError.
        """
        create = resource.with_streaming_response.create
        unwanted = self._unwanted.get(body["model"], frozenset())
        while True:
            wished = {name: wish for name, wish in wishes.items() if name not in unwanted}
            try:
                response = await create(
                    **body, **wished, stream=True, extra_headers=_AS_IT_IS
                ).__aenter__()
            except Exception as error:
                named = _named(error, wished)
                if named is None:
                    raise refused(error, self._secret) from None
                unwanted |= {named}
            else:
                # Not before: what a refusal names may not have been its reason.
                self._unwanted[body["model"]] = unwanted
                return response

    async def models(self) -> bytes:
        """The service's list of its models. Raises InstarError."""
        client = await self.client()
        try:
            async with client.models.with_streaming_response.list() as response:
                return await response.read()
        except Exception as error:
            raise refused(error, self._secret) from None


async def events_of(ask: Ask) -> AsyncGenerator[ModelEvent]:
    """What a service answers. Closing the generator closes the connection. Raises InstarError.

    This runs for each delta, so it is one generator that waits for the transport and for nothing else.
    """
    response, reader = await ask()
    lines = EventLines()
    try:
        # The bytes as the transport has them: the SDK's own events cost several times as much.
        async with aclosing(aiter(response.http_response.stream)) as chunks:
            while True:
                try:
                    chunk = await anext(chunks)
                except StopAsyncIteration:
                    break
                except Exception as error:
                    raise broken(error) from None
                for data in lines.feed(chunk):
                    for event in reader.read(data):
                        yield event
                        if isinstance(event, End):
                            await _drain(chunks)
                            return
        for event in reader.end():
            yield event
    except EventTooLarge:
        raise failure("invalid") from None
    finally:
        await response.close()


async def _drain(chunks: AsyncGenerator[bytes]) -> None:
    """Read what follows the end, so that the connection can be used again."""
    with suppress(Exception):
        async with asyncio.timeout(DRAIN_SECONDS):
            async for _ in chunks:
                pass


def _named(error: Exception, wished: Mapping[str, Any]) -> str | None:
    """Which of the wishes a service complains of."""
    if getattr(error, "status_code", None) not in (400, 422):
        return None
    parameter = getattr(error, "param", None)
    said = parameter if isinstance(parameter, str) else said_by(error)[0]
    return next((name for name in wished if name in said), None)
