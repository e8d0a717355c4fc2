"""The socket's handshake passes the same edges (W1, W3) [C2]."""

from typing import Any

import pytest

from instar.runtime.server import Server
from instar.transport.app import create_app


async def handshake(app: Any, path: str = "/ws", **headers: str) -> dict[str, Any]:
    """The first thing that the application says to an upgrade request."""
    said: list[dict[str, Any]] = []
    scope = {
        "type": "websocket",
        "path": path,
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
        "extensions": {"websocket.http.response": {}},
        "subprotocols": ["instar.v1"],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    await app(scope, receive, send)
    return said[0]


@pytest.fixture
def app(server: Server) -> Any:
    async def socket(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})

    return create_app(server, socket)


HOST = "127.0.0.1:8765"
ORIGIN = "http://127.0.0.1:8765"


async def test_c2_our_page_and_scripts_pass(app: Any) -> None:
    for headers in (
        {"host": HOST, "origin": ORIGIN},
        {"host": HOST, "authorization": "Bearer whatever"},
    ):
        assert (await handshake(app, **headers))["type"] == "websocket.accept"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": HOST}, 403),
        ({"host": HOST, "cookie": "instar_session_8765=x"}, 403),
        ({"host": HOST, "origin": "null"}, 403),
        ({"host": HOST, "origin": "http://evil.example"}, 403),
        ({"host": HOST, "origin": ORIGIN + ".evil.example"}, 403),
        ({"host": HOST, "origin": "https://127.0.0.1:8765"}, 403),
        ({"host": HOST, "origin": "http://evil.example", "authorization": "Bearer x"}, 403),
        ({"host": "evil.example", "origin": ORIGIN}, 421),
        ({"origin": ORIGIN}, 421),
    ],
)
async def test_c2_others_are_refused_before_101(
    app: Any, headers: dict[str, str], status: int
) -> None:
    said = await handshake(app, **headers)
    assert (said["type"], said["status"]) == ("websocket.http.response.start", status)


async def test_there_is_one_socket(app: Any) -> None:
    said = await handshake(app, path="/other", host=HOST, origin=ORIGIN)
    assert said["status"] == 404
