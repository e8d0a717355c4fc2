"""`/ws` without ASGI: a protocol class for uvicorn that writes frames straight to the transport.

The handshake passes the application like every request, which then takes the socket over and leaves
no task behind. `websockets` reads what a client sends and answers its pings and its close; what goes
out, which is nearly everything, is packed once for all readers and handed to the transport.
"""

import asyncio
import logging
from collections import deque
from typing import Any, Protocol, cast

from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.frames import Frame as WebSocketFrame
from websockets.frames import Opcode
from websockets.protocol import Protocol as WebSocketFraming
from websockets.protocol import Side, State

from instar.protocol.close_codes import CloseCode
from instar.pubsub.frame import Frame
from instar.transport.socket.handshake import Handshake

JOIN_FRAMES = 32
SLICE = 256
GOODBYE_SECONDS = 1.0
UNREAD_BYTES = 1_048_576

_log = logging.getLogger("uvicorn.error")


class Peer(Protocol):
    """Who is served by a socket."""

    async def receive(self, body: bytes, *, text: bool) -> None:
        """Answer one message; the next one waits until this returns."""
        ...

    def resume(self) -> None:
        """The socket takes frames again."""
        ...

    def leave(self) -> None:
        """The socket has ended."""
        ...


class Framing(WebSocketFraming):
    """Reads frames as the library does, but for one case of RFC 6455."""

    def recv_frame(self, frame: WebSocketFrame) -> None:
        if frame.opcode is Opcode.CLOSE:
            # Section 5.4: control frames, and so a close, may come amid a fragmented message.
            self.current_size = None
        super().recv_frame(frame)


class Flusher:
    """Writes once a pass of the loop what the pass has gathered for a socket: one system call each.

    A pass writes to so many sockets at most, so that a thread with thousands of readers holds up
    nobody; what comes for the others meanwhile joins what waits for them.
    """

    def __init__(self) -> None:
        self._due: deque[DirectProtocol] = deque()
        self._scheduled = False

    def due(self, socket: "DirectProtocol") -> None:
        """The socket has something to write."""
        self._due.append(socket)
        if not self._scheduled:
            self._schedule()

    def _schedule(self) -> None:
        self._scheduled = True
        asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._scheduled = False
        due = self._due
        try:
            for _ in range(min(SLICE, len(due))):
                due.popleft().flush()
        finally:
            # Also when one socket has raised: what it is has nothing to do with the others.
            if due:
                self._schedule()


