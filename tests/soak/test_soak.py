"""A server whose clients come and go for a long time holds what those need that are there, and no more.

`make soak` takes five minutes; the plan of every test run is the same in small.
"""

import asyncio
import json
import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from instar.protocol.ids import new_id
from tests.support.served import BEARER, Served

pytestmark = pytest.mark.slow

THREADS = 20
WRITERS = 4
SETTLE_SECONDS = 5


class Plan(NamedTuple):
    """`replaced`: how many of the clients leave within the seconds, each for another that comes.

    `pause_ms`: between two pieces of an answer; what all readers get of it is to leave the clients,
    who share one process, time for coming and going.
    """

    clients: int
    replaced: int
    seconds: float
    pause_ms: int


GROWN_MIB = 12.0
SHORT = Plan(clients=60, replaced=120, seconds=4.0, pause_ms=10)
FULL = Plan(clients=2_000, replaced=2_000, seconds=300.0, pause_ms=250)
PLAN = FULL if os.environ.get("INSTAR_SOAK") == "full" else SHORT


class Report(NamedTuple):
    """What the server held with all clients there, and after the last had left."""

    grown_mib: float
    held: dict[str, int]
    left: dict[str, int]


def check(plan: Plan, report: Report) -> None:
    """Raises AssertionError when something was kept that nobody needs."""
    for kind in ("Connection", "DirectProtocol", "Outlet", "Subscription"):
        assert report.held[kind] == plan.clients, kind
        assert report.left.get(kind, 0) == 0, kind
    assert report.grown_mib <= GROWN_MIB


@pytest.mark.timeout(PLAN.seconds + 180)
async def test_clients_that_come_and_go_leave_nothing_behind(tmp_path: Path) -> None:
    report = await soak(tmp_path, PLAN)
    print(report)
    check(PLAN, report)


@pytest.mark.timeout(PLAN.seconds + 180)
async def test_an_entry_that_the_hub_keeps_is_found(tmp_path: Path) -> None:
    report = await soak(tmp_path, PLAN, INSTAR_SOAK_LEAK="1")
    with pytest.raises(AssertionError, match="Connection"):
        check(PLAN, report)


async def soak(tmp_path: Path, plan: Plan, **environment: str) -> Report:
    """Let clients come, talk and go as planned."""
    chance = random.Random(7)
    counts = tmp_path / "counts.json"
    async with Served(
        tmp_path / "data",
        module="tests.soak.watched",
        INSTAR_SOAK_COUNTS=str(counts),
        INSTAR_CONNECTIONS_PER_USER=str(plan.clients * 2),
        **environment,
    ) as served:
        threads = [await served.new_thread() for _ in range(THREADS)]
        crowd = Crowd(served, threads, f"/stream 50 {plan.pause_ms}")
        for _ in range(plan.clients):
            await crowd.come()
        before, began = 0.0, time.monotonic()
        for number in range(plan.replaced):
            if number == plan.replaced // 3:
                before = served.rss_mib()
            await asyncio.sleep(began + plan.seconds * number / plan.replaced - time.monotonic())
            await crowd.go(chance)
            await crowd.come()
        grown = served.rss_mib() - before
        held = await _counted(served, counts, plan.clients)
        await crowd.end()
        return Report(grown, held, await _counted(served, counts, 0))


class Crowd:
    """Clients, each with one thread open; the first few keep asking for answers."""

    def __init__(self, served: Served, threads: list[str], asked: str) -> None:
        self._served = served
        self._asked = asked
        self._threads = threads
        self._tasks: list[asyncio.Task[None]] = []
        self._come = 0

    async def come(self) -> None:
        """One more; returns when it has its thread."""
        self._come += 1
        writes = self._come <= WRITERS
        ready = asyncio.Event()
        thread = self._threads[self._come % len(self._threads)]
        task = asyncio.create_task(self._live(thread, ready, writes=writes))
        self._tasks.append(task)
        await asyncio.wait_for(ready.wait(), 20)

    async def go(self, chance: random.Random) -> None:
        """Some client that only reads leaves, every other one without a word."""
        task = self._tasks.pop(chance.randrange(WRITERS, len(self._tasks)))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def end(self) -> None:
        """All leave."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _live(self, thread: str, ready: asyncio.Event, *, writes: bool) -> None:
        address = f"ws://127.0.0.1:{self._served.port}/ws"
        socket = await connect(
            address, additional_headers=BEARER, compression=None, ping_interval=None, max_size=None
        )
        try:
            await _say(socket, "session.hello", {})
            await _say(socket, "thread.subscribe", {}, thread)
            with suppress(ConnectionClosed):
                async for frame in socket:
                    kind = json.loads(frame)["type"]
                    if kind == "session.resumed":
                        ready.set()
                    elif kind == "session.ping":
                        await _say(socket, "session.pong", {"ack": 1})
                    if writes and kind in ("session.resumed", "turn.end"):
                        part = {"type": "input_text", "text": self._asked}
                        await _say(
                            socket,
                            "turn.submit",
                            {"input": {"content": [part]}, "policy": "enqueue"},
                            thread,
                        )
        finally:
            if writes:
                await socket.close()
            else:
                socket.transport.abort()


async def _say(socket, kind: str, payload: dict[str, object], thread: str | None = None) -> None:
    message = {"v": 1, "type": kind, "id": new_id("msg"), "payload": payload}
    await socket.send(json.dumps(message | ({"threadId": thread} if thread else {})))


async def _counted(served: Served, file: Path, expected: int) -> dict[str, int]:
    """What the server holds, once it holds as many connections as expected or a while has passed."""
    end = time.monotonic() + SETTLE_SECONDS
    while True:
        served.signal(signal.SIGUSR1)
        while (counts := _take(file)) is None:  # noqa: ASYNC110  (another process makes it)
            await asyncio.sleep(0.02)
        if counts.get("Connection", 0) == expected or time.monotonic() > end:
            return counts
        await asyncio.sleep(0.1)


def _take(file: Path) -> dict[str, int] | None:
    """What was written to the file, which is then gone; None when nothing was."""
    if not file.exists():
        return None
    counts: dict[str, int] = json.loads(file.read_text())
    file.unlink()
    return counts
