"""How much is measured."""

from typing import NamedTuple


class Plan(NamedTuple):
    """Sizes of a run. The full one is for a quiet machine; the quick one shows that all of it works."""

    quick: bool
    repeats: int = 5
    turns: int = 60
    requests: int = 80
    history: int = 100_000
    clients: int = 50
    readers: int = 100
    seconds: float = 4.0
    fanout_turns: int = 3
    tokens: int = 500
    long_tokens: int = 5_000
    scrolled: int = 5_000


FULL = Plan(quick=False)
QUICK = Plan(
    quick=True,
    repeats=2,
    turns=10,
    requests=10,
    history=2_000,
    clients=10,
    readers=20,
    seconds=0.5,
    fanout_turns=1,
    tokens=100,
    long_tokens=500,
    scrolled=300,
)
