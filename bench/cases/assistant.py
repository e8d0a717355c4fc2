"""A model behind the server: what it adds between the service and the people who read."""

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import AsyncGenerator, Awaitable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from bench.contenders.hosting import SOCKET
from bench.contenders.instar import Instar, message
from bench.cores import LOAD
from bench.model_stream import chunks_of, model_name
from bench.people import Place
from bench.process import Command, Process, running
from bench.results import OURS, Figure, Result, figure_of, sample_of_many
from bench.rounds import Bench
from bench.wire.http import Http
from bench.wire.websocket import WebSocket
from instar.protocol.ids import new_id

PACE_SECONDS = 0.02
TURNS = 100
SECONDS = 4
SHORT = 5
TURN_SECONDS = 60
BEGIN_SECONDS = 1.0
"""Within which they begin, by chance: in step all their deltas would come at once."""
ALONE = "service alone"
"""What the service, this reader and the machine need by themselves."""
_STAMP = re.compile(rb"@(\d+) ")


async def measure(bench: Bench) -> Result:
    """One turn after the other, then so many at once; each delta says when the service wrote it."""
    seconds = min(SECONDS, bench.plan.seconds)
    few, many = (model_name(count, PACE_SECONDS) for count in (SHORT, int(seconds / PACE_SECONDS)))
    server = Instar()
    await server.prepare()
    firsts: list[list[float]] = []
    stops: list[list[float]] = []
    lags: list[list[float]] = []
    alone: list[list[float]] = []
    spent: list[float] = []
    async with AsyncExitStack() as stack:
        service = Command([sys.executable, "-m", "bench.model_stream", "{port}"])
        stream = await stack.enter_async_context(running(service, bench.folder / "service", LOAD))
        for _ in range(bench.plan.few):
            async with _served(bench, server, stream.port, few) as process:
                firsts.append(await _one_by_one(process.port, bench.plan.turns))
            async with _served(bench, server, stream.port, many) as process:
                lag, cost = await _at_once(process)
                stops.append(await _stops(process.port, stream.port, bench.plan.turns))
            lags.append(lag)
            alone.append(await _at_once_alone(stream.port, many))
            spent.append(cost)
    return Result(
        "assistant",
        "A model behind the server",
        [
            Figure(
                "first delta: written by the service until read from the socket, p50",
                "ms",
                {OURS: sample_of_many(firsts, 0.5)},
                goal=3,
            ),
            Figure(
                "stop: asked until the service saw its connection close, p99",
                "ms",
                {OURS: sample_of_many(stops, 0.99)},
                goal=100,
            ),
            *(
                Figure(
                    f"{TURNS} turns at 50 deltas a second each: the same of every delta, {name}",
                    "ms",
                    {OURS: sample_of_many(lags, share), ALONE: sample_of_many(alone, share)},
                    goal=goal,
                )
                for name, share, goal in (("p50", 0.5, None), ("p99", 0.99, 30))
            ),
            figure_of(
                f"{TURNS} turns at once: processor time of a delta", "µs", {OURS: spent}, float
            ),
        ],
    )


def _served(
    bench: Bench, server: Instar, port: int, model: str
) -> AbstractAsyncContextManager[Process]:
    """The server with this model alone."""
    command = server.command(
        bench.folder / f"data-{model.split(maxsplit=1)[0]}-{time.monotonic_ns()}"
    )
    ours = {
        "OPENAI_API_KEY": "none",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1",
        "INSTAR_MODEL": model,
        "INSTAR_MODELS": model,
    }
    named = command._replace(environment=command.environment | ours)
    return running(named, bench.folder / "log")


class Chat:
    """A connection with a thread open. `lags`: of each delta, ms from the service to here."""

    def __init__(self, server: Instar, port: int, thread: str) -> None:
        self._server = server
        self._port = port
        self._thread = thread
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._socket: WebSocket
        self._writes = asyncio.Event()
        self.lags: list[float] = []

    @classmethod
    @asynccontextmanager
    async def open(cls, server: Instar, port: int) -> AsyncGenerator["Chat"]:
        chat = cls(server, port, await server.new_thread(port))
        async with WebSocket.open(port, SOCKET, chat._listen, **server.headers(port)) as socket:
            chat._socket = socket
            for text in server.opening(Place(chat._thread)):
                socket.send(text)
            await chat._ended
            yield chat

    async def turn(self) -> list[float]:
        """Ask, and wait for the end; returns the lags of its deltas."""
        self._ended = asyncio.get_running_loop().create_future()
        self.lags = []
        self._socket.send(self._server.submission(self._thread, "Go on", new_id("msg")))
        async with asyncio.timeout(TURN_SECONDS):
            await self._ended
        return self.lags

    async def stop(self) -> int:
        """Ask, and stop it at its first delta; returns the machine's clock when that was asked."""
        self._writes.clear()
        turn = asyncio.create_task(self.turn())
        await self._writes.wait()
        at = time.monotonic_ns()
        self._socket.send(message("turn.cancel", {}, self._thread))
        await turn
        return at

    def _listen(self, text: bytes) -> None:
        if b'"turn.delta"' in text:
            self.lags += _lags(text)
            self._writes.set()
        elif (b'"turn.end"' in text or b'"session.resumed"' in text) and not self._ended.done():
            self._ended.set_result(None)


async def _one_by_one(port: int, count: int) -> list[float]:
    async with Chat.open(Instar(), port) as chat:
        # The first imports the SDK.
        turns = [await chat.turn() for _ in range(count + 1)]
    return [lags[0] for lags in turns[1:]]


async def _stops(port: int, service: int, count: int) -> list[float]:
    """From each stop until the service saw its connection close, in ms."""
    async with Chat.open(Instar(), port) as chat:
        await chat.stop()
        asked = [await chat.stop() for _ in range(count)]
    async with Http.open(service) as http:
        closed: list[int] = json.loads((await http.request("GET", "/_closed")).body)
    return [(seen - at) / 1e6 for at, seen in zip(asked, closed[-count:], strict=True)]


async def _at_once(process: Process) -> tuple[list[float], float]:
    async with AsyncExitStack() as stack:
        chats = [
            await stack.enter_async_context(Chat.open(Instar(), process.port)) for _ in range(TURNS)
        ]
        await chats[0].turn()
        before = process.cpu_seconds()
        lags = [
            lag
            for each in await asyncio.gather(*(_soon(chat.turn()) for chat in chats))
            for lag in each
        ]
        spent = process.cpu_seconds() - before
    return lags, spent / len(lags) * 1e6


async def _at_once_alone(port: int, model: str) -> list[float]:
    return [
        lag
        for each in await asyncio.gather(*(_soon(_read(port, model)) for _ in range(TURNS)))
        for lag in each
    ]


async def _read(port: int, model: str) -> list[float]:
    """The lags of an answer that is read from the service itself."""
    lags: list[float] = []
    async for chunk in chunks_of(port, model):
        lags += _lags(chunk)
    return lags


def _lags(text: bytes) -> list[float]:
    now = time.monotonic_ns()
    return [(now - int(at)) / 1e6 for at in _STAMP.findall(text)]


async def _soon(turn: Awaitable[list[float]]) -> list[float]:
    await asyncio.sleep(random.uniform(0, BEGIN_SECONDS))
    return await turn
