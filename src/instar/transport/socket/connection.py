"""One live socket: it reads frames, answers them, and is a reader of threads."""

import asyncio
import random
import secrets
from collections.abc import Callable
from typing import Literal

import structlog

from instar.model.access import Principal
from instar.model.bucket import TokenBucket
from instar.protocol import codec
from instar.protocol.base import (
    FEATURE_LEVEL,
    FRAME_BYTES,
    HEARTBEAT_GRACE_SECONDS,
    HEARTBEAT_SECONDS,
    HELLO_SECONDS,
    PROTOCOL_VERSION,
)
from instar.protocol.close_codes import CloseCode
from instar.protocol.down import (
    ERRORS,
    Limits,
    SessionPing,
    SessionPingPayload,
    SessionWelcome,
    SessionWelcomePayload,
)
from instar.protocol.errors import InstarError
from instar.protocol.ids import new_id, now
from instar.protocol.up import Cursor, SessionHello, SessionPong
from instar.pubsub.frame import frame_of
from instar.runtime.interface import viewpoint
from instar.runtime.server import Server
from instar.transport.socket.messages import answer
from instar.transport.socket.outlet import Outlet, Wire
from instar.transport.socket.wheel import Wheel

MESSAGE_BURST = 60
REFUSED_MESSAGES = 600
LIGHT_PER_SECOND = 5
LIGHT_MESSAGES = ("session.pong", "presence.set")

log = structlog.get_logger(__name__)


