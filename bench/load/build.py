"""Compiles the load generator: by the machine's compiler, else by Zig's, which PyPI has."""

import hashlib
import os
import shutil
from pathlib import Path

from bench.install import python_with, run
from bench.machine import CACHE

SOURCES = Path(__file__).parent
ZIG = "ziglang==0.17.0"
FLAGS = ("-O3", "-march=native", "-std=gnu17", "-Wall", "-Wextra")


async def build() -> Path:
    """The program, compiled anew when its source has changed. Raises Unavailable."""
    sources = sorted(SOURCES.glob("*.c"))
    parts = [*sources, *sorted(SOURCES.glob("*.h"))]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()
    program = CACHE / f"load-{digest[:12]}"
    if not program.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        # Others may be compiling it too.
        made = program.with_suffix(f".{os.getpid()}")
        await run(*await _compiler(), *FLAGS, "-o", str(made), *map(str, sources))
        made.rename(program)
    return program


async def _compiler() -> list[str]:
    if cc := shutil.which(os.environ.get("CC", "cc")):
        return [cc]
    return [str(await python_with("zig", ZIG)), "-m", "ziglang", "cc"]
