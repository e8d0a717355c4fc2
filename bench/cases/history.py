"""A thread of 100,000 items: its first page, opening it, searching it."""

import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any, NamedTuple

import msgspec

from bench.contenders.hosting import Hosting
from bench.contenders.instar import BEARER, Instar
from bench.contenders.node import Node
from bench.process import running
from bench.results import OURS, Figure, Result, sample_of_many
from bench.rounds import Bench, take_turns
from bench.seed import seed_thread
from bench.wire.http import Http

WARM_UP = 5
PAGE, HITS = 50, 20
COMMON, RARE = "larva", "ecdysis"


class Paths(NamedTuple):
    """Where a contender has its pages."""

    items: str
    search: str


PATHS = {
    OURS: Paths("/api/v1/threads/{thread}/items?limit={limit}", "/api/v1/search?q={q}&limit={limit}"),
    Node.name: Paths("/items?thread={thread}&limit={limit}", "/search?q={q}&limit={limit}"),
}  # fmt: skip


class Times(NamedTuple):
    """Milliseconds of each request of a repeat."""

    page: list[float]
    opened: list[float]
    common: list[float]
    rare: list[float]


async def measure(bench: Bench) -> Result:
    """The peer is Node with its own SQLite on the very same file, without a check of who asks."""
    data = bench.folder / f"{OURS} data"
    started = time.perf_counter()
    thread = await seed_thread(data, bench.plan.history)
    rate = bench.plan.history / (time.perf_counter() - started)
    contenders: list[Hosting] = [Instar(), Node(data / "instar.db")]
    async with AsyncExitStack() as stack:
        ports = {}
        for one in contenders:
            await one.prepare()
            process = await stack.enter_async_context(
                running(one.command(data), bench.folder / "log")
            )
            ports[one.name] = process.port

        async def requests(one: Hosting) -> Times:
            return await _requests(one, ports[one.name], thread, bench.plan.requests)

        runs = await take_turns(bench, contenders, requests)
    bench.notes.append(f"The thread was written at {rate:,.0f} items/s, in units of 500.")
    return Result(
        "history",
        f"A thread of {bench.plan.history:,} items",
        [
            _figure(f"first page of {PAGE} items over REST, p50", runs, "page", 0.5),
            _figure(f"first page of {PAGE} items over REST, p99", runs, "page", 0.99, 20),
            _figure("thread.subscribe to session.resumed, p50", runs, "opened", 0.5),
            _figure("thread.subscribe to session.resumed, p99", runs, "opened", 0.99),
            _figure("search, a word of every item, p50", runs, "common", 0.5),
            _figure("search, a word of one in 1,000, p50", runs, "rare", 0.5),
        ],
    )


async def _requests(one: Hosting, port: int, thread: str, count: int) -> Times:
    paths = PATHS[one.name]
    async with Http.open(port, **BEARER) as http, one.joined(port, thread) as session:

        async def page() -> None:
            await _get(http, paths.items.format(thread=thread, limit=PAGE), PAGE)

        async def opened() -> None:
            await session.exchange(one.subscription(thread))

        async def common() -> None:
            await _get(http, paths.search.format(q=COMMON, limit=HITS), HITS)

        async def rare() -> None:
            await _get(http, paths.search.format(q=RARE, limit=HITS))

        return Times(
            *[await _each(count, request) for request in (page, opened, common, rare)],
        )


async def _each(count: int, request: Callable[[], Coroutine[Any, Any, None]]) -> list[float]:
    for _ in range(WARM_UP):
        await request()
    times = []
    for _ in range(count):
        started = time.perf_counter()
        await request()
        times.append((time.perf_counter() - started) * 1000)
    return times


async def _get(http: Http, path: str, expected: int | None = None) -> None:
    answer = await http.request("GET", path)
    found = len(msgspec.json.decode(answer.body)["data"]) if expected else expected
    if answer.status != 200 or found != expected:
        raise ValueError(f"{path}: {answer.status}, {found} entries")


def _figure(
    name: str, runs: dict[str, list[Times]], field: str, share: float, goal: float | None = None
) -> Figure:
    samples = {
        one: sample_of_many([getattr(run, field) for run in repeats], share)
        for one, repeats in runs.items()
    }
    return Figure(name, "ms", samples, goal=goal)
