"""What a socket does with bytes, pressure and ends; RFC 6455 itself is in tests/contract/test_conformance.py."""

import asyncio
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.server import ServerState
from websockets.frames import Frame as WebSocketFrame
from websockets.frames import Opcode

from instar.protocol.close_codes import CloseCode
from instar.pubsub.frame import Frame
from instar.transport.socket import protocol as module
from instar.transport.socket.protocol import DirectProtocol, Flusher

HEAD = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class FakeTransport(asyncio.Transport):
    """Remembers what was written, and in how many calls."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self.buffered = 0
        self.reading = True
        self.closed = self.aborted = False

    def write(self, data: Any) -> None:
        self.writes.append(bytes(data))

    def writelines(self, list_of_data: Any) -> None:
        self.writes.append(b"".join(list_of_data))

    def get_write_buffer_size(self) -> int:
        return self.buffered

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True


class FakePeer:
    """Takes messages one at a time, and each as long as `gate` is shut."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.resumed = self.left = 0

    async def receive(self, body: bytes, *, text: bool) -> None:
        assert text
        self.received.append(body)
        await self.gate.wait()

    def resume(self) -> None:
        self.resumed += 1

    def leave(self) -> None:
        self.left += 1


class Line:
    """A socket whose application accepts at once, its transport and its peer."""

    def __init__(self) -> None:
        config = uvicorn.Config(
            self._app, interface="asgi3", proxy_headers=False, ws_max_size=1000, log_config=None
        )
        config.load()
        self.state = ServerState()
        self.peer = FakePeer()
        self.transport = FakeTransport()
        self.socket = DirectProtocol(config, self.state, {}, flusher=Flusher())
        self.socket.connection_made(self.transport)

    async def open(self) -> None:
        """Shake hands."""
        self.socket.data_received(HEAD)
        await asyncio.gather(*self.state.tasks)
        assert self.transport.writes.pop().startswith(b"HTTP/1.1 101 ")

    def hear(self, body: bytes, opcode: Opcode = Opcode.TEXT) -> None:
        """The client says something."""
        self.socket.data_received(WebSocketFrame(opcode, body).serialize(mask=True))

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await scope["extensions"]["instar.wire"].serve(self.peer)


@pytest.fixture
async def line() -> Line:
    line = Line()
    await line.open()
    return line


async def turns(count: int = 5) -> None:
    """Let the loop go round."""
    for _ in range(count):
        await asyncio.sleep(0)


def sent(line: Line) -> bytes:
    return b"".join(line.transport.writes)


async def test_nothing_is_read_before_the_handshake_is_answered() -> None:
    line = Line()
    line.socket.data_received(HEAD)
    assert not line.transport.reading
    await asyncio.gather(*line.state.tasks)
    assert line.transport.reading
    assert not line.state.tasks


async def test_a_client_that_goes_during_the_handshake_leaves_nothing_behind() -> None:
    line = Line()
    line.socket.data_received(HEAD)
    line.socket.connection_lost(None)
    await asyncio.gather(*line.state.tasks)
    assert line.peer.left == 1
    assert not line.state.connections


async def test_what_one_pass_of_the_loop_says_goes_out_in_one_write(line: Line) -> None:
    for text in (b"one", b"two", b"three"):
        line.socket.write(Frame(text))
    assert line.transport.writes == []
    await turns(1)
    assert line.transport.writes == [b"\x81\x03one\x81\x03two\x81\x05three"]


async def test_a_frame_is_packed_once_for_all_readers(line: Line) -> None:
    frame = Frame(b"hi")
    line.socket.write(frame)
    packed = frame.packed
    line.socket.write(frame)
    assert frame.packed is packed


async def test_a_pass_writes_to_so_many_sockets_and_the_rest_comes_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "SLICE", 2)
    lines = [Line() for _ in range(3)]
    flusher = Flusher()
    for line in lines:
        await line.open()
        line.socket._flusher = flusher
    for line in lines:
        line.socket.write(Frame(b"x"))
    await turns(1)
    assert [len(line.transport.writes) for line in lines] == [1, 1, 0]
    await turns(1)
    assert [len(line.transport.writes) for line in lines] == [1, 1, 1]


async def test_a_socket_that_raises_holds_up_no_other(line: Line) -> None:
    other = Line()
    await other.open()
    other.socket._flusher = line.socket._flusher
    for each in (line, other):
        each.socket.write(Frame(b"x"))
    broken: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: broken.append(context["exception"]))
    line.transport.write = None  # ty: ignore[invalid-assignment]
    await turns(2)
    assert len(broken) == 1
    assert sent(other) == b"\x81\x01x"


