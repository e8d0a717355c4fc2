"""A real server in its own process, to talk to, kill and start again."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any, Self

import httpx

TOKEN = "token-of-the-tests"
READY = "Instar is ready: "
START_SECONDS = 30


class Served:
    """`instar serve` on a free port. Open with `async with`; `kill` and `start` as often as wanted."""

    def __init__(self, data_dir: Path, *, module: str = "instar.cli", **environment: str) -> None:
        self._data_dir = data_dir
        self._module = module
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None
        self.port = 0
        self.login = ""
        self.starts = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await asyncio.wait_for(self._process.wait(), 15)

    async def start(self, **environment: str) -> None:
        """Start it, on the port that it had before if any, and wait until it is ready."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self._module,
            "serve",
            "--no-open",
            "--port",
            str(self.port),
            "--data-dir",
            str(self._data_dir),
            stdout=asyncio.subprocess.PIPE,
            stderr=None,
            env={
                **os.environ,
                "INSTAR_ADMIN_TOKEN": TOKEN,
                "INSTAR_MESSAGES_PER_MINUTE": "1000000",
                **self._environment,
                **environment,
            },
        )
        self.starts += 1
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), START_SECONDS)
        assert line.decode().startswith(READY), f"the server said {line!r}"
        self.login = line.decode().removeprefix(READY).strip()
        self.port = int(self.login.split("/login")[0].rsplit(":", 1)[1])

    async def kill(self) -> None:
        """`kill -9`, as a power cut would."""
        self.signal(signal.SIGKILL)
        await self.died()

    def signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(number)

    async def died(self) -> int:
        """Wait until the process has ended; returns its exit code."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), 30)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def rss_mib(self) -> float:
        """The memory that the process has now."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    async def rest(self, method: str, path: str, **options: Any) -> Any:
        """Ask the API as the admin; returns the decoded answer, raises on a refusal."""
        async with httpx.AsyncClient(base_url=self.url + "/api/v1", headers=BEARER) as client:
            answer = await client.request(method, path, **options)
            answer.raise_for_status()
            return answer.json() if answer.content else None

    async def new_thread(self) -> str:
        """A new thread of the admin."""
        made = await self.rest("POST", "/threads", json={"title": "test"})
        return str(made["id"])


BEARER = {"authorization": f"Bearer {TOKEN}"}
