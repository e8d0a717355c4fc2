"""What a handler gets of a turn."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from instar.protocol.threads import Item, User


class AnswerWriter(Protocol):
    """An open item that grows while it is written."""

    @property
    def text(self) -> str:
        """What the item says so far; not empty when the turn continues a stopped answer."""
        ...

    async def append(self, delta: str) -> None:
        """Add text. It goes to every reader at once; others get their share of the event loop.

        Raises `InstarError too_large.answer` when the item would hold more than 4 Mi characters,
        UnicodeEncodeError for a lone surrogate.
        """
        ...


class TurnContext(Protocol):
    """One turn, as its handler sees it. Cancelling a turn cancels the handler's task."""

    @property
    def thread_id(self) -> str: ...

    @property
    def turn_id(self) -> str: ...

    @property
    def user(self) -> User:
        """Who submitted the turn."""
        ...

    async def history(self, limit: int = 50) -> list[Item]:
        """The newest items of the thread, in order, this turn's own included."""
        ...

    def answer(self) -> AbstractAsyncContextManager[AnswerWriter]:
        """An assistant message to write to; it ends with the block.

        When the turn continues a stopped answer, the first call reopens that one.
        """
        ...

    async def reply(self, text: str) -> None:
        """A whole assistant message at once."""
        ...
