"""The turns of this server: accepted, run, stopped and ended, whoever is connected [T6]."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from instar.model.access import Principal
from instar.protocol.down import TurnEnd
from instar.protocol.errors import ErrorPayload, InstarError
from instar.protocol.threads import EndStatus, Turn
from instar.protocol.up import TurnCancel
from instar.runtime import ending
from instar.runtime.accept import Accepted, TurnMessage, accept
from instar.runtime.answers import OpenAnswer
from instar.runtime.checkpoints import Checkpoints
from instar.runtime.context import Host
from instar.runtime.gate import Gate
from instar.runtime.journal import Written
from instar.runtime.opening import Opened
from instar.runtime.router import Router
from instar.runtime.turn import LiveTurn
from instar.storage import floor, threads, turns
from instar.storage.database import Connection

INTERRUPT_TRIES = 5
END_RETRY_SECONDS = (0.2, 1.0, 5.0)
STOP_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Turns:
    """Owns the task of every open turn."""

    def __init__(self, host: Host, turn_seconds: float) -> None:
        self._host = host
        self._database = host.database
        self._journal = host.journal
        self._gate = Gate(host.interface)
        self._router = Router(host.handlers, host.floor)
        self._turn_seconds = turn_seconds
        self._checkpoints = Checkpoints(host.database)
        self._live: dict[str, LiveTurn] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    async def accept(
        self, principal: Principal, asked: TurnMessage, client: str | None = None
    ) -> Accepted:
        """Accept a turn message; what is new was published when this returns.

        `client`: which of the user's it came from.

        Raises InstarError as `instar.runtime.accept.accept` does.
        """
        if self._stopping:
            raise InstarError("internal.stopping", "The server is restarting.", retry_after=2)

        def work(conn: Connection) -> Written[Accepted]:
            accepted = accept(conn, principal, asked, self._gate, self._router, client)
            return Written(accepted, accepted.events)

        def start(accepted: Accepted) -> None:
            self._run(accepted.opened)

        for _ in range(INTERRUPT_TRIES):
            accepted = await self._journal.commit(work, start)
            if not accepted.in_the_way:
                return accepted
            await self._clear(accepted.in_the_way)
        raise InstarError("conflict.turn_open", "Other turns keep opening in this thread.")

    async def cancel(self, principal: Principal, asked: TurnCancel) -> None:
        """Stop a turn of the thread, open or queued; one that has ended stays as it is [T5]."""

        def find(conn: Connection) -> list[Turn]:
            thread = threads.access_thread(conn, principal, asked.thread_id, "write")
            if asked.payload.turn_id is not None:
                found = turns.get_turn(conn, thread.id, asked.payload.turn_id)
                return [turns.turn_of(found)]
            return turns.load_pending(conn, thread.id)[:1]

        # Asked of the writer, so that whatever it finds open is live here by now.
        for turn in await self._database.write(find):
            await self._cancel(turn)

    async def cancel_thread(self, thread_id: str) -> None:
        """Stop all turns of a thread that is going away."""
        pending = await self._database.write(lambda conn: turns.load_pending(conn, thread_id))
        await self._clear(pending)

    def open_answers(self, thread_id: str) -> list[OpenAnswer]:
        """What is being written in the thread right now."""
        live = self._live.get(thread_id)
        return list(live.context.writing.open.values()) if live is not None else []

    async def recover(self) -> int:
        """End what a dead server left open, run what waited behind; returns how many were open [T7]."""
        ended = await self._database.write(lambda conn: ending.end_dead(conn, self._router))
        events = [event.event for one in ended for event in one.events]
        ends = [event for event in events if isinstance(event, TurnEnd)]
        for end in ends:
            self._host.interface.drop(ending.owner_of(end.turn_id or ""))
        for one in ended:
            self._run(one.next)
        return len(ends)

    async def stop(self) -> None:
        """End open turns as interrupted; queued ones wait for the next start."""
        self._stopping = True
        for live in self._live.values():
            live.stop("interrupted")
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=STOP_SECONDS)
        for task in self._tasks.values():
            task.cancel()
        self._checkpoints.stop()

    def _run(self, opened: Opened | None) -> None:
        """Run a turn that a commit has just opened."""
        if opened is None:
            return
        live = LiveTurn(opened, self._host, self._checkpoints.due)
        self._live[live.thread_id] = live
        if self._stopping:
            live.stop("interrupted")
        task = asyncio.create_task(self._see_through(live), name=f"run {live.turn_id}")
        self._tasks[live.turn_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(live.turn_id, None))

    async def _see_through(self, live: LiveTurn) -> None:
        status, error = await live.run(self._turn_seconds)
        if status == "interrupted" and live.context.kept:
            # The next start goes on with it.
            return
        frame = live.context.frame
        if frame is not None and status in ("failed", "cancelled"):
            await self._insist(live, lambda: self._host.floor.leave(frame, status))
        await self._end(live, status, error)

    async def _end(self, live: LiveTurn, status: EndStatus, error: ErrorPayload | None) -> None:
        left, unused = live.context.writing.finish(), live.context.writing.unused
        owner = ending.owner_of(live.turn_id)
        remembered = live.context.remembered() if status == "completed" else None

        def work(conn: Connection) -> Written[ending.Ended]:
            ended = ending.end(
                conn,
                live.turn,
                status,
                left,
                self._router,
                error=error,
                unused=unused,
                go_on=not self._stopping,
            )
            if remembered is not None:
                floor.save_frame(conn, remembered)
            return Written(ended, ended.events)

        def over(ended: ending.Ended) -> None:
            self._host.interface.drop(owner)
            if remembered is not None:
                self._host.floor.remember(remembered)
            live.context.rest()
            if self._live.get(live.thread_id) is live:
                del self._live[live.thread_id]
            self._run(ended.next)

        await self._insist(live, lambda: self._journal.commit(work, over))

    async def _insist(self, live: LiveTurn, store: Callable[[], Awaitable[object]]) -> None:
        """Again and again while the database refuses: a turn must not hang."""
        attempt = 0
        while True:
            try:
                await store()
            except Exception:
                pause = END_RETRY_SECONDS[min(attempt, len(END_RETRY_SECONDS) - 1)]
                log.exception("turn.end_failed", turn_id=live.turn_id, retry=pause)
                if self._stopping:
                    # The next start ends it from its last checkpoint.
                    return
                await asyncio.sleep(pause)
                attempt += 1
            else:
                return

    async def _clear(self, pending: list[Turn]) -> None:
        # The queued ones first, so that ending the open one opens none of them.
        for turn in reversed(pending):
            await self._cancel(turn)

    async def _cancel(self, turn: Turn) -> None:
        if turn.status == "queued":
            await self._cancel_queued(turn)
        # It may have opened meanwhile, so this comes second.
        live = self._live.get(turn.thread_id)
        if live is not None and live.turn_id == turn.id:
            live.stop("cancelled")
            if (task := self._tasks.get(turn.id)) is not None:
                await asyncio.wait({task}, timeout=STOP_SECONDS)

    async def _cancel_queued(self, turn: Turn) -> None:
        def work(conn: Connection) -> Written[None]:
            if turns.get_turn(conn, turn.thread_id, turn.id).status != "queued":
                return Written(None)
            ended = ending.end(conn, turn, "cancelled", [], self._router, go_on=False)
            return Written(None, ended.events)

        await self._journal.commit(work)
