"""One client, one turn after the other: submit, first delta, the end of 200."""

from contextlib import AsyncExitStack

from bench.contenders.contender import Contender
from bench.contenders.stopwatch import Turn
from bench.results import OURS, Figure, Result, sample_of_many
from bench.rounds import Bench, start_all, take_turns

DELTAS = 200
WARM_UP = 5


async def measure(bench: Bench) -> Result:
    """Ours has committed the message and the open answer, each with an fsync, before the first
    delta; no peer stores anything."""
    async with AsyncExitStack() as stack:
        processes = await start_all(stack, bench, bench.contenders)

        async def turns(one: Contender) -> list[Turn]:
            async with one.session(processes[one.name].port) as session:
                taken = [await session.turn(DELTAS) for _ in range(WARM_UP + bench.plan.turns)]
            short = [turn.deltas for turn in taken if turn.deltas != DELTAS]
            if short:
                raise ValueError(f"{len(short)} turns without all {DELTAS} deltas: {short[:3]}")
            return taken[WARM_UP:]

        runs = await take_turns(bench, bench.contenders, turns)
    return Result(
        "turn",
        f"One client: submit to first delta and to the end of {DELTAS}",
        [
            _figure("submit to first delta, p50", runs, "first", 0.5, 1.5),
            _figure("submit to first delta, p99", runs, "first", 0.99),
            _figure("submit to end, p50", runs, "end", 0.5),
            _figure("submit to end, p99", runs, "end", 0.99),
            _figure("submit to stored and said so, p50", {OURS: runs[OURS]}, "accepted", 0.5),
        ],
    )


def _figure(
    name: str,
    runs: dict[str, list[list[Turn]]],
    field: str,
    share: float,
    goal: float | None = None,
) -> Figure:
    samples = {
        one: sample_of_many(
            [[getattr(turn, field) * 1000 for turn in run] for run in repeats], share
        )
        for one, repeats in runs.items()
    }
    return Figure(name, "ms", samples, goal=goal)
