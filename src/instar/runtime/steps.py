"""What a turn has done, so that a turn that goes on after a restart does not do it again [A4]."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import msgspec

from instar.model.floor import Frame
from instar.protocol.errors import InstarError
from instar.protocol.threads import Turn
from instar.storage import turns
from instar.storage.database import Connection

_TURN = "turn"
_BEGUN = "begun"

Done = tuple[str, msgspec.Raw]
"""What was called, and what it returned, as JSON."""


def began(stored: str) -> tuple[str, Frame | None]:
    """Who did the steps that were stored, and the time on the floor that it began with.

    Raises `conflict.other_steps` when an older server has stored them.
    """
    first, result = msgspec.json.decode(stored, type=list[Done])[0]
    if first != _TURN:
        raise InstarError("conflict.other_steps", "An older server has begun this turn.")
    return msgspec.json.decode(result, type=tuple[str, Frame | None])


class Steps:
    """The results of what a handler called, in order. They are stored from the first ask on: `kept`."""

    def __init__(self, turn: Turn, stored: str | None) -> None:
        self._turn = turn
        self._done: list[Done] = msgspec.json.decode(stored, type=list[Done]) if stored else []
        self._at = 0
        self._lost: int | None = None
        if self._done and self._done[-1][0] == _BEGUN:
            self._lost = msgspec.json.decode(self._done.pop()[1])
        self._within = False
        self.kept = stored is not None

    def begin(self, handler: str, frame: Frame | None) -> None:
        """The first step: who does them all, and the time on the floor that it began with."""
        if self.again(_TURN) is None:
            self.add(_TURN, (handler, frame))

    @property
    def replaying(self) -> bool:
        """Whether what is called now was called before the restart."""
        return not self._within and self._at < len(self._done)

    def again(self, kind: str) -> tuple[Any] | None:
        """What the call that comes now returned before the restart, in a tuple; None for a new one.

        Raises `conflict.other_steps` when the handler does not do what it did.
        """
        if not self.replaying:
            return None
        done, result = self._done[self._at]
        if done != kind:
            raise InstarError(
                "conflict.other_steps", "After a restart the handler did not do what it did before."
            )
        self._at += 1
        return (msgspec.json.decode(result),)

    def store(self, conn: Connection, kind: str, result: Any = None) -> None:
        """Store one more with all before, in the transaction that does it; nothing until the first ask."""
        if self.kept and not self._within:
            steps = msgspec.json.encode([*self._done, (kind, result)]).decode()
            turns.save_steps(conn, self._turn, steps)

    def add(self, kind: str, result: Any = None) -> None:
        """One more is done."""
        if not self._within:
            self._done.append((kind, msgspec.Raw(msgspec.json.encode(result))))
            self._at += 1

    def begun(self, conn: Connection, head: int) -> None:
        """Store, at this head of the log, that a step begins which is of several."""
        self.store(conn, _BEGUN, head)

    def lost(self) -> int | None:
        """The head of the log when the step that comes now began before the restart, if it did."""
        head, self._lost = self._lost, None
        return head

    @contextmanager
    def within(self) -> Generator[None]:
        """What is called meanwhile is a part of one step."""
        before, self._within = self._within, True
        try:
            yield
        finally:
            self._within = before

    def demand_apart(self) -> None:
        """Raises RuntimeError within a step: an ask in it could not be waited for again."""
        if self._within:
            raise RuntimeError("an ask cannot be a part of `once`")
