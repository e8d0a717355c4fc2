"""FastAPI on uvicorn with all of its extras: what one takes for REST in Python."""

from pathlib import Path

from bench.contenders.uvicorn import FASTAPI, WITH_EXTRAS, OnUvicorn
from bench.process import Command


class FastApi(OnUvicorn):
    """`apps/fastapi_app.py`: pages of items, from a `database` that is one of ours."""

    name = "FastAPI"
    version = FASTAPI
    app = "fastapi"
    packages = (FASTAPI, WITH_EXTRAS)

    def __init__(self, database: Path) -> None:
        self._database = database

    def command(self, data: Path) -> Command:
        return super().command(data)._replace(environment={"DATABASE": str(self._database)})
