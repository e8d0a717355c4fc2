"""Readers that never read, beside many that do."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

from bench.contenders.hosting import SOCKET, Hosting
from bench.contenders.instar import Instar
from bench.contenders.node import Node
from bench.load.generator import Generator
from bench.people import Shape
from bench.process import Process
from bench.results import OURS, Result, figure_of
from bench.rounds import Bench, Hosted, hosted, load_figure, prepared, take_turns
from bench.wire.websocket import WebSocket

NORMAL, DEAF = "normal", "deaf"
USERS = 20
PAUSE_MS, DELTA_BYTES = 100, 16_384
"""What is written for a reader, 160 kB a second, is more than its queue holds before it ends."""
BUFFER = 8_192
"""Bytes that the kernel takes in for one who does not read: the rest is the server's to hold."""
LOOK_SECONDS = 0.1
RECOVER_SECONDS = 30
QUEUE_MIB = 1.0
"""SPEC, rule Q1."""
_TOKEN = re.compile(rb"token(\d+)")


class Stream(NamedTuple):
    """An answer: MiB that the server grew by, and the normal readers' lag in milliseconds.

    `whole`: how many of those that never read had everything after they came back.
    """

    grown: float
    p99: float
    whole: int
    busy: float


class Slow(NamedTuple):
    """A repeat: to normal readers alone, and to both."""

    alone: Stream
    both: Stream


async def measure(bench: Bench) -> Result:
    """The same answer twice, each time in a new server: to normal readers alone, and to both."""
    plan = bench.plan
    hosts = await prepared(Instar("bench.served"), Node())
    async with Generator.start(bench.folder) as generator:

        async def slow(host: Hosting) -> Slow:
            return Slow(
                await _stream(bench, generator, host, deaf=0),
                await _stream(bench, generator, host, deaf=plan.slow),
            )

        runs = await take_turns(bench, hosts, slow, repeats=plan.fewest)
    deaf = f"{plan.slow} that never read"
    return Result(
        "slow",
        f"{plan.slow} readers that never read, beside {plan.readers[0]:,} that do",
        [
            figure_of(
                f"{deaf}: memory that the server grew by", "MiB", runs, lambda one: one.both.grown
            ),
            figure_of(
                f"{deaf}: the same without them, memory", "MiB", runs, lambda one: one.alone.grown
            ),
            figure_of(
                f"{deaf}: memory that they cost",
                "MiB",
                runs,
                lambda one: one.both.grown - one.alone.grown,
                goal=plan.slow * QUEUE_MIB * 1.1,
            ),
            figure_of(f"{deaf}: lag of the others, p99", "ms", runs, lambda one: one.both.p99),
            figure_of(f"{deaf}: the same without them, p99", "ms", runs, lambda one: one.alone.p99),
            figure_of(
                f"{deaf}: lag of the others, beside that without them",
                "times",
                runs,
                lambda one: one.both.p99 / one.alone.p99,
                goal=1.2,
            ),
            figure_of(
                f"{deaf}: had everything after they came back",
                "",
                {OURS: runs[OURS]},
                lambda one: one.both.whole,
                better="higher",
                goal=plan.slow,
            ),
            load_figure(
                bench, {name: [one.both.busy for one in each] for name, each in runs.items()}
            ),
        ],
    )


async def _stream(bench: Bench, generator: Generator, host: Hosting, *, deaf: int) -> Stream:
    plan, readers = bench.plan, bench.plan.readers[0]
    shape = Shape(USERS, 1, sessions=-(-(readers + deaf) // USERS), shared=True)
    text = f"/stamped {plan.slow_seconds} {PAUSE_MS} {DELTA_BYTES}"
    async with hosted(bench, host, shape) as server:
        connections, port = server.in_thread(0, [text]), server.process.port
        await generator.open(NORMAL, port, connections[:readers])
        if deaf:
            others = connections[readers : readers + deaf]
            await generator.open(DEAF, port, others, buffer=BUFFER)
            await generator.pace(DEAF, 0)
        await generator.reset()
        async with _growth(server.process) as grown:
            await generator.say(NORMAL)
            # Before its end, which sends the whole answer to everybody again.
            await generator.wait(plan.slow_seconds - 0.5)
        seen = await generator.until("ends", readers, RECOVER_SECONDS)
        await generator.drop(NORMAL)
        if deaf:
            await generator.drop(DEAF)
        if seen.lost > deaf:
            raise ValueError(f"{seen.lost} were lost")
        whole = await _whole(server, deaf, seen.deltas // readers) if host.name == OURS else 0
        return Stream(grown[0], seen.lag.p99, whole, seen.busy)


@asynccontextmanager
async def _growth(process: Process) -> AsyncGenerator[list[float]]:
    """The most MiB that the process has grown by until the block ends, in a list of one."""
    before = process.memory().rss
    most = [0.0]

    async def watch() -> None:
        while True:
            most[0] = max(most[0], process.memory().rss - before)
            await asyncio.sleep(LOOK_SECONDS)

    watching = asyncio.create_task(watch())
    try:
        yield most
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _whole(server: Hosted, count: int, deltas: int) -> int:
    """How many of so many people who come back get all deltas of the answer."""
    return sum([await _has_all(server, index, deltas) for index in range(count)])


async def _has_all(server: Hosted, index: int, deltas: int) -> bool:
    person, port = server.population.people[-1 - index], server.process.port
    found: set[bytes] = set()
    resumed = asyncio.get_running_loop().create_future()

    def listen(text: bytes) -> None:
        found.update(_TOKEN.findall(text))
        if b'"session.resumed"' in text[:200]:
            resumed.set_result(None)

    headers = server.host.headers(port, person.cookie)
    async with WebSocket.open(port, SOCKET, listen, **headers) as socket:
        for text in server.host.opening(person.place, behind=0):
            socket.send(text)
        await asyncio.wait_for(resumed, RECOVER_SECONDS)
    return len(found) == deltas
