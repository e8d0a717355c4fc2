"""Fifty people at once, each with a thread: deltas a second, and how long they wait."""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import NamedTuple

from bench.contenders.contender import Contender, Session
from bench.contenders.hosting import Hosting
from bench.contenders.stopwatch import Turn
from bench.load.generator import Generator
from bench.people import Shape
from bench.process import Process
from bench.results import Result, figure_of, quantile
from bench.rounds import Bench, Hosted, hosted, load_figure, start_all, take_turns

DELTAS = 200
GROUP = "crowd"


class Crowd(NamedTuple):
    """A repeat. `per_core`: deltas over the server's own processor time; times in milliseconds."""

    rate: float
    per_core: float
    first_p50: float
    first_p99: float
    end_p50: float
    busy: float


async def measure(bench: Bench) -> Result:
    """As many people as clients, each in a thread of their own. Nobody pauses between turns."""
    plan = bench.plan
    shape = Shape(users=plan.clients, threads=plan.clients)
    async with AsyncExitStack() as stack:
        generator = await stack.enter_async_context(Generator.start(bench.folder))
        servers = {
            one.name: await stack.enter_async_context(hosted(bench, one, shape))
            for one in bench.contenders
            if isinstance(one, Hosting)
        }
        others = [one for one in bench.contenders if one.name not in servers]
        processes = await start_all(stack, bench, others)

        async def crowd(one: Contender) -> Crowd:
            if one.name in servers:
                return await _of_generator(generator, servers[one.name], plan.seconds)
            return await _of_sessions(one, processes[one.name], plan.clients, plan.seconds)

        runs = await take_turns(bench, bench.contenders, crowd)
    people = f"{plan.clients} people"
    per_core = {"Node ws": 1.5, "ChatKit": 8.0, "Chainlit": 20.0}
    return Result(
        "crowd",
        f"{people} at once, each turn {DELTAS} deltas",
        [
            figure_of(
                f"{people}: deltas a second", "1/s", runs, lambda one: one.rate, better="higher"
            ),
            figure_of(
                f"{people}: deltas a second of server processor",
                "1/s",
                runs,
                lambda one: one.per_core,
                better="higher",
                against=per_core,
            ),
            figure_of(
                f"{people}: submit to first delta, p50", "ms", runs, lambda one: one.first_p50
            ),
            figure_of(
                f"{people}: submit to first delta, p99",
                "ms",
                runs,
                lambda one: one.first_p99,
                goal=25,
            ),
            figure_of(f"{people}: submit to end, p50", "ms", runs, lambda one: one.end_p50),
            load_figure(bench, {name: [one.busy for one in each] for name, each in runs.items()}),
        ],
    )


async def _of_generator(generator: Generator, server: Hosted, seconds: float) -> Crowd:
    await generator.open(GROUP, server.process.port, server.connections(f"/stream {DELTAS}"))
    await generator.turns(GROUP, 0)
    await generator.reset()
    before = server.process.cpu_seconds()
    seen = await generator.turns(GROUP, seconds)
    used = server.process.cpu_seconds() - before
    await generator.drop(GROUP)
    if seen.deltas != seen.end.count * DELTAS or seen.errors or seen.lost:
        raise ValueError(f"{seen.end.count} turns, but {seen}")
    return Crowd(
        seen.deltas / seen.seconds,
        seen.deltas / used,
        seen.first.p50,
        seen.first.p99,
        seen.end.p50,
        seen.busy,
    )


async def _of_sessions(one: Contender, process: Process, clients: int, seconds: float) -> Crowd:
    """A peer with a protocol that the generator does not speak."""
    async with AsyncExitStack() as stack:
        sessions = [
            await stack.enter_async_context(one.session(process.port)) for _ in range(clients)
        ]
        await asyncio.gather(*(session.turn(DELTAS) for session in sessions))
        before, busy, started = process.cpu_seconds(), time.process_time(), time.perf_counter()
        until = started + seconds
        each = await asyncio.gather(*(_talk(session, until) for session in sessions))
        passed, used = time.perf_counter() - started, process.cpu_seconds() - before
        busy = time.process_time() - busy
    turns = [turn for one_person in each for turn in one_person]
    firsts, ends = [turn.first * 1000 for turn in turns], [turn.end * 1000 for turn in turns]
    deltas = len(turns) * DELTAS
    return Crowd(
        deltas / passed,
        deltas / used,
        quantile(firsts, 0.5),
        quantile(firsts, 0.99),
        quantile(ends, 0.5),
        busy / passed,
    )


async def _talk(session: Session, until: float) -> list[Turn]:
    turns = []
    while time.perf_counter() < until:
        turn = await session.turn(DELTAS)
        if turn.deltas != DELTAS:
            raise ValueError(f"{turn.deltas} of {DELTAS} deltas came")
        turns.append(turn)
    return turns
