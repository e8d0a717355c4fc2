"""`/ws`: from the upgrade request to the end of the socket [C1, C2]."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from instar.protocol.base import SUBPROTOCOL
from instar.protocol.close_codes import CloseCode
from instar.protocol.errors import InstarError
from instar.runtime.server import Server
from instar.transport.auth import authenticate
from instar.transport.edges import refuse
from instar.transport.socket.connection import Connection
from instar.transport.socket.outlet import Outlet

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Scope = MutableMapping[str, Any]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def socket_app(server: Server) -> App:
    """The ASGI application of `/ws`. Host and Origin were checked before it."""

    sockets: Counter[str] = Counter()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        principal = await authenticate(server, scope)
        if principal is None:
            error = InstarError("unauthorized.session", "Sign in first.")
            await refuse(scope, send, error)
            return
        user_id = principal.user.id
        if sockets[user_id] >= server.settings.connections_per_user:
            error = InstarError("rate_limited.connections", "Too many connections.", retry_after=10)
            await refuse(scope, send, error)
            return
        sockets[user_id] += 1
        try:
            await _accept(scope, send)
            await _serve(Connection(server, principal, outlet := Outlet(send)), outlet, receive)
        finally:
            sockets[user_id] -= 1

    return app


async def _accept(scope: Scope, send: Send) -> None:
    offered = SUBPROTOCOL in scope.get("subprotocols", ())
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if offered else None})


async def _serve(connection: Connection, outlet: Outlet, receive: Receive) -> None:
    """Read and write until either side has ended."""
    tasks = {
        asyncio.create_task(outlet.run(), name=f"write {connection.id}"),
        asyncio.create_task(_read(connection, receive), name=f"read {connection.id}"),
    }
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        connection.leave()


async def _read(connection: Connection, receive: Receive) -> None:
    while (event := await receive())["type"] == "websocket.receive":
        text = event.get("text")
        if text is None:
            connection.close(CloseCode.UNSUPPORTED_DATA, "frames are text")
            # The writer says goodbye; nothing more is read.
            await asyncio.Event().wait()
        else:
            await connection.receive(text.encode())
