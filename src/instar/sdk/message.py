"""What a handler is asked to answer."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from instar.protocol.parts import ActionPart, CommandPart, DataPart, Part
from instar.protocol.threads import Item, text_of

_TYPES = {"user_message": "turn.submit", "command": "command.invoke", "action": "action.invoke"}


@dataclass(frozen=True)
class Message:
    """The item that a turn answers, by what was sent to make it.

    `meaning`: what the handler gave the control of an `action.invoke` when it made the widget.
    """

    item: Item
    meaning: Any = None

    @cached_property
    def type(self) -> str:
        """`turn.submit`, `command.invoke`, `action.invoke`, or a plugin's own `x.…`."""
        return _TYPES.get(self.item.type, self.item.type)

    @cached_property
    def text(self) -> str:
        """The words of it, without the space around them."""
        return text_of(self.item).strip()

    @property
    def command(self) -> CommandPart:
        """The command of a `command.invoke`. Raises TypeError for other messages."""
        part = self._part
        if not isinstance(part, CommandPart):
            raise TypeError(f"{self.type} is no command")
        return part

    @property
    def action(self) -> ActionPart:
        """The control of an `action.invoke`. Raises TypeError for other messages."""
        part = self._part
        if not isinstance(part, ActionPart):
            raise TypeError(f"{self.type} is no action")
        return part

    @property
    def data(self) -> Any:
        """The payload of a plugin's own message. Raises TypeError for other messages."""
        part = self._part
        if not isinstance(part, DataPart):
            raise TypeError(f"{self.type} is no message of a plugin")
        return part.data

    @property
    def _part(self) -> Part | None:
        return self.item.content[0] if self.item.content else None