async def test_messages_are_answered_one_by_one_and_reading_stops_when_two_wait(line: Line) -> None:
    line.peer.gate.clear()
    line.hear(b"1")
    await turns()
    line.hear(b"2")
    assert line.transport.reading
    line.hear(b"3")
    assert not line.transport.reading
    await turns()
    assert line.peer.received == [b"1"]
    line.peer.gate.set()
    await turns()
    assert line.peer.received == [b"1", b"2", b"3"]
    assert line.transport.reading
    assert line.socket._worker is None


async def test_fragments_make_one_message(line: Line) -> None:
    for opcode, text, fin in (
        (Opcode.TEXT, b"a", False),
        (Opcode.CONT, b"b", False),
        (Opcode.PING, b"!", True),
        (Opcode.CONT, b"c", True),
    ):
        line.socket.data_received(WebSocketFrame(opcode, text, fin=fin).serialize(mask=True))
    await turns()
    assert line.peer.received == [b"abc"]
    assert sent(line) == b"\x8a\x01!"


@pytest.mark.parametrize(
    ("body", "opcode", "code"),
    [(b"\xff", Opcode.TEXT, 1007), (b"x" * 1001, Opcode.TEXT, 1009), (b"x", Opcode.CONT, 1002)],
)
async def test_c8_what_is_no_message_closes(
    line: Line, body: bytes, opcode: Opcode, code: int
) -> None:
    line.hear(body, opcode)
    await turns()
    assert line.peer.received == []
    assert sent(line)[2:4] == code.to_bytes(2, "big")


async def test_pressure_is_told_and_its_end(line: Line) -> None:
    line.socket.pause_writing()
    assert line.socket.full
    line.socket.resume_writing()
    assert not line.socket.full
    assert line.peer.resumed == 1


async def test_who_pings_and_reads_no_pong_is_cut(line: Line) -> None:
    line.socket.pause_writing()
    line.transport.buffered = module.UNREAD_BYTES
    line.hear(b"", Opcode.PING)
    assert not line.transport.aborted
    line.transport.buffered += 1
    line.hear(b"", Opcode.PING)
    assert line.transport.aborted


async def test_a_goodbye_follows_what_was_said_and_nothing_follows_it(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GOODBYE_SECONDS", 0.0)
    line.socket.write(Frame(b"last"))
    line.socket.close(CloseCode.RESTART, "bye")
    line.socket.write(Frame(b"too late"))
    assert not line.transport.closed, "the client says goodbye too"
    await turns()
    assert sent(line) == b"\x81\x04last\x88\x05\x03\xf4bye"
    assert line.transport.aborted, "but is not waited for for ever"


async def test_a_clients_goodbye_is_answered_and_the_socket_closed(line: Line) -> None:
    line.hear((1000).to_bytes(2, "big"), Opcode.CLOSE)
    assert sent(line) == b"\x88\x02\x03\xe8"
    assert line.transport.closed


async def test_the_end_stops_what_is_being_answered(line: Line) -> None:
    line.peer.gate.clear()
    line.hear(b"1")
    await turns()
    worker = cast("asyncio.Task[None]", line.socket._worker)
    line.socket.connection_lost(None)
    await asyncio.gather(worker, return_exceptions=True)
    assert worker.cancelled()
    assert line.peer.left == 1
    assert not line.state.connections
    line.socket.write(Frame(b"nobody hears this"))
    await turns()
    assert sent(line) == b""


async def test_c6_a_server_that_stops_says_so(line: Line) -> None:
    line.socket.shutdown()
    assert sent(line)[2:4] == (1012).to_bytes(2, "big")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (HEAD.replace(b"13", b"12"), 400),
        (HEAD.replace(b"dGhlIHNhbXBsZSBub25jZQ==", b"short"), 400),
        (HEAD.replace(b"Host: x", b"Cookie: " + b"x" * 20_000), 400),
    ],
)
async def test_c2_a_handshake_that_is_none_is_refused(head: bytes, status: int) -> None:
    line = Line()
    line.socket.data_received(head)
    await asyncio.gather(*line.state.tasks)
    assert sent(line).startswith(b"HTTP/1.1 %d " % status)
    assert line.transport.closed
    assert line.peer.left == 0


async def test_an_application_that_breaks_answers_500(caplog: pytest.LogCaptureFixture) -> None:
    line = Line()

    async def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    line.socket._config.loaded_app = cast("Any", broken)
    line.socket.data_received(HEAD)
    await asyncio.gather(*line.state.tasks)
    assert sent(line).startswith(b"HTTP/1.1 500 ")
    assert "broken" in caplog.text
