"""FastAPI on uvicorn with all of its extras: what one takes for REST in Python."""

from pathlib import Path

from bench.contenders.contender import APPS
from bench.install import python_with
from bench.process import Command

VERSION = "fastapi==0.165.0"
BESIDE = ("uvicorn[standard]==0.54.0",)


class FastApi:
    """`apps/fastapi_app.py`: pages of items, from a `database` that is one of ours."""

    name = "FastAPI"
    version = VERSION

    def __init__(self, database: Path) -> None:
        self._database = database

    async def prepare(self) -> None:
        self._python = await python_with("fastapi", VERSION, *BESIDE)

    def command(self, data: Path) -> Command:  # noqa: ARG002  (it has none)
        uvicorn = [str(self._python), "-m", "uvicorn", "fastapi_app:app", "--no-access-log"]
        arguments = [*uvicorn, "--app-dir", str(APPS), "--port", "{port}"]
        return Command(arguments, {"DATABASE": str(self._database)})
