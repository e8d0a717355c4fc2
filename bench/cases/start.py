"""From the start of the process to the first page served, and what it holds then."""

import asyncio
import tempfile
from pathlib import Path
from typing import NamedTuple

from bench.contenders.contender import Contender
from bench.cores import EVERY
from bench.process import Memory, running
from bench.results import Result, figure_of
from bench.rounds import Bench, take_turns

SETTLE_SECONDS = 1.0


class Start(NamedTuple):
    """A start, and what the server held when it had settled."""

    seconds: float
    memory: Memory


def seconds(start: Start) -> float:
    return start.seconds


async def measure(bench: Bench) -> Result:
    """Starts are on all cores: nobody pins a server that he only wants to try."""
    folders = dict.fromkeys((one.name for one in bench.contenders), bench.folder)

    async def fresh(one: Contender) -> Start:
        folders[one.name] = Path(tempfile.mkdtemp(dir=bench.folder)) / "data"
        return await again(one)

    async def again(one: Contender) -> Start:
        return await _start(one, folders[one.name], bench.folder / "log")

    # The first start of a peer compiles it; nobody pays that twice.
    await take_turns(bench, bench.contenders, fresh, repeats=1)
    new = await take_turns(bench, bench.contenders, fresh)
    known = await take_turns(bench, bench.contenders, again)
    return Result(
        "start",
        "Process start to first HTTP 200, and memory when idle",
        [
            figure_of("start to first page, data folder exists", "s", known, seconds, goal=0.6),
            figure_of("start to first page, data folder is new", "s", new, seconds, goal=0.6),
            figure_of("idle memory, RSS", "MB", known, lambda start: start.memory.rss, goal=75),
            figure_of("idle memory, PSS", "MB", known, lambda start: start.memory.pss),
            figure_of(
                "idle memory after a first start, RSS", "MB", new, lambda start: start.memory.rss
            ),
        ],
    )


async def _start(one: Contender, data: Path, log: Path) -> Start:
    async with running(one.command(data), log, EVERY) as process:
        await asyncio.sleep(SETTLE_SECONDS)
        return Start(process.start_seconds, process.memory())
