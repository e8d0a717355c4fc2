"""What every case shares: sizes, contenders, a folder, and taking turns."""

import traceback
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple, TypeVar

from bench.contenders.contender import Contender
from bench.plan import Plan
from bench.process import Process, running
from bench.results import OURS

T = TypeVar("T")
C = TypeVar("C", bound=Contender)


class Bench(NamedTuple):
    """What a case gets. `notes` is for what its reader must know."""

    plan: Plan
    contenders: Sequence[Contender]
    folder: Path
    notes: list[str]


async def take_turns(
    bench: Bench, contenders: Sequence[C], measure: Callable[[C], Awaitable[T]]
) -> dict[str, list[T]]:
    """Measure each contender once a repeat, ours and theirs in turn, every other time backwards.

    A peer that breaks is noted and left out; ours may not break.
    """
    runs: dict[str, list[T]] = {one.name: [] for one in contenders}
    for repeat in range(bench.plan.repeats):
        for one in contenders if repeat % 2 == 0 else reversed(contenders):
            if one.name not in runs:
                continue
            try:
                runs[one.name].append(await measure(one))
            except Exception as error:
                if one.name == OURS:
                    raise
                traceback.print_exception(error)
                bench.notes.append(f"{one.name} broke: {error!r}")
                del runs[one.name]
    return runs


async def start_all(
    stack: AsyncExitStack, bench: Bench, contenders: Sequence[Contender]
) -> dict[str, Process]:
    """Every contender running, each with a fresh folder; they end with the stack."""
    return {
        one.name: await stack.enter_async_context(
            running(one.command(bench.folder / f"{one.name} data"), bench.folder / "log")
        )
        for one in contenders
    }
