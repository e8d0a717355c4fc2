"""Start `instar serve` as a child process and wait until it says that it is ready."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import subprocess
import threading
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import IO

READY = re.compile(r"Instar is ready: (http://\S+)")


class ServerFailed(RuntimeError):
    """The server ended, or said nothing in time; the message carries what it printed."""


@contextlib.contextmanager
def running_server(
    command: Sequence[str], data: Path, *, env: dict[str, str] | None = None, seconds: float = 30
) -> Generator[str]:
    """Yield the address that the server prints; the server ends with the block."""
    process = subprocess.Popen(
        [*command, "--port", "0", "--no-open"],
        env={**(os.environ if env is None else env), "INSTAR_DATA_DIR": str(data)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=pass_on, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        yield wait_until_ready(lines, seconds)
    finally:
        stop(process)
        reader.join()
        process.stdout.close()


def pass_on(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    """Keep the pipe empty, or a server that prints much would stand still."""
    for line in stream:
        lines.put(line)
    lines.put(None)


def wait_until_ready(lines: queue.Queue[str | None], seconds: float) -> str:
    printed: list[str] = []
    deadline = time.monotonic() + seconds
    while True:
        try:
            line = lines.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            raise ServerFailed(f"not ready in {seconds} s\n{''.join(printed)}") from None
        if line is None:
            raise ServerFailed(f"ended before it was ready\n{''.join(printed)}")
        printed.append(line)
        if ready := READY.search(line):
            return ready[1]


def stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
