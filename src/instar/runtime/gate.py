"""What may be asked now: locks and commands as the interface has them for whoever asks [U6] [K1]."""

from typing import NamedTuple

import msgspec

from instar.model import commands, forms
from instar.model.actions import Control, actions_of
from instar.model.held import Held
from instar.protocol.errors import InstarError, not_found
from instar.protocol.interface import Command
from instar.protocol.parts import ActionPart, CommandPart, DataPart, Part, WidgetPart
from instar.protocol.threads import Item, Thread
from instar.protocol.up import ActionInvoke, CommandInvoke, PluginMessage
from instar.runtime.interface import InterfaceKeeper, Viewpoint
from instar.runtime.opening import MEANING
from instar.storage import items
from instar.storage.database import Connection

DATA_BYTES = 16_384


class Asked(NamedTuple):
    """What becomes of a message: the type and content of its item, and who holds what it means."""

    type: str
    part: Part
    held: Held | None


class Gate:
    """Asked by the unit of work that would accept a turn."""

    def __init__(self, interface: InterfaceKeeper) -> None:
        self._interface = interface

    def demand_composer(self, seen: Viewpoint, *, files: bool = False) -> None:
        """Raises `locked.composer`, or `locked.uploads` for a message with files."""
        self._interface.demand_unlocked(seen, "composer")
        if files:
            self._interface.demand_uploads(seen)

    def command(
        self, conn: Connection, seen: Viewpoint, thread: Thread, asked: CommandInvoke
    ) -> Asked:
        """Raises `not_found.command`, `not_found.item`, `validation.value`."""
        payload = asked.payload
        entry = self._interface.find(seen, f"/commands/{payload.command_id}")
        item = items.get_item(conn, thread.id, payload.item_id) if payload.item_id else None
        if entry is None:
            raise not_found("command")
        command = msgspec.convert(entry.value, Command)
        there = commands.holds(
            command.when,
            role=seen.role,
            is_on=lambda toggle: self._is_on(seen, toggle),
            turn_open=thread.turn_id is not None,
            item_type=item.type if item else None,
        )
        if not there:
            raise not_found("command")
        values = forms.check_values(command.fields, payload.values)
        part = CommandPart(
            command_id=payload.command_id,
            title=command.title,
            values=values,
            item_id=payload.item_id,
        )
        return Asked("command", part, Held(handler=entry.handler))

    def action(self, conn: Connection, thread: Thread, asked: ActionInvoke) -> Asked:
        """Raises `not_found.item`, `not_found.action`, `validation.value`."""
        payload = asked.payload
        item = items.get_item(conn, thread.id, payload.item_id)
        held = items.find_held(conn, thread.id, item.id)
        if held is None or payload.action_id not in held.actions:
            raise not_found("action")
        control = _control(item, payload.action_id)
        part = ActionPart(
            item_id=item.id,
            action_id=payload.action_id,
            label=control.label,
            values=forms.check_values(control.fields, payload.values),
        )
        meaning = {MEANING: held.actions[payload.action_id]}
        return Asked("action", part, Held(handler=held.handler, actions=meaning))

    def message(self, asked: PluginMessage) -> Asked:
        """Raises `too_large.payload`."""
        if len(msgspec.json.encode(asked.payload)) > DATA_BYTES:
            raise InstarError(
                "too_large.payload", f"A payload may hold {DATA_BYTES} bytes.", path="/payload"
            )
        return Asked(asked.type, DataPart(data=asked.payload), None)

    def _is_on(self, seen: Viewpoint, toggle: str) -> bool:
        entry = self._interface.find(seen, f"/toggles/{toggle}")
        return entry is not None and bool(entry.value["on"])


def _control(item: Item, action_id: str) -> Control:
    """The control as the widget is now. Raises `not_found.action` when it is no longer there."""
    part = item.content[0] if item.content else None
    controls = actions_of(part.root) if isinstance(part, WidgetPart) else {}
    if action_id not in controls:
        raise not_found("action")
    return controls[action_id]
