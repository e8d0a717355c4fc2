"""What people do to the interface themselves: look at it, and, as admins, set it."""

from typing import get_args

from instar.model.access import Principal
from instar.model.interface import LayerId, state_of
from instar.protocol.errors import InstarError
from instar.protocol.interface import Interface
from instar.protocol.rest import PatchInterface
from instar.protocol.threads import Role
from instar.runtime.interface import InterfaceKeeper, Owners, viewpoint
from instar.storage import accounts, threads
from instar.storage.database import Connection, Database

OWNER = "admin"


class Administration:
    """All admins are one owner: what one has set another may change."""

    def __init__(self, database: Database, interface: InterfaceKeeper) -> None:
        self._database = database
        self._interface = interface

    async def look(self, principal: Principal, thread_id: str | None) -> Interface:
        """The interface as it holds for the principal. Raises `not_found.thread`."""
        if thread_id is not None:
            await self._database.read(threads.access_thread, principal, thread_id, "read")
        return self._interface.effective(viewpoint(principal.user, thread_id))

    async def set(self, principal: Principal, body: PatchInterface) -> Interface:
        """Change a layer; answers what the layer says then.

        Raises `not_found.*` for a layer of nobody, and what `InterfaceKeeper.set` does.
        """

        def demand(conn: Connection) -> None:
            match body.layer:
                case "thread":
                    threads.access_thread(conn, principal, body.of, "write")
                case "user":
                    accounts.get_user(conn, body.of)
                case _:
                    pass

        layer = layer_of(body)
        owners = Owners(OWNER, frozenset({OWNER}))
        await self._interface.set(
            layer,
            body.patch,
            owners,
            reason=body.reason,
            seconds=body.seconds,
            demand=demand,
        )
        return state_of(self._interface.entries(layer).values())


def layer_of(body: PatchInterface) -> LayerId:
    """Which layer is meant. Raises `validation.ui_layer` when that is none."""
    if (body.of == "") is not (body.layer == "global"):
        raise InstarError(
            "validation.ui_layer", "Every layer but the global one is of somebody.", path="/of"
        )
    if body.layer == "role" and body.of not in get_args(Role):
        raise InstarError("validation.ui_layer", f"There is no role {body.of}.", path="/of")
    return LayerId(body.layer, body.of)
