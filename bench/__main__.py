"""Measure Instar beside its peers, print the tables and keep the numbers.

python -m bench                 every case; BENCH_PEERS=all for every peer
python -m bench start page      these cases
python -m bench held            10,000 connections for ten minutes, which no other run has
python -m bench --quick         to see that all of it works: the numbers mean little
"""

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import msgspec
import uvloop

from bench import machine, report
from bench.cases import CASES, EVERY, LONG
from bench.contenders import contenders
from bench.cores import LOAD
from bench.plan import FULL, QUICK, Plan
from bench.results import OURS, Result, file_of, load_run, save_result
from bench.rounds import Bench


async def run(names: list[str], plan: Plan) -> None:
    machine.CACHE.mkdir(parents=True, exist_ok=True)
    ready, missing = await contenders()
    file = file_of(quick=plan.quick)
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        here = machine.describe()
        with tempfile.TemporaryDirectory(dir=machine.CACHE, prefix="run-") as folder:
            result = await measure(name, Bench(plan, ready, Path(folder), [*missing]))
        save_result(file, here, result)
        print(report.of_result(result), end="\n\n", flush=True)
    if kept := load_run(file):
        print(report.of_machine(kept.machine), report.of_goals(kept.results), sep="\n\n")


async def measure(name: str, bench: Bench) -> Result:
    """Run one case, and note what holds for all of them."""
    measured_commit, started = machine.commit(), time.perf_counter()
    result = await import_module(f"bench.cases.{name}").measure(bench)
    measured = {peer for figure in result.figures for peer in figure.samples} - {OURS}
    return msgspec.structs.replace(
        result,
        peers=result.peers
        or {one.name: one.version for one in bench.contenders if one.name in measured},
        notes=[*result.notes, *bench.notes],
        commit=measured_commit,
        measured_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        seconds=time.perf_counter() - started,
    )


def _usual() -> list[str]:
    return list(EVERY if os.environ.get("BENCH_HELD") else CASES)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument(
        "cases", nargs="*", metavar="CASE", help=f"of {', '.join(EVERY)}; all but {LONG}"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes")
    options = parser.parse_args()
    if unknown := set(options.cases) - set(EVERY):
        parser.error(f"there is no case {', '.join(sorted(unknown))}")
    os.sched_setaffinity(0, LOAD)
    # Servers and load hold thousands of sockets each.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # The tree's own uv, Node and npm come first.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(options.cases or _usual(), QUICK if options.quick else FULL))
    return 0


if __name__ == "__main__":
    sys.exit(main())
