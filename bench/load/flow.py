"""A thread with many readers, while somebody writes in it."""

from typing import NamedTuple

from bench.load.generator import Generator
from bench.process import Process

WARM_SECONDS = 0.5


class Flow(NamedTuple):
    """What reached the readers in a while. `joined`: deltas that arrived at once; lags in ms."""

    rate: float
    per_core: float
    micros: float
    joined: float
    lag_p50: float
    lag_p99: float
    busy: float


async def flow_of(
    generator: Generator, process: Process, group: str, index: int, seconds: float
) -> Flow:
    """One connection asks for an answer that lasts `WARM_SECONDS` longer than what is measured."""
    await generator.say(group, index)
    await generator.wait(WARM_SECONDS)
    await generator.reset()
    before = process.cpu_seconds()
    seen = await generator.wait(seconds)
    used = process.cpu_seconds() - before
    if seen.lost or seen.errors or not seen.deltas:
        raise ValueError(f"{seen}")
    return Flow(
        seen.deltas / seen.seconds,
        seen.deltas / used,
        used / seen.deltas * 1e6,
        seen.deltas / seen.reads,
        seen.lag.p50,
        seen.lag.p99,
        seen.busy,
    )
