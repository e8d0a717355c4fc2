"""What a turn writes to: opened, written, ended, and gone on with after a restart."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import msgspec

from instar.model.held import Held
from instar.model.open_text import written_text
from instar.model.widgets import item_type_of
from instar.protocol.down import ItemPayload, ItemUpdated
from instar.protocol.parts import OutputText, Part, Source, WidgetPart
from instar.protocol.threads import Item
from instar.protocol.widgets import Root
from instar.pubsub.hub import Hub
from instar.runtime import ending
from instar.runtime.answers import OpenAnswer, OpenWidget
from instar.runtime.journal import Journal, Written
from instar.runtime.opening import Opened, add_open
from instar.runtime.steps import Steps
from instar.sdk import AnswerWriter
from instar.storage import items
from instar.storage.database import Connection
from instar.storage.log import Appender


class PastAnswer(NamedTuple):
    """What was written before a restart: what is written to it now is there already."""

    id: str
    text: str

    async def append(self, delta: str) -> None:
        """Nothing; see `instar.sdk.AnswerWriter`."""

    def cite(self, source: Source) -> None:
        """Nothing."""

    def note(self, **metadata: Any) -> None:
        """Nothing."""


class Writing:
    """What one turn writes: an answer ends with its block, or at the latest with the turn."""

    def __init__(
        self,
        opened: Opened,
        steps: Steps,
        journal: Journal,
        hub: Hub,
        changed: Callable[[OpenAnswer], None],
    ) -> None:
        self._turn = opened.turn
        self._continues = opened.continued
        self._steps = steps
        self._journal = journal
        self._hub = hub
        self._changed = changed
        self._over = False
        self.handling: asyncio.Task[None]
        """The handler's task; when it is done, the turn's own end ends what was written."""
        self.open: dict[str, OpenAnswer] = {}
        self._written: dict[str, OpenAnswer] = {}
        self._ending: asyncio.Task[None] | None = None
        self._waiting: OpenAnswer | None = None
        if opened.answer is not None:
            self._open(opened.answer, opened.at)
            self._waiting = self.open[opened.answer.id]

    @asynccontextmanager
    async def answer(self, item_type: str) -> AsyncGenerator[AnswerWriter]:
        """See `instar.sdk.TurnContext.answer`."""
        await self.end_written()
        if (before := self._steps.again("answer")) is not None:
            answer = await self._again(before[0], OutputText(text=""))
        else:
            answer = await self._take_or_add(item_type)
        yield answer
        # Not in a `finally`: what is open when a turn breaks ends with the turn, as incomplete.
        self._end(answer)

    @asynccontextmanager
    async def stream(self, root: Root, held: Held) -> AsyncGenerator[AnswerWriter]:
        """See `instar.sdk.TurnContext.stream`."""
        await self.end_written()
        part = WidgetPart(root=root)
        if (before := self._steps.again("stream")) is not None:
            widget = await self._again(before[0], part)
        else:
            type_ = item_type_of(root)
            widget = await self._add(
                "stream",
                lambda conn, log: add_open(conn, log, self._turn.id, type_, part, held),
            )
        yield widget
        self._end(widget)

    def finish(self) -> list[Item]:
        """Close every open answer for the turn's end, and what opens later; returns them as they are."""
        self._over = True
        for answer in self.open.values():
            answer.flush()
            answer.ended = True
        return [
            answer.item("done" if answer.id in self._written else "in_progress")
            for answer in self.open.values()
        ]

    @property
    def unused(self) -> Item | None:
        """The answer that was opened with the turn and that its handler never asked for."""
        if self._waiting is None or self._continues:
            return None
        return self._waiting.item()

    async def end_written(self) -> None:
        """What was written has ended, for everybody, when this returns."""
        self._begin_end()
        if self._ending is not None:
            await self._ending

    async def _take_or_add(self, item_type: str) -> OpenAnswer:
        waiting = self._waiting
        if waiting is not None and waiting.type == item_type:
            self._waiting = None
            self._steps.add("answer", waiting.id)
            return waiting
        part = OutputText(text="")
        return await self._add(
            "answer", lambda conn, log: add_open(conn, log, self._turn.id, item_type, part)
        )

    async def _add(self, kind: str, make: Callable[[Connection, Appender], Item]) -> OpenAnswer:
        def work(conn: Connection) -> Written[Item]:
            log = Appender(conn, self._turn.thread_id)
            log.demand_open(self._turn.id)
            item = make(conn, log)
            self._steps.store(conn, kind, item.id)
            return Written(item, log.close())

        def added(item: Item) -> None:
            self._steps.add(kind, item.id)
            self._open(item, item.position)

        item = await self._journal.commit(work, added)
        return self.open[item.id]

    async def _again(self, item_id: str, part: Part) -> OpenAnswer | PastAnswer:
        """What was opened with this part before a restart."""
        found = await self._journal.commit(lambda conn: self._reopen(conn, item_id, part))
        if isinstance(found, PastAnswer):
            return found
        self._open(found, found.position)
        return self.open[found.id]

    def _reopen(self, conn: Connection, item_id: str, part: Part) -> Written[Item | PastAnswer]:
        """One that was being written when the server was stopped is written again from its beginning."""
        found = items.find_item(conn, self._turn.thread_id, item_id)
        if found is None or found.status != "in_progress":
            return Written(PastAnswer(item_id, written_text(found, part) if found else ""))
        log = Appender(conn, self._turn.thread_id)
        log.demand_open(self._turn.id)
        again = msgspec.structs.replace(found, attempt=found.attempt + 1, content=[part])
        items.save_item(conn, again)
        log.append(ItemUpdated, ItemPayload(item=again), turn_id=self._turn.id)
        return Written(again, log.close())

    def _open(self, item: Item, opened_at: int) -> None:
        match item.content:
            case [WidgetPart(root=root)]:
                opened = OpenWidget(root, item, opened_at, self._hub, self._changed)
            case _:
                opened = OpenAnswer(item, opened_at, self._hub, self._changed)
        opened.ended = self._over
        self.open[item.id] = opened

    def _end(self, answer: OpenAnswer | PastAnswer) -> None:
        """The handler has written all of it."""
        if isinstance(answer, PastAnswer):
            return
        answer.flush()
        answer.ended = True
        self._written[answer.id] = answer
        asyncio.get_running_loop().call_soon(self._begin_end)

    def _begin_end(self) -> None:
        """End what was written, unless the handler has returned: then the turn's own end does."""
        if self._written and self._ending is None and not self.handling.done():
            self._ending = asyncio.create_task(self._end_answers(), name=f"end {self._turn.id}")
            # What cannot be stored now is tried again with the turn's end.
            self._ending.add_done_callback(lambda ending: ending.cancelled() or ending.exception())

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
            del self.open[item.id], self._written[item.id]

        await self._journal.commit(work, ended)
