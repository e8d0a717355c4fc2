"""`/ws`: from the upgrade request to the end of the socket [C1, C2]."""

import asyncio
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

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        principal = await authenticate(server, scope)
        if principal is None:
            error = InstarError("unauthorized.session", "Sign in first.")
            await refuse(scope, send, error)
            return
        if (
            len(server.hub.readers_by_user(principal.user.id))
            >= server.settings.connections_per_user
        ):
            error = InstarError("rate_limited.connections", "Too many connections.", retry_after=10)
            await refuse(scope, send, error)
            return
        offered = SUBPROTOCOL in scope.get("subprotocols", ())
        subprotocol = SUBPROTOCOL if offered else None
        await send({"type": "websocket.accept", "subprotocol": subprotocol})
        outlet = Outlet(send)
        connection = Connection(server, principal, outlet)
        try:
            await _serve(connection, outlet, receive)
        finally:
            connection.leave()

    return app


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


async def _read(connection: Connection, receive: Receive) -> None:
    while (event := await receive())["type"] == "websocket.receive":
        text = event.get("text")
        if text is None:
            connection.close(CloseCode.UNSUPPORTED_DATA, "frames are text")
            # The writer says goodbye; nothing more is read.
            await asyncio.Event().wait()
        else:
            await connection.receive(text.encode())
