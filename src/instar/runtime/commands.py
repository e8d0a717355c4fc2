"""Commands that the server itself does, at once and without a turn [K2]; all others open one."""

import msgspec

from instar.model.access import Principal
from instar.model.interface import LayerId
from instar.protocol.errors import InstarError, not_found
from instar.protocol.interface import Command, Operation
from instar.protocol.up import CommandInvoke, TurnCancel, TurnCancelPayload
from instar.runtime.floor import FloorKeeper
from instar.runtime.interface import (
    GLOBAL,
    InterfaceKeeper,
    Owners,
    set_key,
    viewpoint,
)
from instar.runtime.turns import Turns
from instar.storage import submissions, threads
from instar.storage.database import Connection, Database

CANCEL = "core.cancel"
TOGGLE = "core.toggle"
PICK = "core.pick"


class Commands:
    """`core.cancel` ends who has the floor, with its turn; `core.toggle` moves a switch and `core.pick` a
    picker, for one user."""

    def __init__(
        self, database: Database, turns: Turns, interface: InterfaceKeeper, floor: FloorKeeper
    ) -> None:
        self._database = database
        self._turns = turns
        self._interface = interface
        self._floor = floor

    def open(self) -> None:
        """Make the server's own known; people find them like any other."""
        command = Command(
            title="Cancel",
            description="Stop the answer, and end who has the floor",
            places=["slash", "palette"],
        )
        owners = Owners("core", frozenset({"core"}))
        self._interface.set_now(GLOBAL, [set_key(f"/commands/{CANCEL}", command)], owners)

    async def invoke(self, principal: Principal, asked: CommandInvoke, client: str) -> bool:
        """Do it, if it is one of the server's own; False when it is not.

        Raises `not_found.thread`, `forbidden.*`, `not_found.toggle`, `not_found.picker`, `validation.value`.
        """
        own = {CANCEL: self._cancel, TOGGLE: self._toggle, PICK: self._pick}.get(
            asked.payload.command_id
        )
        if own is None:
            return False
        await own(principal, asked, client)
        return True

    async def _cancel(self, principal: Principal, asked: CommandInvoke, client: str) -> None:
        if not await self._database.write(lambda conn: _is_new(conn, principal, asked)):
            return
        stop = TurnCancel(v=1, id=asked.id, thread_id=asked.thread_id, payload=TurnCancelPayload())
        # Looked at before the turn's end, which may end it too: nobody else is to go then.
        frame = next(self._floor.holding(asked.thread_id, client), None)
        await self._turns.cancel(principal, stop)
        if frame is not None:
            await self._floor.leave(frame, "cancelled", principal.user.name)

    async def _toggle(self, principal: Principal, asked: CommandInvoke, client: str) -> None:
        toggle, on = asked.payload.values.get("toggle"), asked.payload.values.get("on")
        if not isinstance(toggle, str) or not isinstance(on, bool):
            raise InstarError(
                "validation.value",
                "Say which toggle, and whether it is on.",
                path="/payload/values",
            )
        await self._database.read(threads.access_thread, principal, asked.thread_id, "read")
        seen = viewpoint(principal.user, asked.thread_id, client)
        path = f"/toggles/{toggle}"
        found = self._interface.effective(seen).toggles.get(toggle)
        if found is None or not found.settable:
            raise not_found("toggle")
        # What a thread says counts more than what its people say, but for this client.
        everywhere = self._interface.find(viewpoint(principal.user), path) is not None
        await self._say(
            principal,
            client if not everywhere else None,
            set_key(path, msgspec.structs.replace(found, on=on)),
        )

    async def _pick(self, principal: Principal, asked: CommandInvoke, client: str) -> None:
        key, value = asked.payload.values.get("picker"), asked.payload.values.get("value")
        await self._database.read(threads.access_thread, principal, asked.thread_id, "read")
        seen = viewpoint(principal.user, asked.thread_id, client)
        picker = self._interface.effective(seen).pickers.get(str(key))
        if picker is None or not picker.settable:
            raise not_found("picker")
        if not any(one.value == value and not one.disabled for one in picker.options):
            raise InstarError(
                "validation.value", "This cannot be picked.", path="/payload/values/value"
            )
        await self._say(principal, None, set_key(f"/picked/{key}", value))

    async def _say(self, principal: Principal, client: str | None, operation: Operation) -> None:
        """Set a key for the user, or for one client of theirs."""
        mine = f"user:{principal.user.id}"
        layer = (
            LayerId("user", principal.user.id) if client is None else LayerId("connection", client)
        )
        await self._interface.set(layer, [operation], Owners(mine, frozenset({mine})))


def _is_new(conn: Connection, principal: Principal, asked: CommandInvoke) -> bool:
    """Whether the message comes for the first time: sent again, it would end who came after [E4]."""
    threads.access_thread(conn, principal, asked.thread_id, "write")
    digest = submissions.body_hash("command.invoke", asked.thread_id, asked.payload)
    if submissions.find_answer(conn, principal.user.id, asked.id, digest) is not None:
        return False
    submissions.save_answer(conn, principal.user.id, asked.id, digest, b"")
    return True
