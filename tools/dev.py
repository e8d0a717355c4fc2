"""Run the server and the page for development: both reload, and Ctrl-C ends both.

The page is served by Vite, which passes /api and /ws on to the server. Arguments that are not named
here go to `instar serve`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

from watchfiles import PythonFilter, awatch

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 10


@contextlib.asynccontextmanager
async def running(
    command: Sequence[str], *, cwd: Path = ROOT, env: dict[str, str], pipe: bool = False
) -> AsyncGenerator[asyncio.subprocess.Process]:
    """Run a command until the block ends, in a group of its own: Ctrl-C reaches us alone."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env=env,
        start_new_session=True,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE if pipe else None,
    )
    try:
        yield process
    finally:
        await stop(process)


async def stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


def point_to_page(line: str, page: str) -> str:
    """Turn the address in the server's ready line into the page's."""
    return re.sub(r"(Instar is ready: )http://[^/\s]+", rf"\1{page}", line)


async def show(process: asyncio.subprocess.Process, page: str) -> None:
    assert process.stdout
    async for line in process.stdout:
        sys.stdout.write(point_to_page(line.decode(errors="replace"), page))
        sys.stdout.flush()


async def serve(command: Sequence[str], env: dict[str, str], page: str) -> None:
    """Run the server, again after each change of its source; a broken one waits for the next."""
    changes = awatch(ROOT / "src" / "instar", watch_filter=PythonFilter())
    while True:
        async with running(command, env=env, pipe=True) as process:
            printing = asyncio.create_task(show(process, page))
            await anext(changes)
            print("The server's source changed: starting it again.", flush=True)
        await printing


async def show_page(port: int, env: dict[str, str]) -> None:
    vite = [str(ROOT / "client/node_modules/.bin/vite"), "--port", str(port)]
    async with running(vite, cwd=ROOT / "client", env=env) as process:
        await process.wait()


async def develop(options: argparse.Namespace, rest: Sequence[str]) -> None:
    scripts = Path(sys.prefix) / "bin"
    env = {
        **os.environ,
        "PATH": os.pathsep.join([str(scripts), os.environ["PATH"]]),
        "PYTHONUNBUFFERED": "1",
        "INSTAR_DEV_SERVER": f"http://127.0.0.1:{options.port}",
    }
    command = [str(scripts / "instar"), "serve", "--no-open", "--port", str(options.port), *rest]
    async with asyncio.TaskGroup() as group:
        page = group.create_task(show_page(options.page_port, env))
        server = group.create_task(serve(command, env, f"http://127.0.0.1:{options.page_port}"))
        page.add_done_callback(lambda _: server.cancel())
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, page.cancel)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--port", type=int, default=8765, help="the server's port (8765)")
    parser.add_argument("--page-port", type=int, default=5173, help="the page's port (5173)")
    options, rest = parser.parse_known_args()
    asyncio.run(develop(options, rest))
    return 0


if __name__ == "__main__":
    sys.exit(main())
