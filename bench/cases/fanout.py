"""One thread with thousands of readers: how fast deltas reach all of them, and how late."""

import asyncio
from contextlib import AsyncExitStack
from itertools import count
from typing import NamedTuple

from bench.contenders.hosting import Hosting
from bench.contenders.instar import Instar
from bench.contenders.node import Node
from bench.load.flow import WARM_SECONDS, Flow, flow_of
from bench.load.generator import Generator
from bench.people import Shape
from bench.results import OURS, Figure, Result, figure_of
from bench.rounds import Bench, Hosted, hosted, load_figure, prepared, take_turns

GROUP = "readers"
USERS = 20
"""Whose sessions the readers are: everyone is told of who is there, by name."""
JOIN_MS = 8
"""Ours joins deltas that come faster."""
ALONE, CALM = 125_000, 50_000
"""Messages a second: about what one core can send one by one, and well below it."""
END_SECONDS = 60.0


class Fan(NamedTuple):
    """A repeat: at a calm pace, as fast as deltas go alone, and as fast as a handler can write."""

    paced: Flow
    alone: Flow
    joined: Flow


def pauses(name: str, readers: int) -> list[int]:
    """The milliseconds between two deltas, for each kind of a repeat.

    Ours has to be told to write them one by one; Node sends each by itself, however fast they come.
    """
    calm = max(readers * 1000 // CALM, 2 * JOIN_MS)
    if name == OURS:
        return [calm, max(readers * 1000 // ALONE, JOIN_MS), 0]
    return [calm, 0, 0]


async def measure(bench: Bench) -> Result:
    """Node walks through all readers for each delta; ours may join what a handler writes meanwhile."""
    plan = bench.plan
    hosts = await prepared(Instar("bench.served"), Node())
    figures: list[Figure] = []
    busy: dict[str, list[float]] = {host.name: [] for host in hosts}
    async with Generator.start(bench.folder) as generator:
        for readers in plan.readers:
            runs = await _runs(bench, generator, hosts, readers)
            figures += _figures(readers, runs, has_goals=readers == plan.readers[0])
            for name, fans in runs.items():
                busy[name] += [flow.busy for fan in fans for flow in fan]
    bench.notes.append(f"The readers are sessions of {USERS} users.")
    return Result("fanout", "One thread and its readers", [*figures, load_figure(bench, busy)])


async def _runs(
    bench: Bench, generator: Generator, hosts: list[Hosting], readers: int
) -> dict[str, list[Fan]]:
    shape = Shape(USERS, bench.plan.few, sessions=readers // USERS, shared=True)
    # Each repeat has a thread of its own: a long one would be sent to whoever opens it.
    numbers = {host.name: count() for host in hosts}
    async with AsyncExitStack() as stack:
        servers = {
            host.name: await stack.enter_async_context(hosted(bench, host, shape)) for host in hosts
        }

        async def fan(host: Hosting) -> Fan:
            return await _fan(
                generator, servers[host.name], next(numbers[host.name]), bench.plan.seconds / 2
            )

        return await take_turns(bench, hosts, fan, repeats=bench.plan.few)


async def _fan(generator: Generator, server: Hosted, number: int, seconds: float) -> Fan:
    readers, lasts = len(server.population.people), WARM_SECONDS + seconds + 0.5
    texts = [f"/stamped {lasts} {pause} 0" for pause in pauses(server.host.name, readers)]
    await generator.open(GROUP, server.process.port, server.in_thread(number, texts), window=32)

    async def flow(index: int) -> Flow:
        return await flow_of(generator, server.process, GROUP, index, seconds)

    paced = await flow(0)
    await generator.until("ends", readers, END_SECONDS)
    alone = await flow(1)
    await generator.until("ends", readers, END_SECONDS)
    joined = await flow(2)
    # The whole answer would follow, to each of them.
    await generator.drop(GROUP)
    await asyncio.sleep(1.5)
    return Fan(paced, alone, joined)


def _figures(readers: int, runs: dict[str, list[Fan]], *, has_goals: bool) -> list[Figure]:
    faster, more, no_later = (
        ({Node.name: 1.3}, {Node.name: 3.0}, {Node.name: 1.0}) if has_goals else ({}, {}, {})
    )

    def figure(name: str, unit: str, kind: str, field: str, against: dict[str, float]) -> Figure:
        return figure_of(
            f"{readers:,} readers, {name}",
            unit,
            runs,
            lambda fan: getattr(getattr(fan, kind), field),
            better="higher" if unit == "1/s" else "lower",
            against=against,
        )

    return [
        figure("each delta alone: messages", "1/s", "alone", "rate", {}),
        figure(
            "each delta alone: messages a second of server processor",
            "1/s",
            "alone",
            "per_core",
            faster,
        ),
        figure("each delta alone: server processor a message", "µs", "alone", "micros", {}),
        figure("each delta alone: deltas that arrived at once", "", "alone", "joined", {}),
        figure("each delta alone: lag, p50", "ms", "alone", "lag_p50", {}),
        figure("each delta alone: lag, p99", "ms", "alone", "lag_p99", no_later),
        figure("as fast as may be: deltas", "1/s", "joined", "rate", more),
        figure("as fast as may be: lag, p99", "ms", "joined", "lag_p99", no_later),
        figure(f"{CALM:,} messages a second: lag, p50", "ms", "paced", "lag_p50", {}),
        figure(f"{CALM:,} messages a second: lag, p99", "ms", "paced", "lag_p99", no_later),
    ]
