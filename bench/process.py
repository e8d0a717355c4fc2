"""A server in its own process: started, waited for, looked at and ended."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from bench.cores import SERVER, on_cores
from bench.machine import CACHE
from bench.wire.http import Http

START_SECONDS = 60
STOP_SECONDS = 15
POLL_SECONDS = 0.002
_COMPILED = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(CACHE / "compiled")}
"""Whatever is set here: a server that compiles itself at every start is nobody's."""


class Command(NamedTuple):
    """How to start a server. `{port}` in an argument or a variable is where it listens."""

    arguments: list[str]
    environment: dict[str, str] = {}
    folder: Path = Path()


class Memory(NamedTuple):
    """Of a process and its children, in MB. `pss` counts pages that are shared by their share."""

    rss: float
    pss: float


class Process:
    """A running server."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, started: float) -> None:
        self.process = process
        self.port = port
        self.start_seconds = started

    def memory(self) -> Memory:
        """What it holds now."""
        pids = list(_tree(self.process.pid))
        return Memory(
            sum(_kilobytes(pid, "status", "VmRSS") for pid in pids) / 1024,
            sum(_kilobytes(pid, "smaps_rollup", "Pss") for pid in pids) / 1024,
        )

    def cpu_seconds(self) -> float:
        """Processor time that it and its children have used so far."""
        return sum(time.clock_gettime(_processor_clock(pid)) for pid in _tree(self.process.pid))


@asynccontextmanager
async def running(command: Command, log: Path, cores: set[int] = SERVER) -> AsyncGenerator[Process]:
    """Start a server; yields when its page has answered 200. It ends with the block."""
    port = _free_port()
    with log.open("ab") as output, on_cores(cores):
        started = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(argument.format(port=port) for argument in command.arguments),
            cwd=command.folder,
            env={
                **os.environ,
                **_COMPILED,
                **{name: value.format(port=port) for name, value in command.environment.items()},
            },
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        await _wait_for_page(process, port, log)
        yield Process(process, port, time.perf_counter() - started)
    finally:
        await _end(process)


async def _wait_for_page(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    try:
        await asyncio.wait_for(_answers(process, port), START_SECONDS)
    except (TimeoutError, ChildProcessError) as error:
        error.add_note(f"It said: …{_tail(log)}")
        raise


async def _answers(process: asyncio.subprocess.Process, port: int) -> None:
    while process.returncode is None:
        try:
            async with Http.open(port) as http:
                if (await http.request("GET", "/")).status == 200:
                    return
        except OSError:
            await asyncio.sleep(POLL_SECONDS)
    raise ChildProcessError(f"ended with {process.returncode} before it answered")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _tree(int(child))


def _kilobytes(pid: int, file: str, name: str) -> int:
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(name + ":")), 0)


def _processor_clock(pid: int) -> int:
    """As clock_getcpuclockid(3) makes it on Linux; it counts threads that have ended too."""
    return (~pid << 3) | 2
