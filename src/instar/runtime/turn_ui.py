"""The interface as one turn may change it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from instar.model import pickers
from instar.model.floor import Frame
from instar.model.interface import LayerId, Until
from instar.protocol.errors import InstarError
from instar.protocol.interface import Interface, LockName, Operation, Patch
from instar.protocol.threads import Turn
from instar.runtime.ending import owner_of
from instar.runtime.interface import InterfaceKeeper, Owners, Viewpoint, set_key
from instar.runtime.steps import Steps
from instar.sdk.ui import Layer
from instar.storage import floor
from instar.storage.database import Connection
from instar.storage.log import Appender


class TurnUi:
    """See `instar.sdk.Ui`. `frame`: the handler's time on the floor now, if it has it."""

    def __init__(
        self,
        interface: InterfaceKeeper,
        turn: Turn,
        handler: str,
        seen: Viewpoint,
        steps: Steps,
        frame: Callable[[], Frame | None],
    ) -> None:
        self._interface = interface
        self._turn = turn
        self._handler = handler
        self._seen = seen
        self._steps = steps
        self._frame = frame

    def get(self) -> Interface:
        return self._interface.effective(self._seen)

    def picked(self, key: str) -> str | None:
        return pickers.value_of(self.get(), key)

    async def patch(
        self,
        operations: Iterable[Mapping[str, Any]],
        *,
        layer: Layer = "thread",
        until: Until = "turn",
        reason: str = "",
        seconds: float | None = None,
    ) -> None:
        if self._steps.again("ui"):
            return
        await self._interface.set(
            self._layer(layer),
            _read(operations),
            self._owners(until),
            reason=reason,
            seconds=seconds,
            demand=self._demand_of(self._frame() if until == "floor" else None),
        )
        self._steps.add("ui")

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
        operation = set_key(path, value)
        await self.patch(
            [{"op": "add", "path": path, "value": operation.value}],
            layer=layer,
            until=until,
            reason=reason,
            seconds=seconds,
        )

    async def remove(self, path: str, *, layer: Layer = "thread") -> None:
        await self.patch([{"op": "remove", "path": path}], layer=layer)

    async def lock(
        self, name: LockName, reason: str, *, layer: Layer = "thread", until: Until = "turn"
    ) -> None:
        await self.set(f"/locks/{name}", {"reason": reason}, layer=layer, until=until)

    async def unlock(self, name: LockName, *, layer: Layer = "thread") -> None:
        await self.remove(f"/locks/{name}", layer=layer)

    def _layer(self, layer: Layer) -> LayerId:
        match layer:
            case "user":
                return LayerId("user", self._turn.user_id)
            case "thread":
                return LayerId("thread", self._turn.thread_id)
            case "connection":
                if self._seen.client is None:
                    raise InstarError("validation.ui_layer", "No connection has sent this turn.")
                return LayerId("connection", self._seen.client)

    def _owners(self, until: Until) -> Owners:
        frame = self._frame()
        owners = {"turn": owner_of(self._turn.id), "removed": f"handler:{self._handler}"}
        if frame is not None:
            owners["floor"] = frame.owner
        if until not in owners:
            raise InstarError("conflict.no_floor", "This handler has not the floor.")
        return Owners(owners[until], frozenset(owners.values()), self._handler)

    def _demand_of(self, frame: Frame | None) -> Callable[[Connection], None]:
        def demand(conn: Connection) -> None:
            Appender(conn, self._turn.thread_id).demand_open(self._turn.id)
            if frame is not None:
                floor.demand_frame(conn, frame.id)
            self._steps.store(conn, "ui")

        return demand


def _read(operations: Iterable[Mapping[str, Any]]) -> list[Operation]:
    try:
        return msgspec.convert([dict(each) for each in operations], Patch)
    except msgspec.ValidationError as error:
        raise InstarError("validation.ui_patch", f"{error}.", path="/patch") from None
