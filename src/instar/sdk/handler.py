"""Handlers, and the plugins that bring them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar, NamedTuple, Protocol

from instar.protocol.interface import Command
from instar.sdk.message import Message
from instar.sdk.models import ModelProvider
from instar.sdk.tools import Tool
from instar.sdk.turn import Left, TurnContext

Undo = Callable[[], None]
"""Takes a registration back. Safe to call twice."""


class Handler(ABC):
    """Answers turns. `id` is unique on a server, `plugin.name` by custom.

    `types`: the messages it takes, `turn.submit`, `command.invoke`, `action.invoke` or a plugin's
    own `x.…`. Of several handlers that would take one the highest `priority` does, then the one
    registered last. `commands`: those that come to it, by id. `title`: how people call it while it
    has the floor. `answers_at_once`: it begins every turn with `ctx.answer()`, so the server opens
    that answer with the turn, and the first delta need not wait for a commit of its own.
    `needs_model`: it is asked only while a model is connected.
    """

    id: ClassVar[str]
    title: ClassVar[str] = ""
    types: ClassVar[tuple[str, ...]] = ("turn.submit",)
    priority: ClassVar[int] = 0
    commands: ClassVar[Mapping[str, Command]] = {}
    answers_at_once: ClassVar[bool] = False
    needs_model: ClassVar[bool] = False

    def match(self, message: Message) -> bool:  # noqa: ARG002  (to be overridden)
        """Whether to take a message of one of the types. Looks at the message alone, within 50 ms;
        one that takes longer three times running is not asked any more. One that raises has not
        matched. Called in another thread.
        """
        return True

    def match_on_floor(self, message: Message) -> bool:  # noqa: ARG002  (to be overridden)
        """The same while it has the floor; what it does not take goes to whom it would go else."""
        return True

    @abstractmethod
    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        """Answer the message. The turn ends when this returns; an exception fails it."""

    async def on_enter(self, ctx: TurnContext) -> None:  # noqa: B027  (to be overridden)
        """This handler has taken the floor, in the turn of who called `push_handler`."""

    async def on_exit(self, why: Left) -> None:  # noqa: B027
        """This handler has the floor no more. What it set `until="floor"` is gone already."""

    def dispose(self) -> None:  # noqa: B027
        """The handler is no longer registered."""


class HandlerRegistry(Protocol):
    """Where a plugin's contributions go."""

    def add(self, handler: Handler) -> Undo:
        """Make the handler and its commands known. Raises ValueError when an id is taken."""
        ...

    def add_provider(self, provider: ModelProvider) -> Undo:
        """Make its models known. Raises ValueError when its id is taken."""
        ...

    def add_tool(self, tool: Tool) -> Undo:
        """Let models call it. Raises ValueError when its id is taken."""
        ...

    def set(self, path: str, value: object) -> Undo:
        """Set a key of the interface for everybody, such as `/rules/old-notices`.

        Raises InstarError as `Ui.patch` does.
        """
        ...


class Plugin(NamedTuple):
    """An installable unit. `register` brings everything in and returns what takes it all out."""

    id: str
    version: str
    register: Callable[[HandlerRegistry], Undo]
