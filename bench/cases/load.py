"""Fifty people at once, and one thread with a hundred readers."""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import NamedTuple

from bench.contenders.contender import Contender, Hosting, Session, SocketSession
from bench.contenders.instar import Instar
from bench.contenders.node import Node
from bench.contenders.stopwatch import Turn
from bench.process import Process
from bench.results import Figure, Result, quantile, sample_of_runs
from bench.rounds import Bench, start_all, take_turns

DELTAS = 200
FANOUT_DELTAS = 500


class Load(NamedTuple):
    """A repeat. `per_core`: deltas over the server's own processor time."""

    rate: float
    per_core: float
    worst_ms: float


async def measure(bench: Bench) -> Result:
    """Deltas that clients received are counted, not messages: a server may join them."""
    plan = bench.plan
    async with AsyncExitStack() as stack:
        processes = await start_all(stack, bench, bench.contenders)

        async def crowd(one: Contender) -> Load:
            return await _crowd(one, processes[one.name], plan.clients, plan.seconds)

        async def fan_out(one: Hosting) -> Load:
            return await _fan_out(one, processes[one.name], plan.readers, plan.fanout_turns)

        crowds = await take_turns(bench, bench.contenders, crowd)
        hosts = [one for one in bench.contenders if isinstance(one, Instar | Node)]
        fans = await take_turns(bench, hosts, fan_out)
    people, readers = f"{plan.clients} people", f"{plan.readers} readers"
    return Result(
        "load",
        f"{people} at once, each turn {DELTAS} deltas; one thread with {readers}",
        [
            _figure(f"{people}: deltas a second", "1/s", crowds, "rate"),
            _figure(f"{people}: deltas a second of server processor", "1/s", crowds, "per_core"),
            _figure(f"{people}: submit to first delta, p99", "ms", crowds, "worst_ms"),
            _figure(f"{readers}: deliveries a second", "1/s", fans, "rate"),
            _figure(f"{readers}: deliveries a second of server processor", "1/s", fans, "per_core"),
            _figure(f"{readers}: first delta at the last reader", "ms", fans, "worst_ms"),
        ],
    )


async def _crowd(one: Contender, process: Process, clients: int, seconds: float) -> Load:
    async with AsyncExitStack() as stack:
        sessions = [
            await stack.enter_async_context(one.session(process.port)) for _ in range(clients)
        ]
        await asyncio.gather(*(session.turn(DELTAS) for session in sessions))
        before, started = process.cpu_seconds(), time.perf_counter()
        until = started + seconds
        each = await asyncio.gather(*(_talk(session, until) for session in sessions))
        passed, used = time.perf_counter() - started, process.cpu_seconds() - before
    firsts = [first for one_person in each for first in one_person]
    deltas = len(firsts) * DELTAS
    return Load(deltas / passed, deltas / used, quantile(firsts, 0.99) * 1000)


async def _talk(session: Session, until: float) -> list[float]:
    firsts = []
    while time.perf_counter() < until:
        turn = await session.turn(DELTAS)
        if turn.deltas != DELTAS:
            raise ValueError(f"{turn.deltas} of {DELTAS} deltas came")
        firsts.append(turn.first)
    return firsts


async def _fan_out(one: Hosting, process: Process, readers: int, turns: int) -> Load:
    thread = await one.new_thread(process.port)
    async with AsyncExitStack() as stack:
        sessions = [
            await stack.enter_async_context(one.joined(process.port, thread))
            for _ in range(readers)
        ]
        await _broadcast(sessions, 1)
        before, started = process.cpu_seconds(), time.perf_counter()
        firsts, deltas = [], 0
        for _ in range(turns):
            seen = await _broadcast(sessions, FANOUT_DELTAS)
            firsts.append(max(turn.first for turn in seen))
            deltas += sum(turn.deltas for turn in seen)
        passed, used = time.perf_counter() - started, process.cpu_seconds() - before
    if deltas != readers * turns * FANOUT_DELTAS:
        raise ValueError(f"{deltas} deltas came")
    return Load(deltas / passed, deltas / used, max(firsts) * 1000)


async def _broadcast(sessions: list[SocketSession], deltas: int) -> list[Turn]:
    """One turn as each reader has seen it."""
    others = [session.finish(session.watch.start()) for session in sessions[1:]]
    return await asyncio.gather(sessions[0].turn(deltas), *others)


def _figure(name: str, unit: str, runs: dict[str, list[Load]], field: str) -> Figure:
    samples = {
        one: sample_of_runs([getattr(load, field) for load in loads]) for one, loads in runs.items()
    }
    return Figure(name, unit, samples, better="higher" if unit == "1/s" else "lower")
