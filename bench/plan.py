"""How much is measured."""

from typing import NamedTuple


class Plan(NamedTuple):
    """Sizes of a run. The full one is for a quiet machine; the quick one shows that all of it works."""

    quick: bool
    repeats: int = 5
    few: int = 3
    """Repeats of what takes long; `fewest` of what takes longest."""
    fewest: int = 2
    turns: int = 60
    requests: int = 80
    history: int = 100_000
    clients: int = 50
    seconds: float = 4.0
    readers: tuple[int, ...] = (1_000, 5_000)
    sessions: tuple[int, ...] = (500, 2_000, 10_000)
    storm: int = 10_000
    slow: int = 100
    slow_seconds: float = 9.0
    held: int = 10_000
    held_seconds: float = 600.0
    most: int = 18_000
    grown_readers: tuple[int, ...] = (1, 10, 100, 1_000, 5_000)
    grown_threads: tuple[int, ...] = (1, 100, 1_000, 10_000)
    grown_items: tuple[int, ...] = (10, 1_000, 100_000)
    tokens: int = 500
    long_tokens: int = 5_000
    scrolled: int = 5_000
    patches: int = 250
    commands: int = 100


FULL = Plan(quick=False)
QUICK = Plan(
    quick=True,
    repeats=2,
    few=1,
    fewest=1,
    turns=10,
    requests=10,
    history=2_000,
    clients=10,
    seconds=0.5,
    readers=(100, 300),
    sessions=(100, 300),
    storm=300,
    slow=5,
    slow_seconds=4.0,
    held=300,
    held_seconds=5.0,
    most=500,
    grown_readers=(1, 10, 100),
    grown_threads=(1, 100),
    grown_items=(10, 1_000),
    tokens=100,
    long_tokens=500,
    scrolled=300,
    patches=20,
    commands=5,
)
