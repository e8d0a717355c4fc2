"""`/ws`: from the upgrade request to the end of the socket [C1, C2]."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from instar.model.access import Principal
from instar.protocol.base import SUBPROTOCOL
from instar.protocol.errors import InstarError
from instar.runtime.server import Server
from instar.transport.auth import authenticate
from instar.transport.edges import refuse
from instar.transport.socket.asgi import AsgiWire
from instar.transport.socket.connection import Connection
from instar.transport.socket.handshake import WIRE
from instar.transport.socket.wheel import Wheel

HANDSHAKES = 512
"""Handshakes under way at once. Those on top are asked to come again: who is in comes first."""

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Scope = MutableMapping[str, Any]


class SocketApp:
    """The ASGI application of `/ws`. Host and Origin were checked before it.

    `most`: how many sockets may be open at once.
    """

    def __init__(self, server: Server, most: int) -> None:
        self._server = server
        self._most = most
        self._open = 0
        self._by_user: Counter[str] = Counter()
        self._handshakes = 0
        self._wheel = Wheel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        self._handshakes += 1
        try:
            principal = await self._admit(scope)
        except InstarError as error:
            await refuse(scope, send, error)
            return
        finally:
            self._handshakes -= 1
        wire = scope["extensions"].get(WIRE) or AsgiWire(receive, send)
        connection = Connection(self._server, principal, wire, self._wheel, self._leave)
        self._open += 1
        self._by_user[principal.user.id] += 1
        offered = SUBPROTOCOL in scope.get("subprotocols", ())
        try:
            await send(
                {"type": "websocket.accept", "subprotocol": SUBPROTOCOL if offered else None}
            )
        except BaseException:
            connection.leave()
            raise
        await wire.serve(connection)

    async def _admit(self, scope: Scope) -> Principal:
        if self._handshakes > HANDSHAKES or self._open >= self._most:
            raise InstarError(
                "rate_limited.server",
                "The server is full at the moment.",
                status=503,
                retry_after=random.randint(2, 10),
            )
        principal = await authenticate(self._server, scope)
        if principal is None:
            raise InstarError("unauthorized.session", "Sign in first.")
        if self._by_user[principal.user.id] >= self._server.settings.connections_per_user:
            raise InstarError("rate_limited.connections", "Too many connections.", retry_after=10)
        return principal

    def _leave(self, principal: Principal) -> None:
        self._open -= 1
        self._by_user[principal.user.id] -= 1
        if not self._by_user[principal.user.id]:
            del self._by_user[principal.user.id]