class Connection:
    """A `Reader` over one socket. Times are the event loop's.

    `left` is called with the principal when the socket has ended.
    """

    __slots__ = (
        "_busy",
        "_deadline",
        "_greeted",
        "_heard",
        "_left",
        "_light",
        "_messages",
        "_outlet",
        "_refused",
        "_wheel",
        "client",
        "id",
        "principal",
        "resume_token",
        "send",
        "server",
        "slot",
    )

    def __init__(
        self,
        server: Server,
        principal: Principal,
        wire: Wire,
        wheel: Wheel,
        left: Callable[[Principal], None],
    ) -> None:
        at = asyncio.get_running_loop().time()
        self.server = server
        self.principal = principal
        self.id = new_id("con")
        self.resume_token = ""
        self.client = ""
        self.slot = 0
        self._outlet = Outlet(wire)
        # Called for each frame and reader: without a step between.
        self.send = self._outlet.put
        self._wheel = wheel
        self._left = left
        self._greeted = False
        self._heard = False
        self._busy = False
        self._refused = 0
        self._messages = TokenBucket(server.settings.messages_per_minute / 60, MESSAGE_BURST, at)
        self._light = TokenBucket(LIGHT_PER_SECOND, LIGHT_PER_SECOND * 2, at)
        self._deadline: Literal["hello", "ping", "pong"] = "hello"
        self._wait("hello", HELLO_SECONDS)

    def close(self, code: CloseCode, reason: str) -> None:
        self._outlet.close(code, reason)

    def resume(self) -> None:
        """The wire has room again."""
        self._outlet.resume()

    def leave(self) -> None:
        """The socket has ended: take everything back that it stood for."""
        self._wheel.clear(self)
        self._outlet.lost()
        if self._greeted:
            self.server.exit(self)
        self._left(self.principal)

    def due(self) -> None:
        """The deadline on the wheel has come."""
        match self._deadline:
            case "hello":
                self.close(CloseCode.MALFORMED, "no session.hello in time")
            case "ping":
                self._ping()
            case "pong":
                self._check_pong()

    async def receive(self, body: bytes, *, text: bool = True) -> None:
        """Answer one frame. What is wrong with it is said to the client; nothing is raised."""
        self._heard = True
        if not text:
            self.close(CloseCode.UNSUPPORTED_DATA, "frames are text")
        if self._outlet.closing:
            return
        self._busy = True
        try:
            await self._answer(body)
        finally:
            self._busy = False

    async def _answer(self, body: bytes) -> None:
        ref: str | None = None
        try:
            self._admit(codec.peek_type(body))
            head = codec.decode_head(body)
            ref = head.ref
            message = codec.decode_up(body, head)
            if isinstance(message, SessionHello):
                await self._greet(message)
            elif not self._greeted:
                self.close(CloseCode.MALFORMED, "session.hello comes first")
            elif not isinstance(message, SessionPong):
                await answer(self, message)
        except codec.VersionError as error:
            self.close(CloseCode.VERSION, error.message)
        except InstarError as error:
            self.refuse(error, ref)
        except Exception:
            log.exception("socket.message_failed", connection_id=self.id, ref=ref)
            self.refuse(
                InstarError("internal.error", "The server made a mistake; it is logged."), ref
            )

    async def subscribe(self, thread_id: str, cursor: Cursor | None, ref: str) -> None:
        """Open a thread for this client, or say why not."""
        try:
            await self._outlet.room()
            await self.server.resume.subscribe(self, thread_id, cursor, ref)
        except InstarError as error:
            self.refuse(error, ref, thread_id)
        else:
            self.server.tell_presence(thread_id)

    def refuse(self, error: InstarError, ref: str | None, thread_id: str | None = None) -> None:
        """Answer with an error [E7]."""
        message = ERRORS[error.family](
            v=PROTOCOL_VERSION,
            id=new_id("evt"),
            ts=now(),
            ref=ref,
            thread_id=thread_id,
            payload=error.payload(),
        )
        self.send(frame_of(message))

    async def _greet(self, hello: SessionHello) -> None:
        if self._greeted:
            raise InstarError("conflict.hello", "This connection has said hello.")
        wanted = hello.payload.protocol
        if not wanted.min <= PROTOCOL_VERSION <= wanted.max:
            self.close(CloseCode.VERSION, f"this server speaks version {PROTOCOL_VERSION}")
            return
        self._wheel.clear(self)
        self.resume_token = hello.payload.resume_token or secrets.token_urlsafe(24)
        self._greeted = True
        self.client = f"{self.principal.user.id}/{self.resume_token}"
        self.server.enter(self)
        # What was revoked before this connection could be told of it.
        principal = await self.server.accounts.reload(self.principal)
        if principal is None:
            self.close(CloseCode.REVOKED, "session ended")
        elif principal.user != self.principal.user:
            self.close(CloseCode.ACCESS_CHANGED, "role changed")
        if self._outlet.closing:
            return
        self.send(frame_of(self._welcome(hello.id)))
        seen = viewpoint(self.principal.user, client=self.client)
        self.send(self.server.interface.snapshot(seen, thread=False))
        self._wait("ping", _ping_pause())
        for thread_id, cursor in hello.payload.cursors.items():
            await self.subscribe(thread_id, cursor, hello.id)

    def _welcome(self, ref: str) -> SessionWelcome:
        settings = self.server.settings
        return SessionWelcome(
            v=PROTOCOL_VERSION,
            id=new_id("evt"),
            ts=now(),
            ref=ref,
            payload=SessionWelcomePayload(
                connection_id=self.id,
                resume_token=self.resume_token,
                user=self.principal.user,
                heartbeat_ms=HEARTBEAT_SECONDS * 1000,
                limits=Limits(
                    frame_bytes=FRAME_BYTES,
                    upload_bytes=settings.upload_bytes,
                    upload_count=settings.upload_count,
                ),
                server=self.server.version,
                feature_level=FEATURE_LEVEL,
            ),
        )

    def _admit(self, message_type: object) -> None:
        """Refuse what comes too fast [C9]."""
        at = asyncio.get_running_loop().time()
        light = message_type in LIGHT_MESSAGES
        if light and self._light.take(at) == 0:
            return
        wait = self._messages.take(at)
        if wait == 0:
            self._refused = max(0, self._refused - 1)
            return
        self._refused += 1
        if self._refused >= REFUSED_MESSAGES:
            self.close(CloseCode.RATE, "too many messages")
        raise InstarError("rate_limited.messages", "Too many messages.", retry_after=round(wait, 3))

    def _wait(self, deadline: Literal["hello", "ping", "pong"], seconds: float) -> None:
        self._deadline = deadline
        self._wheel.set(self, seconds)

    def _ping(self) -> None:
        expires_at = self.principal.expires_at
        if expires_at is not None and expires_at < now():
            self.close(CloseCode.REVOKED, "session expired")
            return
        payload = SessionPingPayload(seq=self._outlet.accepted + 1)
        ping = SessionPing(v=PROTOCOL_VERSION, id=new_id("evt"), ts=now(), payload=payload)
        self._heard = False
        self.send(frame_of(ping))
        self._wait("pong", HEARTBEAT_GRACE_SECONDS)

    def _check_pong(self) -> None:
        if self._heard:
            self._wait("ping", _ping_pause() - HEARTBEAT_GRACE_SECONDS)
        elif self._busy or not self._outlet.idle:
            # While an answer is made no pong is read, and a ping may still wait behind much to say.
            self._outlet.watch()
            self._wait("pong", HEARTBEAT_GRACE_SECONDS)
        else:
            self.close(CloseCode.HEARTBEAT, "no answer to session.ping")


def _ping_pause() -> float:
    return HEARTBEAT_SECONDS * random.uniform(0.8, 1.2)
