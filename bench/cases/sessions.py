"""Thousands of sessions that only wait: what each costs in memory, and how fast they connect."""

import asyncio
from typing import NamedTuple

from bench.contenders.hosting import Hosting
from bench.contenders.instar import Instar
from bench.contenders.node import Node
from bench.load.generator import Generator
from bench.people import Shape
from bench.results import Figure, Result, figure_of
from bench.rounds import Bench, Home, load_figure, populated, prepared, serving, take_turns

GROUP = "sessions"
SETTLE_SECONDS = 2.0


class Sessions(NamedTuple):
    """A repeat: KiB and microseconds of server processor a session, and how many a second came."""

    kibibytes: float
    micros: float
    rate: float
    busy: float


async def measure(bench: Bench) -> Result:
    """Each session is one of a user of its own, with a thread of its own open, in a new server."""
    plan = bench.plan
    hosts = await prepared(Instar(), Node())
    figures: list[Figure] = []
    busy: dict[str, list[float]] = {host.name: [] for host in hosts}
    async with Generator.start(bench.folder) as generator:
        for count in plan.sessions:
            shape = Shape(count, count)
            homes = {host.name: await populated(bench, host, shape) for host in hosts}

            async def sessions(host: Hosting, homes: dict[str, Home] = homes) -> Sessions:
                return await _sessions(bench, generator, homes[host.name])

            runs = await take_turns(bench, hosts, sessions, repeats=plan.few)
            figures += _figures(count, runs, has_goal=count == plan.sessions[-1])
            for name, repeats in runs.items():
                busy[name] += [one.busy for one in repeats]
    return Result(
        "sessions",
        "Sessions that wait, each with its own user and thread",
        [*figures, load_figure(bench, busy)],
    )


async def _sessions(bench: Bench, generator: Generator, home: Home) -> Sessions:
    async with serving(bench, home) as server:
        await asyncio.sleep(SETTLE_SECONDS)
        memory, used = server.process.memory().rss, server.process.cpu_seconds()
        seen = await generator.open(GROUP, server.process.port, server.connections())
        used = server.process.cpu_seconds() - used
        await asyncio.sleep(SETTLE_SECONDS)
        grown = server.process.memory().rss - memory
        await generator.drop(GROUP)
    return Sessions(
        grown * 1024 / seen.ready, used / seen.ready * 1e6, seen.ready / seen.seconds, seen.busy
    )


def _figures(count: int, runs: dict[str, list[Sessions]], *, has_goal: bool) -> list[Figure]:
    return [
        figure_of(
            f"{count:,} sessions: memory of each",
            "KiB",
            runs,
            lambda one: one.kibibytes,
            goal=12 if has_goal else None,
        ),
        figure_of(
            f"{count:,} sessions: connected, signed in and subscribed a second",
            "1/s",
            runs,
            lambda one: one.rate,
            better="higher",
        ),
        figure_of(
            f"{count:,} sessions: server processor to connect one",
            "µs",
            runs,
            lambda one: one.micros,
        ),
    ]
