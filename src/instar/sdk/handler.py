"""Handlers, and the plugins that bring them."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, NamedTuple, Protocol

from instar.sdk.message import Message
from instar.sdk.turn import TurnContext

Undo = Callable[[], None]
"""Takes a registration back. Safe to call twice."""


class Handler(ABC):
    """Answers turns. `id` is unique on a server, `plugin.name` by custom.

    `answers_at_once`: this handler begins every turn with `ctx.answer()`, so the server opens that
    answer with the turn, and the first delta need not wait for a commit of its own.
    """

    id: ClassVar[str]
    answers_at_once: ClassVar[bool] = False

    @abstractmethod
    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        """Answer the user's message. The turn ends when this returns; an exception fails it."""


class HandlerRegistry(Protocol):
    """Where a plugin's handlers go."""

    def add(self, handler: Handler) -> Undo:
        """Make the handler known. Raises ValueError when its id is taken."""
        ...


class Plugin(NamedTuple):
    """An installable unit. `register` brings everything in and returns what takes it all out."""

    id: str
    version: str
    register: Callable[[HandlerRegistry], Undo]
