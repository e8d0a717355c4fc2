"""What a handler is asked to answer."""

from typing import Any, NamedTuple

from instar.protocol.parts import ActionPart, CommandPart, DataPart, Part
from instar.protocol.threads import Item, text_of

_TYPES = {"user_message": "turn.submit", "command": "command.invoke", "action": "action.invoke"}


class Message(NamedTuple):
    """The item that a turn answers, by what was sent to make it."""

    item: Item

    @property
    def type(self) -> str:
        """`turn.submit`, `command.invoke`, `action.invoke`, or a plugin's own `x.…`."""
        return _TYPES.get(self.item.type, self.item.type)

    @property
    def text(self) -> str:
        """The words of it, without the space around them."""
        return text_of(self.item).strip()

    @property
    def command(self) -> CommandPart | None:
        """The command of a `command.invoke`."""
        part = self._part
        return part if isinstance(part, CommandPart) else None

    @property
    def action(self) -> ActionPart | None:
        """The control of an `action.invoke`."""
        part = self._part
        return part if isinstance(part, ActionPart) else None

    @property
    def data(self) -> Any:
        """The payload of a plugin's own message."""
        part = self._part
        return part.data if isinstance(part, DataPart) else None

    @property
    def _part(self) -> Part | None:
        return self.item.content[0] if self.item.content else None
