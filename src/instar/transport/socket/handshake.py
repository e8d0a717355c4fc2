"""From the upgrade request to the 101 or the refusal, as one call of the ASGI application."""

import asyncio
import logging
from collections.abc import Iterable, MutableMapping
from http import HTTPStatus
from typing import Any, Protocol, cast
from urllib.parse import unquote

from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

WIRE = "instar.wire"
"""The ASGI extension by which the application takes the socket over once it has accepted it."""

_log = logging.getLogger("uvicorn.error")


class Socket(Protocol):
    """What the application takes over."""

    def accepted(self) -> None:
        """The client has been told."""
        ...


class Handshake:
    """One request. `websockets` checks and answers what RFC 6455 says, the application the rest."""

    def __init__(self, transport: asyncio.Transport, socket: Socket, head: bytes) -> None:
        self._transport = transport
        self._socket = socket
        self._protocol = ServerProtocol(logger=_log)
        self._protocol.receive_data(head)
        self._response: Response | None = None
        self._refusal: tuple[int, Headers] | None = None
        self._asked = False
        self._answered = False
        self._gone = asyncio.Event()

    def start(self, config: Config, state: ServerState) -> None:
        """Answer it in a task of the server's."""
        events = self._protocol.events_received()
        if not events:
            # A head that uvicorn takes and `websockets` does not: too long a line, for example.
            self._write(self._protocol.reject(HTTPStatus.BAD_REQUEST, "This is no handshake.\n"))
            return
        (request,) = events
        assert isinstance(request, Request)
        self._response = self._protocol.accept(request)
        if self._response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            self._write(self._response)
            return
        scope = _scope(self._transport, request, config)
        scope["extensions"] = {"websocket.http.response": {}, WIRE: self._socket}
        task = asyncio.get_running_loop().create_task(self._run(config, scope))
        state.tasks.add(task)
        task.add_done_callback(state.tasks.discard)

    def lost(self) -> None:
        """The client has gone."""
        self._gone.set()

    async def receive(self) -> MutableMapping[str, Any]:
        """ASGI: there is nothing to hear before the socket is taken over."""
        if not self._asked:
            self._asked = True
            return {"type": "websocket.connect"}
        await self._gone.wait()
        return {"type": "websocket.disconnect", "code": 1006}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """ASGI: the application's answer."""
        match message["type"]:
            case "websocket.accept":
                self._accept(message)
            case "websocket.close":
                self._write(self._protocol.reject(HTTPStatus.FORBIDDEN, ""))
            case "websocket.http.response.start":
                self._refusal = message["status"], _headers(message["headers"])
            case "websocket.http.response.body":
                assert self._refusal is not None
                status, headers = self._refusal
                self._write(Response(status, HTTPStatus(status).phrase, headers, message["body"]))

    def _accept(self, message: MutableMapping[str, Any]) -> None:
        assert self._response is not None
        del self._response.headers["Date"]
        self._response.headers.update(_headers(message.get("headers", ())))
        if message.get("subprotocol"):
            self._response.headers["Sec-WebSocket-Protocol"] = message["subprotocol"]
        self._answered = True
        if not self._transport.is_closing():
            self._transport.write(self._response.serialize())
        self._socket.accepted()

    def _write(self, response: Response) -> None:
        """Answer that this does not become a WebSocket."""
        self._answered = True
        if not self._transport.is_closing():
            response.headers["Connection"] = "close"
            self._transport.write(response.serialize())
            self._transport.close()

    async def _run(self, config: Config, scope: MutableMapping[str, Any]) -> None:
        try:
            await cast("ASGIApp", config.loaded_app)(scope, self.receive, self.send)
        except Exception:
            _log.exception("Exception in ASGI application")
        if not self._answered:
            self._write(self._protocol.reject(HTTPStatus.INTERNAL_SERVER_ERROR, ""))


def _scope(
    transport: asyncio.Transport, request: Request, config: Config
) -> MutableMapping[str, Any]:
    path, _, query = request.path.partition("?")
    offered = ",".join(request.headers.get_all("Sec-WebSocket-Protocol"))
    return {
        "type": "websocket",
        "asgi": {"version": config.asgi_version, "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "wss" if is_ssl(transport) else "ws",
        "server": get_local_addr(transport),
        "client": get_remote_addr(transport),
        "root_path": config.root_path,
        "path": config.root_path + unquote(path),
        "raw_path": (config.root_path + path).encode(),
        "query_string": query.encode(),
        "headers": [
            (name.lower().encode(), value.encode("latin-1"))
            for name, value in request.headers.raw_items()
        ],
        "subprotocols": [token.strip() for token in offered.split(",") if token.strip()],
        "state": {},
    }


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    return Headers([(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw])
