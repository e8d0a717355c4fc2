"""What a handler does to the interface."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol

from instar.protocol.interface import Interface, LockName

Layer = Literal["user", "thread", "connection"]
Until = Literal["turn", "floor", "removed"]


class Ui(Protocol):
    """The interface as a turn sees and changes it.

    `layer`: for everybody in the thread, for the user who submitted everywhere, or for the client
    it was submitted with. `until`: the key goes with the turn, with the handler's time on the
    floor, or stays until the handler removes it. `seconds`: it goes after so long in any case.
    """

    def get(self) -> Interface:
        """The interface as it holds for the user in this thread."""
        ...

    def picked(self, key: str) -> str | None:
        """What a picker comes to for the user, such as `core.model`; None when there is none."""
        ...

    async def patch(
        self,
        operations: Iterable[Mapping[str, Any]],
        *,
        layer: Layer = "thread",
        until: Until = "turn",
        reason: str = "",
        seconds: float | None = None,
    ) -> None:
        """Change keys, all or none: RFC 6902 `add`, `replace` and `remove` of such as `/locks/composer`.

        Raises InstarError: `validation.ui_path`, `validation.ui_value`, `too_large.ui`,
        `conflict.ui_owner` (a key that others set), `conflict.turn_ended`, `conflict.no_floor`.
        """
        ...

    async def set(
        self,
        path: str,
        value: object,
        *,
        layer: Layer = "thread",
        until: Until = "turn",
        reason: str = "",
        seconds: float | None = None,
    ) -> None:
        """Set one key."""
        ...

    async def remove(self, path: str, *, layer: Layer = "thread") -> None:
        """Remove one key that this turn, this time on the floor or this handler has set."""
        ...

    async def lock(
        self, name: LockName, reason: str, *, layer: Layer = "thread", until: Until = "turn"
    ) -> None:
        """Let nobody use it; the reason is shown and said to who tries."""
        ...

    async def unlock(self, name: LockName, *, layer: Layer = "thread") -> None:
        """Take a lock of one's own back."""
        ...
