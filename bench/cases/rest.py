"""Pages of 50 items over REST, as many as one core can give."""

from contextlib import AsyncExitStack
from typing import NamedTuple

from bench.contenders.contender import Server
from bench.contenders.fastapi import FastApi
from bench.contenders.instar import BEARER, Instar
from bench.contenders.node import Node
from bench.install import Unavailable
from bench.load.generator import Connection, Generator
from bench.process import Process, running
from bench.results import OURS, Result, figure_of
from bench.rounds import Bench, load_figure, take_turns
from bench.seed import seed_thread
from bench.wire.http import request_head

GROUP = "rest"
CLIENTS = 16
ITEMS, PAGE = 1_000, 50
PATHS = {
    OURS: "/api/v1/threads/{thread}/items?limit={limit}",
    Node.name: "/items?thread={thread}&limit={limit}",
    FastApi.name: "/items?thread={thread}&limit={limit}",
}


class Pages(NamedTuple):
    """A repeat. `per_core`: pages over the server's own processor time; `size` in kB of each."""

    rate: float
    per_core: float
    p99: float
    size: float
    busy: float


async def measure(bench: Bench) -> Result:
    """Everybody reads the same SQLite file. Node checks nobody, FastAPI that there is a token."""
    data = bench.folder / f"{OURS} data"
    thread = await seed_thread(data, ITEMS)
    file = data / "instar.db"
    async with AsyncExitStack() as stack:
        generator = await stack.enter_async_context(Generator.start(bench.folder))
        servers: list[Server] = []
        processes: dict[str, Process] = {}
        for server in (Instar(), Node(file), FastApi(file)):
            try:
                await server.prepare()
            except Unavailable as error:
                bench.notes.append(f"{server.name} is not measured: {error}")
                continue
            servers.append(server)
            processes[server.name] = await stack.enter_async_context(
                running(server.command(data), bench.folder / "log")
            )

        async def pages(server: Server) -> Pages:
            path = PATHS[server.name].format(thread=thread, limit=PAGE)
            return await _pages(generator, processes[server.name], path, bench.plan.seconds / 2)

        runs = await take_turns(bench, servers, pages)
    name = f"pages of {PAGE} items over REST"
    return Result(
        "rest",
        f"Pages of {PAGE} items over REST, to {CLIENTS} clients at once",
        [
            figure_of(name, "1/s", runs, lambda one: one.rate, better="higher"),
            figure_of(
                f"{name}, a second of server processor",
                "1/s",
                runs,
                lambda one: one.per_core,
                better="higher",
                against={FastApi.name: 3.0},
            ),
            figure_of(f"{name}: p99", "ms", runs, lambda one: one.p99),
            figure_of(f"{name}: size of each", "kB", runs, lambda one: one.size),
            load_figure(bench, {name: [one.busy for one in each] for name, each in runs.items()}),
        ],
        peers={server.name: server.version for server in servers if server.name != OURS},
    )


async def _pages(generator: Generator, process: Process, path: str, seconds: float) -> Pages:
    client = Connection(b"", [], request_head("GET", process.port, path, **BEARER))
    await generator.open(GROUP, process.port, [client] * CLIENTS)
    await generator.turns(GROUP, seconds / 4)
    await generator.reset()
    used = process.cpu_seconds()
    seen = await generator.turns(GROUP, seconds)
    used = process.cpu_seconds() - used
    await generator.drop(GROUP)
    if seen.lost:
        raise ValueError(f"{seen}")
    return Pages(
        seen.end.count / seen.seconds,
        seen.end.count / used,
        seen.end.p99,
        seen.bytes / seen.end.count / 1000,
        seen.busy,
    )
