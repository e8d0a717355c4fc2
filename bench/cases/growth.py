"""How cost grows: with the readers of a thread, with the threads that are open, with a thread's items."""

import statistics
import time
from contextlib import AsyncExitStack

from bench.contenders.contender import SocketSession
from bench.contenders.instar import BEARER, Instar
from bench.load.flow import WARM_SECONDS, flow_of
from bench.load.generator import Generator
from bench.people import Shape
from bench.process import running
from bench.results import Figure, Result, figure_of_one
from bench.rounds import Bench, hosted, prepared
from bench.seed import seed_thread
from bench.wire.http import Http

READERS, OTHERS = "readers", "others"
PAUSE_MS = 20
DELTAS = 10
PAGE = 50


async def measure(bench: Bench) -> Result:
    """Ours alone, each size once: the slope is what counts."""
    async with Generator.start(bench.folder) as generator:
        figures = [
            *await _by_readers(bench, generator),
            *await _by_threads(bench, generator),
            *await _by_items(bench),
        ]
    return Result("growth", "How cost grows", figures, notes=["¹ One run."])


async def _by_readers(bench: Bench, generator: Generator) -> list[Figure]:
    sizes, seconds = bench.plan.grown_readers, bench.plan.seconds / 2
    (host,) = await prepared(Instar("bench.served"))
    text = f"/stamped {WARM_SECONDS + seconds + 0.2} {PAUSE_MS} 0"
    figures = []
    for readers in sizes:
        users = min(readers, 20)
        shape = Shape(users, 1, sessions=readers // users, shared=True)
        async with hosted(bench, host, shape) as server:
            connections = server.in_thread(0, [text])
            await generator.open(READERS, server.process.port, connections)
            flow = await flow_of(generator, server.process, READERS, 0, seconds)
            await generator.drop(READERS)
        name = f"readers, {readers:,}: server processor a delta and reader"
        figures.append(figure_of_one(name, "µs", flow.micros))
    return figures


async def _by_threads(bench: Bench, generator: Generator) -> list[Figure]:
    """Somebody talks while more and more others have threads open."""
    sizes = bench.plan.grown_threads
    (host,) = await prepared(Instar())
    figures = []
    async with hosted(bench, host, Shape(sizes[-1], sizes[-1])) as server:
        connections, opened = server.connections(), 0
        for threads in sizes:
            await generator.open(
                f"{OTHERS}{threads}", server.process.port, connections[opened:threads]
            )
            opened = threads
            async with host.session(server.process.port) as session:
                first = await _first_delta(session, bench.plan.turns)
            name = f"open threads, {threads:,}: submit to first delta, p50"
            figures.append(figure_of_one(name, "ms", first))
    return figures


async def _by_items(bench: Bench) -> list[Figure]:
    data = bench.folder / "growth" / "data"
    sizes = bench.plan.grown_items
    threads = {items: await seed_thread(data, items) for items in sizes}
    (host,) = await prepared(Instar())
    figures = []
    async with AsyncExitStack() as stack:
        process = await stack.enter_async_context(running(host.command(data), bench.folder / "log"))
        http = await stack.enter_async_context(Http.open(process.port, **BEARER))
        for items, thread in threads.items():
            page = await _page(http, thread, bench.plan.requests)
            async with host.joined(process.port, thread) as session:
                first = await _first_delta(session, bench.plan.turns)
            where = f"items, {items:,}"
            figures.append(figure_of_one(f"{where}: submit to first delta, p50", "ms", first))
            figures.append(figure_of_one(f"{where}: its newest {PAGE} over REST, p50", "ms", page))
    return figures


async def _first_delta(session: SocketSession, turns: int) -> float:
    return statistics.median([(await session.turn(DELTAS)).first * 1000 for _ in range(turns)])


async def _page(http: Http, thread: str, requests: int) -> float:
    times = []
    for _ in range(requests):
        started = time.perf_counter()
        await http.request("GET", f"/api/v1/threads/{thread}/items?limit={PAGE}")
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)