class DirectProtocol(asyncio.Protocol):
    """One socket from uvicorn's upgrade to its end; the `Wire` of its connection."""

    __slots__ = (
        "_config",
        "_end",
        "_flusher",
        "_framing",
        "_gathered",
        "_handshake",
        "_inbox",
        "_open",
        "_parts",
        "_peer",
        "_state",
        "_text",
        "_transport",
        "_worker",
        "full",
    )

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],  # noqa: ARG002  (uvicorn passes it; we have no lifespan)
        *,
        flusher: Flusher,
    ) -> None:
        self._config = config
        self._state = server_state
        self._flusher = flusher
        self._transport: asyncio.Transport | None = None
        self._handshake: Handshake | None = None
        self._framing: Framing | None = None
        self._peer: Peer | None = None
        self._open = False
        self._gathered: list[bytes] = []
        self._inbox: deque[tuple[bytes, bool]] | None = None
        self._worker: asyncio.Task[None] | None = None
        self._parts: list[bytes] | None = None
        self._text = True
        self.full = False
        self._end: asyncio.TimerHandle | None = None

    # What uvicorn and the loop call.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes.
        self._transport = cast("asyncio.Transport", transport)
        self._state.connections.add(self)  # ty: ignore[invalid-argument-type]

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        if self._framing is not None:
            self._read(self._framing, data)
        elif self._handshake is None:
            # The head of the request, as uvicorn has read it. Nothing is read until it is answered.
            self._transport.pause_reading()
            self._handshake = Handshake(self._transport, self, data)
            self._handshake.start(self._config, self._state)

    def eof_received(self) -> None:
        if self._framing is not None:
            self._framing.receive_eof()

    def pause_writing(self) -> None:
        self.full = True

    def resume_writing(self) -> None:
        self.full = False
        if self._peer is not None:
            self._peer.resume()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._state.connections.discard(self)
        self._transport = None
        self._gathered.clear()
        if self._end is not None:
            self._end.cancel()
        if self._worker is not None:
            self._worker.cancel()
        if self._handshake is not None:
            self._handshake.lost()
        if self._peer is not None:
            self._peer.leave()

    def shutdown(self) -> None:
        """The server stops."""
        if self._framing is not None:
            self.close(CloseCode.RESTART, "the server is restarting")
        elif self._transport is not None:
            self._transport.close()

    # What the handshake calls.

    def accepted(self) -> None:
        """The client has been told that this is a WebSocket now."""
        self._handshake = None
        if self._transport is not None:
            self._open = True
            self._framing = Framing(
                Side.SERVER, state=State.OPEN, max_size=self._config.ws_max_size, logger=_log
            )

    async def serve(self, peer: Peer) -> None:
        """Serve the peer from now on; returns at once."""
        if self._transport is None:
            peer.leave()
        else:
            self._peer = peer
            self._transport.resume_reading()

    # What the connection calls: `Wire`.

    @property
    def unsent(self) -> int:
        waiting = sum(map(len, self._gathered))
        return waiting + (self._transport.get_write_buffer_size() if self._transport else 0)

    def write(self, frame: Frame) -> None:
        gathered = self._gathered
        if not gathered:
            self._flusher.due(self)
        gathered.append(frame.packed or pack(frame))
        if len(gathered) == JOIN_FRAMES:
            self.flush()

    def flush(self) -> None:
        """Hand over what was gathered."""
        gathered = self._gathered
        transport = self._transport
        if self._open and gathered and transport is not None and not transport.is_closing():
            if len(gathered) == 1:
                transport.write(gathered[0])
            else:
                transport.writelines(gathered)
        gathered.clear()

    def close(self, code: CloseCode, reason: str) -> None:
        if self._transport is None or self._framing is None:
            return
        self.flush()
        if self._open:
            self._framing.send_close(code, reason)
            self._answer(self._framing)
        self._end_soon()

    # Reading.

    def _read(self, framing: Framing, data: bytes) -> None:
        framing.receive_data(data)
        for frame in framing.events_received():
            self._take(framing, cast("WebSocketFrame", frame))
        self._answer(framing)
        if self._inbox:
            if self._worker is None:
                self._worker = asyncio.create_task(self._work(self._inbox), name="socket")
            if len(self._inbox) > 1 and self._transport is not None:
                self._transport.pause_reading()

    def _take(self, framing: Framing, frame: WebSocketFrame) -> None:
        """Join the fragments of a message; their order and size were checked."""
        if frame.opcode not in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            return
        body = bytes(frame.data)
        if frame.opcode is not Opcode.CONT:
            self._text = frame.opcode is Opcode.TEXT
        elif self._parts is not None:
            self._parts.append(body)
        if not frame.fin:
            if self._parts is None:
                self._parts = [body]
            return
        if self._parts is not None:
            body, self._parts = b"".join(self._parts), None
        if self._text and not _is_utf8(body):
            framing.fail(1007, "text frames are UTF-8")
        elif framing.state is State.OPEN:
            if self._inbox is None:
                self._inbox = deque()
            self._inbox.append((body, self._text))

    def _answer(self, framing: Framing) -> None:
        """Send what the framing has to say: pongs and closes, then the end."""
        self.flush()
        self._open = framing.state is State.OPEN
        for data in framing.data_to_send():
            transport = self._transport
            if transport is None or transport.is_closing():
                return
            if data:
                transport.write(data)
            else:
                transport.close()
                self._end_soon()
        if self.full and self.unsent > UNREAD_BYTES and self._transport is not None:
            # It asks for pongs and reads none.
            self._transport.abort()

    async def _work(self, inbox: deque[tuple[bytes, bool]]) -> None:
        """Let the peer answer what has come; there is no task while nothing has."""
        assert self._peer is not None
        try:
            while inbox:
                body, text = inbox.popleft()
                await self._peer.receive(body, text=text)
        finally:
            self._inbox = self._worker = None
            if self._transport is not None:
                self._transport.resume_reading()

    def _end_soon(self) -> None:
        """The other side has a moment to say goodbye and to read what is left."""
        if self._end is None and self._transport is not None:
            loop = asyncio.get_running_loop()
            self._end = loop.call_later(GOODBYE_SECONDS, self._transport.abort)


def pack(frame: Frame) -> bytes:
    """The frame as every reader gets it; made once."""
    frame.packed = WebSocketFrame(Opcode.TEXT, frame.body).serialize(mask=False)
    return frame.packed


def _is_utf8(body: bytes) -> bool:
    try:
        return body.isascii() or bool(body.decode())
    except UnicodeDecodeError:
        return False
