"""What a turn has done, so that a turn that goes on after a restart does not do it again [A4]."""

from typing import Any

import msgspec

from instar.model.floor import Frame
from instar.protocol.errors import InstarError

_TURN = "turn"


class Steps:
    """The results of what a handler called, in order. They are stored from the first ask on: `kept`."""

    def __init__(self, stored: str | None) -> None:
        self._done: list[tuple[str, Any]] = (
            msgspec.json.decode(stored, type=list[tuple[str, Any]]) if stored else []
        )
        self._at = 0
        self.kept = stored is not None

    def begin(self, handler: str, frame: Frame | None) -> None:
        """The first step: who does them all, and the time on the floor that it began with."""
        if self.again(_TURN) is None:
            self.add(_TURN, (handler, frame and msgspec.to_builtins(frame)))

    def began(self) -> tuple[str, Frame | None]:
        """What the first step says, of steps that were stored. Raises `conflict.other_steps`."""
        if not self._done or self._done[0][0] != _TURN:
            raise InstarError("conflict.other_steps", "An older server has begun this turn.")
        return msgspec.convert(self._done[0][1], tuple[str, Frame | None])

    def again(self, kind: str) -> tuple[Any] | None:
        """What the call that comes now returned before the restart, in a tuple; None for a new one.

        Raises `conflict.other_steps` when the handler does not do what it did.
        """
        if self._at >= len(self._done):
            return None
        done, result = self._done[self._at]
        if done != kind:
            raise InstarError(
                "conflict.other_steps", "After a restart the handler did not do what it did before."
            )
        self._at += 1
        return (result,)

    def with_one_more(self, kind: str, result: Any) -> str:
        """All of it and one more, as JSON to be stored."""
        return msgspec.json.encode([*self._done, (kind, result)]).decode()

    def add(self, kind: str, result: Any) -> None:
        """One more is done."""
        self._done.append((kind, result))
        self._at += 1
