"""What this machine is, and how fast it is at the moment."""

import os
import platform
import sqlite3
import statistics
import subprocess
import time
from pathlib import Path

from bench.results import Machine
from tools.browser import find_browser

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "bench"
LOOPS = 5
SYNCS = 100


def describe() -> Machine:
    """This machine now. `loop_ms` is a fixed Python loop, some times: its spread is the noise."""
    return Machine(
        cpu=_cpu(),
        cores=os.cpu_count() or 1,
        memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        kernel=platform.release(),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        node=said_by("node", "--version"),
        browser=said_by(str(find_browser() or "chromium"), "--version"),
        fsync_ms=_fsync_ms(),
        loop_ms=[_loop_ms() for _ in range(LOOPS)],
    )


def commit() -> str:
    """The commit that is measured; `+` says that the tree differs from it."""
    short = said_by("git", "rev-parse", "--short", "HEAD")
    changed = said_by("git", "status", "--porcelain", "--", "src", "client")
    return short + ("+" if changed else "")


def said_by(*command: str) -> str:
    """What a command prints, or why it did not."""
    try:
        done = subprocess.run(  # noqa: S603
            command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"none ({type(error).__name__})"
    return done.stdout.strip()


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "unknown")


def _loop_ms() -> float:
    started = time.perf_counter()
    total = 0
    for number in range(200_000):
        total += number & 7
    return round((time.perf_counter() - started) * 1000, 2)


def _fsync_ms() -> float:
    """Median milliseconds to make one appended page durable, where the servers' data will lie."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / "fsync"
    times = []
    with path.open("wb", buffering=0) as file:
        for _ in range(SYNCS):
            started = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - started)
    path.unlink()
    return round(statistics.median(times) * 1000, 3)
