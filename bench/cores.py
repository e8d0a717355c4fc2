"""Servers have one core and the load another, so that neither steals the other's time."""

import os
from collections.abc import Generator
from contextlib import contextmanager

_ALL = sorted(os.sched_getaffinity(0))
SERVER, LOAD = {_ALL[0]}, {_ALL[-1]}
EVERY = set(_ALL)


@contextmanager
def on_cores(cores: set[int]) -> Generator[None]:
    """Run the block, and what it starts, on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
