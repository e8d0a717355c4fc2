"""One turn at work: its handler's task, what it has open, and its end."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import structlog

from instar.protocol.errors import ErrorPayload, InstarError
from instar.protocol.threads import EndStatus, Item
from instar.pubsub.hub import Hub
from instar.runtime import ending
from instar.runtime.answers import OpenAnswer
from instar.runtime.journal import Journal, Written
from instar.runtime.opening import Opened, add_answer
from instar.sdk import Handler, Message
from instar.storage import items
from instar.storage.database import Connection, Database
from instar.storage.log import Appender

GIVE_UP_SECONDS = 2.0
"""How long a stopped handler may take to clean up; then it is left behind."""

Outcome = tuple[EndStatus, ErrorPayload | None]

log = structlog.get_logger(__name__)


class LiveTurn:
    """A turn that runs here. It is what its handler knows as `TurnContext`."""

    def __init__(
        self,
        opened: Opened,
        *,
        journal: Journal,
        database: Database,
        hub: Hub,
        changed: Callable[[OpenAnswer], None],
    ) -> None:
        self.turn = opened.turn
        self.user = opened.user
        self._message = opened.message
        self._continues = opened.continued
        self._journal = journal
        self._database = database
        self._hub = hub
        self._changed = changed
        self._stopped: asyncio.Future[EndStatus] = asyncio.get_running_loop().create_future()
        self._over = False
        self.answers: dict[str, OpenAnswer] = {}
        self._waiting: OpenAnswer | None = None
        self._handling: asyncio.Task[None]
        self._written: dict[str, OpenAnswer] = {}
        self._ending: asyncio.Task[None] | None = None
        if opened.answer is not None:
            self._open(opened.answer, opened.at)
            self._waiting = self.answers[opened.answer.id]

    @property
    def thread_id(self) -> str:
        return self.turn.thread_id

    @property
    def turn_id(self) -> str:
        return self.turn.id

    async def history(self, limit: int = 50) -> list[Item]:
        await self._end_written()
        found, _ = await self._database.read(items.load_newest, self.thread_id, limit)
        return found

    @asynccontextmanager
    async def answer(self) -> AsyncGenerator[OpenAnswer]:
        await self._end_written()
        opened = await self._take_or_add()
        yield opened
        # Not in a `finally`: what is open when a turn breaks ends with the turn, as incomplete.
        opened.flush()
        opened.ended = True
        self._written[opened.id] = opened
        asyncio.get_running_loop().call_soon(self._begin_end)

    async def reply(self, text: str) -> None:
        async with self.answer() as answer:
            await answer.append(text)

    async def run(self, handler: Handler, seconds: float) -> Outcome:
        """Let the handler answer; returns how the turn ends. Never raises."""
        self._handling = task = asyncio.create_task(
            handler.on_message(self, Message(self._message)), name=f"turn {self.turn_id}"
        )
        await asyncio.wait(
            {task, self._stopped}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        if task.done():
            return self._outcome(task)
        stopped = self._stopped.done()
        task.cancel()
        await asyncio.wait({task}, timeout=GIVE_UP_SECONDS)
        if not task.done():
            log.warning("turn.handler_ignores_cancel", turn_id=self.turn_id, handler=handler.id)
        if stopped:
            return self._stopped.result(), None
        error = InstarError("internal.turn_timeout", f"The answer took longer than {seconds:g} s.")
        return "failed", error.payload()

    def stop(self, status: EndStatus) -> None:
        """Cancel the handler; the turn ends with this status. The first stop counts."""
        if not self._stopped.done():
            self._stopped.set_result(status)

    def finish_answers(self) -> list[Item]:
        """Close every open item for the turn's end, and what opens later; returns them as they are."""
        self._over = True
        for answer in self.answers.values():
            answer.flush()
            answer.ended = True
        return [
            answer.item("done" if answer.id in self._written else "in_progress")
            for answer in self.answers.values()
        ]

    @property
    def unused(self) -> Item | None:
        """The answer that was opened with the turn and that its handler never asked for."""
        if self._waiting is None or self._continues:
            return None
        return self._waiting.item()

    def _outcome(self, task: asyncio.Task[None]) -> Outcome:
        if task.cancelled():
            return "cancelled", None
        error = task.exception()
        if error is None:
            return "completed", None
        if isinstance(error, InstarError):
            return "failed", error.payload()
        log.error("turn.failed", turn_id=self.turn_id, thread_id=self.thread_id, exc_info=error)
        shown = InstarError(
            "internal.handler", "The handler of this turn broke. The server's log says why."
        )
        return "failed", shown.payload()

    async def _take_or_add(self) -> OpenAnswer:
        if (waiting := self._waiting) is not None:
            self._waiting = None
            return waiting
        item = await self._journal.commit(
            self._add_answer, lambda added: self._open(added, added.position)
        )
        return self.answers[item.id]

    def _open(self, item: Item, opened_at: int) -> None:
        opened = OpenAnswer(item, opened_at, self._hub, self._changed)
        opened.ended = self._over
        self.answers[item.id] = opened

    def _begin_end(self) -> None:
        """End what was written, unless the handler has returned: then the turn's own end does."""
        if self._written and self._ending is None and not self._handling.done():
            self._ending = asyncio.create_task(self._end_answers(), name=f"end {self.turn_id}")
            # What cannot be stored now is tried again with the turn's end.
            self._ending.add_done_callback(lambda ending: ending.cancelled() or ending.exception())

    async def _end_written(self) -> None:
        """What was written has ended, for everybody, when this returns."""
        self._begin_end()
        if self._ending is not None:
            await self._ending

    async def _end_answers(self) -> None:
        try:
            while self._written:
                await self._end_answer(next(iter(self._written.values())))
        finally:
            self._ending = None

    async def _end_answer(self, answer: OpenAnswer) -> None:
        item = answer.item("done")

        def work(conn: Connection) -> Written[None]:
            return Written(None, ending.end_item(conn, item))

        def ended(_: None) -> None:
            del self.answers[item.id], self._written[item.id]

        await self._journal.commit(work, ended)

    def _add_answer(self, conn: Connection) -> Written[Item]:
        log = Appender(conn, self.thread_id)
        log.demand_open(self.turn_id)
        item = add_answer(conn, log, self.turn_id)
        return Written(item, log.close())
