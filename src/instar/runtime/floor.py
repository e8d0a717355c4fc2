"""Who has the floor: handlers take it, keep it while they are spoken to, and give it back [H2-H4]."""

import asyncio
import time
from collections.abc import Callable, Iterator

import msgspec
import structlog

from instar.model.floor import DEPTH, IDLE_SECONDS, Frame, Left, Scope
from instar.model.interface import Change, Entry, LayerId
from instar.protocol.errors import InstarError
from instar.protocol.interface import Floor
from instar.runtime.handlers import Handlers
from instar.runtime.interface import InterfaceKeeper
from instar.runtime.journal import Journal, Written
from instar.runtime.notices import add_notice
from instar.storage import floor as stored
from instar.storage import interface as stored_interface
from instar.storage.database import Connection, Database

EXIT_SECONDS = 5.0

_SAID: dict[Left, str] = {
    "cancelled": "“{title}” was ended{by}.",
    "idle": "“{title}” ended: nothing was said for two minutes.",
    "limit": "“{title}” ended: it had the floor for half an hour.",
    "gone": "“{title}” ended: it is no longer there.",
    "failed": "“{title}” broke and ended.",
}
Stack = tuple[Frame, ...]
Place = tuple[Scope, str]

log = structlog.get_logger(__name__)


class FloorKeeper:
    """Every time on the floor, by thread and by client, the first taken first.

    Stacks are replaced and never changed, so that units of work may look at them too.
    """

    def __init__(
        self, database: Database, journal: Journal, interface: InterfaceKeeper, handlers: Handlers
    ) -> None:
        self._database = database
        self._journal = journal
        self._interface = interface
        self._handlers = handlers
        self._stacks: dict[Place, Stack] = {}
        self._idle: dict[str, float] = {}
        """When a frame has been idle for long enough, in loop time; none while its turn is open."""

    async def load(self) -> None:
        """Read what outlived the last server; handlers that are gone lose the floor."""
        for frame in await self._database.read(stored.load_frames):
            self._put(frame)
        for frame in self._all():
            if self._handlers.find(frame.handler) is None:
                await self.leave(frame, "gone")

    def holding(self, thread_id: str, client: str | None) -> Iterator[Frame]:
        """Who is asked in a thread for a client, the first to be asked first."""
        if not self._stacks:
            return
        if client is not None:
            yield from reversed(self._stacks.get(("connection", client), ()))
        yield from reversed(self._stacks.get(("thread", thread_id), ()))

    def find(self, frame_id: str) -> Frame | None:
        """A time on the floor that goes on."""
        return next((one for one in self._all() if one.id == frame_id), None)

    async def take(self, frame: Frame, demand: Callable[[Connection], None]) -> None:
        """A handler takes the floor. `demand(conn)` may raise to refuse in the transaction.

        Raises `conflict.floor_full`.
        """
        if len(self._stacks.get((frame.scope, frame.of), ())) >= DEPTH:
            raise InstarError("conflict.floor_full", f"{DEPTH} handlers have the floor already.")

        def work(conn: Connection) -> None:
            demand(conn)
            stored.insert_frame(conn, frame)

        await self._database.write(work, lambda _: self._put(frame))

    async def leave(
        self,
        frame: Frame,
        why: Left,
        who: str = "",
        demand: Callable[[Connection], None] | None = None,
    ) -> None:
        """A handler has the floor no more, and what it set until then is gone. Once it is enough.

        `demand(conn)` may raise to refuse in the transaction.
        """
        said = _SAID.get(why, "").format(by=f" by {who}" if who else "", title=frame.title)

        def work(conn: Connection) -> Written[bool]:
            if demand is not None:
                demand(conn)
            if not stored.remove_frame(conn, frame.id):
                return Written(False)
            stored_interface.forget_owner(conn, frame.owner)
            return Written(True, add_notice(conn, frame.thread_id, said) if said else [])

        def left(removed: bool) -> None:
            if removed:
                self._drop(frame)
                self._interface.drop(frame.owner)

        if await self._journal.commit(work, left):
            await self._exit(frame, why)

    def remember(self, frame: Frame) -> None:
        """What the handler remembers was stored, by the turn that changed it."""
        place = (frame.scope, frame.of)
        stack = self._stacks.get(place, ())
        self._stacks[place] = tuple(frame if one.id == frame.id else one for one in stack)

    def busy(self, frame: Frame) -> None:
        """A turn of the handler is open: it is not idle."""
        self._idle.pop(frame.id, None)

    def idle(self, frame: Frame) -> None:
        """The turn has ended: from now on it is."""
        if self.find(frame.id) is not None:
            self._idle[frame.id] = asyncio.get_running_loop().time() + IDLE_SECONDS

    async def expire(self) -> None:
        """End what has been idle for too long, or lasts for too long."""
        at, wall = asyncio.get_running_loop().time(), time.time()
        for frame in self._all():
            if frame.limit <= wall:
                await self.leave(frame, "limit")
            elif self._idle.get(frame.id, at + 1) <= at:
                await self.leave(frame, "idle")

    def _all(self) -> list[Frame]:
        return [frame for stack in self._stacks.values() for frame in stack]

    def _put(self, frame: Frame) -> None:
        place = (frame.scope, frame.of)
        self._stacks[place] = (*self._stacks.get(place, ()), frame)
        self._show(frame)
        self.idle(frame)

    def _drop(self, frame: Frame) -> None:
        place = (frame.scope, frame.of)
        left = tuple(one for one in self._stacks.get(place, ()) if one.id != frame.id)
        if left:
            self._stacks[place] = left
        else:
            self._stacks.pop(place, None)
        self._idle.pop(frame.id, None)
        self._show(frame)

    def _show(self, frame: Frame) -> None:
        """Say in the interface who has the floor there now."""
        stack = self._stacks.get((frame.scope, frame.of), ())
        path = f"/floor/{frame.scope}"
        entry = None
        if stack:
            top = stack[-1]
            said = Floor(handler=top.handler, title=top.title, since=top.since, depth=len(stack))
            entry = Entry(path=path, value=msgspec.to_builtins(said), owner="floor")
        self._interface.apply(LayerId(frame.scope, frame.of), [Change(path=path, entry=entry)])

    async def _exit(self, frame: Frame, why: Left) -> None:
        handler = self._handlers.find(frame.handler)
        if handler is None:
            return
        try:
            async with asyncio.timeout(EXIT_SECONDS):
                await handler.on_exit(why)
        except Exception:
            log.exception("handler.exit_failed", handler=frame.handler, why=why)
