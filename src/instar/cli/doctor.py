"""`instar doctor`: what this machine has, and whether a server would run on it."""

import os
import platform
import resource
import shutil
import sqlite3
from importlib import metadata
from typing import Literal, NamedTuple

from instar import __version__
from instar.model.settings import Settings

WAL_FIXED = (3, 51, 3)
FTS_SINCE = (3, 35, 0)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "firefox")

Verdict = Literal["ok", "note", "fail"]


class Finding(NamedTuple):
    """One fact, and what follows from it."""

    verdict: Verdict
    subject: str
    fact: str

    def __str__(self) -> str:
        return f"{self.verdict:5} {self.subject:12} {self.fact}"


def examine(settings: Settings) -> list[Finding]:
    """Look at everything a server needs."""
    return [
        Finding("ok", "instar", f"{__version__} on Python {platform.python_version()}"),
        Finding("ok", "packages", _packages()),
        _database(settings),
        _data_dir(settings),
        _files(),
        _browser(),
    ]


def _packages() -> str:
    names = ("uvicorn", "uvloop", "starlette", "msgspec", "sqlalchemy")
    return ", ".join(f"{name} {metadata.version(name)}" for name in names)


def _database(settings: Settings) -> Finding:
    try:
        _ = settings.database_path
    except ValueError as error:
        return Finding("fail", "database", str(error))
    return _sqlite(sqlite3.sqlite_version_info)


def _sqlite(version: tuple[int, ...]) -> Finding:
    shown = "SQLite " + ".".join(map(str, version))
    if version < FTS_SINCE:
        return Finding("fail", "database", f"{shown}: 3.35 or newer is needed")
    if version < WAL_FIXED:
        return Finding(
            "note",
            "database",
            f"{shown} has the WAL-reset bug (fixed in 3.51.3), which needs two writers: "
            "Instar has one; do not write to its database with other programs while it runs",
        )
    return Finding("ok", "database", shown)


def _data_dir(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        return Finding("fail", "data folder", f"{folder}: {nearest} cannot be written to")
    free = shutil.disk_usage(nearest).free // 2**20
    if free < 256:
        return Finding("fail", "data folder", f"{folder}: only {free} MiB free")
    return Finding("ok", "data folder", f"{folder}: {free:,} MiB free")


def _files() -> Finding:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    verdict: Verdict = "ok" if hard >= 4096 else "note"
    return Finding(verdict, "open files", f"{soft} ({hard} at most): one for each connection")


def _browser() -> Finding:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return Finding(
        "ok" if found else "note", "browser", found or "none on PATH; open the page from elsewhere"
    )
