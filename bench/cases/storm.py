"""Thousands of people lose their connection at one moment, and all come back at the next."""

from typing import NamedTuple

from bench.contenders.instar import Instar
from bench.load.generator import Generator
from bench.people import Shape
from bench.results import OURS, Result, figure_of
from bench.rounds import Bench, Hosted, hosted, load_figure, prepared, take_turns

BEFORE, AFTER = "before", "after"
A_THREAD = 10
"""People in each thread."""
ITEMS = 4
BEHIND = 2
"""Events that each of them lacks."""
SECONDS = 120.0


class Storm(NamedTuple):
    """A repeat: until all had resumed, and what that took."""

    seconds: float
    processor: float
    snapshots: int
    refused: int
    busy: float


async def measure(bench: Bench) -> Result:
    """They bring their cursors, and do not wait for each other. No peer has anything to resume."""
    plan = bench.plan
    threads = plan.storm // A_THREAD
    hosts = await prepared(Instar())
    shape = Shape(plan.storm, threads, items=ITEMS)
    async with (
        Generator.start(bench.folder) as generator,
        hosted(bench, hosts[0], shape) as server,
    ):
        runs = await take_turns(bench, hosts, lambda _: _storm(generator, server), repeats=plan.few)
    people = f"{plan.storm:,} cut at once"
    return Result(
        "storm",
        f"{plan.storm:,} people in {threads:,} threads, cut at once",
        [
            figure_of(f"{people}: until all resumed", "s", runs, lambda one: one.seconds, goal=30),
            figure_of(
                f"{people}: snapshots that were needed",
                "",
                runs,
                lambda one: one.snapshots,
                goal=threads,
            ),
            figure_of(f"{people}: refused and tried again", "", runs, lambda one: one.refused),
            figure_of(f"{people}: server processor", "s", runs, lambda one: one.processor),
            load_figure(bench, {OURS: [one.busy for one in runs[OURS]]}),
        ],
    )


async def _storm(generator: Generator, server: Hosted) -> Storm:
    port, everyone = server.process.port, len(server.population.people)
    await generator.open(BEFORE, port, server.connections(), seconds=SECONDS)
    used = server.process.cpu_seconds()
    seen = await generator.open(
        AFTER,
        port,
        server.connections(behind=BEHIND),
        window=everyone,
        seconds=SECONDS,
        dropping=BEFORE,
    )
    used = server.process.cpu_seconds() - used
    await generator.drop(AFTER)
    return Storm(seen.seconds, used, seen.snapshots, seen.refused, seen.busy)
