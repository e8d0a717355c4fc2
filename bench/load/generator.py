"""The load generator as Python sees it; its commands are described in `main.c`."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, NamedTuple, Self

import msgspec
from msgspec import Struct

from bench.load.build import build
from bench.wire.websocket import masked_frame

WINDOW = 64
"""Handshakes at once: enough to keep a server busy, few enough for its listen queue."""
OPEN_SECONDS = 60.0
BUSY = 0.85
"""Above this share of its core the generator may be what was measured."""
FRESH_ID = "#" * 16
"""Stands for an id in what a connection says; each time it is another one."""
NO_MASK = bytes(4)
_TEXT = 1

Counter = Literal["deltas", "ends", "snapshots", "lost"]


class Connection(NamedTuple):
    """What one client sends: the upgrade's request, its first messages, and what it is told to say.

    Without a `head` it speaks HTTP, and says a whole request.
    """

    head: bytes
    first: list[bytes]
    say: bytes = b""


class Latency(Struct, frozen=True):
    """Milliseconds."""

    count: int
    p50: float
    p99: float
    max: float


class Seen(Struct, frozen=True):
    """What came since the last `reset`, in `seconds` and with so much time of a `processor`.

    `first` and `end` are from a request to its answer's first delta and its end, `lag` from a
    delta's stamp to its arrival. `ready` counts the connections that are open now.
    """

    seconds: float
    processor: float
    ready: int
    close_code: int
    reads: int
    frames: int
    bytes: int
    deltas: int
    ends: int
    resumed: int
    snapshots: int
    acks: int
    errors: int
    refused: int
    lost: int
    first: Latency
    end: Latency
    lag: Latency

    @property
    def busy(self) -> float:
        """The share of its core that the generator used."""
        return self.processor / self.seconds


class Generator:
    """A running load generator. Open with `async with Generator.start(folder)`."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self._process = process
        self._folder = folder

    @classmethod
    @asynccontextmanager
    async def start(cls, folder: Path) -> AsyncGenerator[Self]:
        """`folder` is where it finds what its connections say."""
        process = await asyncio.create_subprocess_exec(
            str(await build()), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        try:
            yield cls(process, folder)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def open(
        self,
        group: str,
        port: int,
        connections: Iterable[Connection],
        *,
        window: int = WINDOW,
        rate: float = 0,
        buffer: int = 0,
        seconds: float = OPEN_SECONDS,
        dropping: str = "",
    ) -> Seen:
        """Connect a group until all have what they asked for; counts from here.

        `rate` a second, 0 for as fast as may be; `buffer`: bytes of the kernel's receive buffer;
        `dropping` is a group that is cut at the moment before. Raises ConnectionError.
        """
        rendered = [_render(one) for one in connections]
        file = self._folder / f"{group}.connections"
        file.write_bytes(b"".join(rendered))
        if dropping:
            await self.drop(dropping)
        await self.reset()
        before = (await self.wait(0)).ready
        seen = await self._tell(
            f"open {group} {file} {port} {window} {rate} {buffer} {seconds}", seconds
        )
        if seen.ready - before < len(rendered):
            raise ConnectionError(
                f"{seen.ready - before} of {len(rendered)} connected in {seconds:g} s,"
                f" {seen.refused} refusals, {seen.errors} errors, {seen.lost} lost"
            )
        return seen

    async def drop(self, group: str) -> Seen:
        """Cut all connections of a group at once."""
        return await self._tell(f"drop {group}")

    async def reset(self) -> None:
        """Count from now."""
        await self._tell("reset")

    async def say(self, group: str, index: int = 0) -> None:
        """One connection says what it has to say; nothing waits for the answer."""
        await self._tell(f"say {group} {index}")

    async def turns(self, group: str, seconds: float) -> Seen:
        """Each connection asks, and again when it was answered; until all have their last answer."""
        return await self._tell(f"turns {group} {seconds}", seconds + OPEN_SECONDS)

    async def echo(self, group: str, rate: float, seconds: float) -> Seen:
        """So many requests a second, by one connection after the other."""
        return await self._tell(f"echo {group} {rate} {seconds}", seconds)

    async def pace(self, group: str, bytes_a_second: int) -> None:
        """How fast each connection reads: 0 for never, -1 for whatever comes."""
        await self._tell(f"pace {group} {bytes_a_second}")

    async def until(self, counter: Counter, count: int, seconds: float) -> Seen:
        """Wait until so many were counted. Raises TimeoutError."""
        seen = await self._tell(f"until {counter} {count} {seconds}", seconds)
        if getattr(seen, counter) < count:
            raise TimeoutError(f"{getattr(seen, counter)} of {count} {counter} in {seconds:g} s")
        return seen

    async def wait(self, seconds: float) -> Seen:
        """Let things happen for a while."""
        return await self._tell(f"wait {seconds}", seconds)

    async def _tell(self, command: str, seconds: float = 0) -> Seen:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(command.encode() + b"\n")
        async with asyncio.timeout(seconds + OPEN_SECONDS):
            line = await self._process.stdout.readline()
        if not line:
            raise ChildProcessError("the load generator has ended")
        return msgspec.json.decode(line, type=Seen)


def _render(connection: Connection) -> bytes:
    first = b"".join(masked_frame(_TEXT, text, NO_MASK) for text in connection.first)
    say = masked_frame(_TEXT, connection.say, NO_MASK) if connection.head else connection.say
    return b"".join(
        len(part).to_bytes(4, "little") + part for part in (connection.head, first, say)
    )
