"""Times of a turn as its client sees them."""

import asyncio
import re
import time
from typing import NamedTuple

_DELTA = re.compile(rb"token\d")
"""Deltas are counted by what they say: a server may join some into one message."""


class Turn(NamedTuple):
    """Seconds since the submit. `accepted` is 0 where nothing says that the message is stored."""

    accepted: float
    first: float
    end: float
    deltas: int


class Stopwatch:
    """One for each session; `start` before each turn."""

    def __init__(self) -> None:
        self._turn: asyncio.Future[Turn] | None = None
        self._clear()

    def start(self) -> "asyncio.Future[Turn]":
        """A turn is asked for now; the future is done when it ends."""
        self._clear()
        self._turn = asyncio.get_running_loop().create_future()
        self._started = time.perf_counter()
        return self._turn

    def accept(self) -> None:
        """The message is stored."""
        self._accepted = time.perf_counter() - self._started

    def delta(self, message: bytes) -> None:
        """Some of the answer has come."""
        if not self._deltas:
            self._first = time.perf_counter() - self._started
        self._deltas += len(_DELTA.findall(message))

    def end(self) -> None:
        """The answer is whole. Ends outside of a turn are none of ours."""
        if self._turn is not None and not self._turn.done():
            end = time.perf_counter() - self._started
            self._turn.set_result(Turn(self._accepted, self._first, end, self._deltas))

    def _clear(self) -> None:
        self._started = self._accepted = self._first = 0.0
        self._deltas = 0
