"""A model service that does as it is told, in a process of its own: OpenAI's APIs, and Anthropic's."""

import asyncio
import json
import os
import sys
from typing import Any, Self

import httpx

START_SECONDS = 30


MODELS = (
    "fake-mini",
    "fake-large",
    "fake-large-2026-01-31",
    "plain-small",
    "fake-8b-instruct",
    "Fake-Embedding",
    "fake-transcribe",
)


class ModelService:
    """The service on a free port. Open with `async with`; `stop` and `start` as often as wanted.

    What it can do: `scripts.py`.
    """

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start it, on the port that it had before if any."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.model_service",
            str(self.port),
            stdout=asyncio.subprocess.PIPE,
            env=dict(os.environ),
        )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), START_SECONDS)
        self.port = json.loads(line)["port"]

    async def stop(self) -> None:
        """End it, if it runs; what is under way breaks."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await asyncio.wait_for(self._process.wait(), 15)

    @property
    def root(self) -> str:
        """What Anthropic's SDK calls its base URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The base URL of OpenAI's APIs."""
        return f"{self.root}/v1"

    @property
    def chat_url(self) -> str:
        """The base URL of a server that has no Responses API."""
        return f"{self.root}/chat/v1"

    async def seen(self) -> list[dict[str, Any]]:
        """The requests so far, in order."""
        return await self._get("/_seen")

    async def over(self, number: int) -> dict[str, Any]:
        """The request of that number, once it is over: `ended` is `answered`, or `closed` by the
        client; `ended_at` says when."""
        return await self._get(f"/_seen/{number}")

    async def _get(self, path: str) -> Any:
        async with httpx.AsyncClient(base_url=self.root, timeout=START_SECONDS) as client:
            return (await client.get(path)).raise_for_status().json()
