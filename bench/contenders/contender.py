"""What a case needs of a server, whoever made it."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from bench.contenders.stopwatch import Stopwatch, Turn
from bench.process import Command
from bench.wire.websocket import WebSocket

APPS = Path(__file__).parent / "apps"
TURN_SECONDS = 60


class Session(Protocol):
    """One person's connection."""

    async def turn(self, deltas: int) -> Turn:
        """Ask for an answer of so many deltas and wait for its end."""
        ...


class Server(Protocol):
    """A server that can be started."""

    name: str
    version: str

    async def prepare(self) -> None:
        """Install what is needed, outside of our own environment. Raises Unavailable."""
        ...

    def command(self, data: Path) -> Command:
        """How to start it with its data in this folder."""
        ...


class Contender(Server, Protocol):
    """A server that can be talked to."""

    def session(self, port: int) -> AbstractAsyncContextManager[Session]:
        """A new session on the server that listens there."""
        ...


class SocketSession:
    """A session over a WebSocket. `submission` makes the message that asks for deltas."""

    def __init__(
        self, socket: WebSocket, watch: Stopwatch, submission: Callable[[int], bytes]
    ) -> None:
        self.watch = watch
        self._socket = socket
        self._submission = submission

    async def turn(self, deltas: int) -> Turn:
        return await self.exchange(self._submission(deltas))

    async def exchange(self, message: bytes) -> Turn:
        """Send a message and wait for what ends its answer."""
        turn = self.watch.start()
        self._socket.send(message)
        return await self.finish(turn)

    async def finish(self, turn: "asyncio.Future[Turn]") -> Turn:
        """Wait for the end of a turn, whoever asked for it. Raises ConnectionError."""
        done, _ = await asyncio.wait(
            {turn, self._socket.lost},
            timeout=TURN_SECONDS,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if turn in done:
            return turn.result()
        raise ConnectionError(self._socket.lost.result() if done else "the turn did not end")
