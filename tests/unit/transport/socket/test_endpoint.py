"""Who is let in: the server's room, the handshakes under way, the user's own connections [C2]."""

from collections.abc import MutableMapping
from typing import Any

import pytest

from instar.protocol.close_codes import CloseCode
from instar.pubsub.frame import Frame
from instar.transport.socket import endpoint
from instar.transport.socket.endpoint import SocketApp
from instar.transport.socket.handshake import WIRE
from tests.conftest import Cast


class HeldWire:
    """Keeps the connection that it is to serve."""

    full = False
    unsent = 0

    def __init__(self) -> None:
        self.connection: Any = None

    async def serve(self, connection: Any) -> None:
        self.connection = connection

    def write(self, frame: Frame) -> None:
        """Nobody reads it."""

    def close(self, code: CloseCode, reason: str) -> None:
        self.connection.leave()


async def knock(app: SocketApp, token: str = "") -> tuple[HeldWire, MutableMapping[str, Any]]:
    """One handshake; returns its wire and the first thing that was answered."""
    wire, said = HeldWire(), []
    scope = {
        "type": "websocket",
        "path": "/ws",
        "headers": [(b"authorization", f"Bearer {token}".encode())],
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}, WIRE: wire},
    }

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    await app(scope, receive, send)
    return wire, said[0]


def refusal(answer: MutableMapping[str, Any]) -> tuple[int, bool]:
    """The status, and whether it is said when to come again."""
    names = {name for name, _ in answer["headers"]}
    return answer["status"], b"retry-after" in names


async def test_c2_a_full_server_says_503_and_when_to_come_again(cast: Cast) -> None:
    app = SocketApp(cast.server, most=1)
    wire, answer = await knock(app, cast.server.command_token)
    assert answer["type"] == "websocket.accept"
    _, answer = await knock(app, cast.server.command_token)
    assert refusal(answer) == (503, True)
    wire.connection.leave()
    _, answer = await knock(app, cast.server.command_token)
    assert answer["type"] == "websocket.accept", "who has left makes room"


async def test_c2_too_many_handshakes_at_once_get_503(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "HANDSHAKES", 0)
    _, answer = await knock(SocketApp(cast.server, most=9), cast.server.command_token)
    assert refusal(answer) == (503, True)


async def test_c2_nobody_gets_401_and_takes_no_room(cast: Cast) -> None:
    app = SocketApp(cast.server, most=1)
    for _ in range(3):
        _, answer = await knock(app, "wrong")
        assert refusal(answer) == (401, False)
    assert (app._open, app._handshakes) == (0, 0)


async def test_c2_a_client_that_is_gone_when_it_is_accepted_takes_no_room(cast: Cast) -> None:
    app = SocketApp(cast.server, most=1)
    wire = HeldWire()
    scope = {
        "headers": [(b"authorization", f"Bearer {cast.server.command_token}".encode())],
        "extensions": {WIRE: wire},
    }

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "websocket.connect"}

    async def gone(_: MutableMapping[str, Any]) -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await app(scope, receive, gone)
    assert app._open == 0
    assert not app._by_user
