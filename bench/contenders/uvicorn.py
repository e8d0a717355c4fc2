"""Servers that are an app of ours for uvicorn, each in a Python of its own."""

from pathlib import Path

from bench.contenders.contender import APPS
from bench.install import python_with
from bench.process import Command

FASTAPI = "fastapi==0.165.0"
UVICORN = "uvicorn==0.54.0"
WITH_EXTRAS = "uvicorn[standard]==0.54.0"


class OnUvicorn:
    """`apps/{app}_app.py`, with the `packages` that it needs."""

    app: str
    packages: tuple[str, ...]

    async def prepare(self) -> None:
        self._python = await python_with(self.app, *self.packages)

    def command(self, data: Path) -> Command:  # noqa: ARG002  (it has none)
        uvicorn = [str(self._python), "-m", "uvicorn", f"{self.app}_app:app", "--no-access-log"]
        return Command([*uvicorn, "--app-dir", str(APPS), "--port", "{port}"])
