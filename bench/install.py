"""Brings peers and tools in, each into a folder of its own under `.cache/bench`."""

import asyncio
import hashlib
import os
from pathlib import Path

from bench.machine import CACHE, ROOT

INSTALL_SECONDS = 600


class Unavailable(Exception):
    """What cannot be installed here."""


async def python_with(name: str, *packages: str) -> Path:
    """A Python that has exactly these packages and what they need. Raises Unavailable."""
    folder = CACHE / name
    python = folder / "bin" / "python"
    if not _has(folder, packages):
        await run("uv", "venv", "--quiet", "--clear", "--python", _ours(), str(folder))
        await run("uv", "pip", "install", "--quiet", "--python", str(python), *packages)
        _note(folder, packages)
    return python


async def python_locked(name: str, lock: Path) -> Path:
    """A Python that has exactly what a lock file names. Raises Unavailable."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()  # noqa: ASYNC240  (a small file)
    return await python_with(f"{name}-{digest[:12]}", "--requirements", str(lock))


async def node_with(name: str, *packages: str) -> Path:
    """A folder in which Node finds these packages. Raises Unavailable."""
    folder = CACHE / name
    if not _has(folder, packages):
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--loglevel=error"]
        await run("npm", "install", "--prefix", str(folder), *quiet, *packages)
        _note(folder, packages)
    return folder


async def run(*command: str) -> None:
    """Run what installs or builds something. Raises Unavailable with the last line it said."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=CACHE,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), INSTALL_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise Unavailable(f"`{command[0]}` took more than {INSTALL_SECONDS} s") from None
    if process.returncode:
        lines = said.decode(errors="replace").strip().splitlines()
        raise Unavailable(f"`{command[0]}` says: {lines[-1] if lines else 'nothing'}")


def _ours() -> str:
    return os.fspath(ROOT / ".venv" / "bin" / "python")


def _has(folder: Path, packages: tuple[str, ...]) -> bool:
    note = folder / "installed"
    return note.exists() and note.read_text().split() == list(packages)


def _note(folder: Path, packages: tuple[str, ...]) -> None:
    """Written last, so that an installation that broke off is made again."""
    (folder / "installed").write_text("\n".join(packages) + "\n")
