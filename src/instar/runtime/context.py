"""What a handler does in its turn: every call of `TurnContext`, as durable as the turn itself."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import msgspec

from instar.model.access import Principal
from instar.model.actions import actions_of
from instar.model.floor import FLOOR_SECONDS, STATE_BYTES, Frame, Scope
from instar.model.held import Held
from instar.model.nodes import get_stream, with_keyed
from instar.model.widgets import item_type_of, read_widget
from instar.protocol.down import (
    ItemAdded,
    ItemDone,
    ItemPayload,
    ItemRemoved,
    ItemRemovedPayload,
)
from instar.protocol.errors import InstarError, not_found
from instar.protocol.fields import Field
from instar.protocol.ids import new_id, now, timestamp
from instar.protocol.parts import Answer, AskPart, Choice, Part, WidgetPart
from instar.protocol.threads import Author, Item, ItemStatus, User
from instar.protocol.widgets import Node, Root
from instar.pubsub.hub import Hub
from instar.runtime.answers import OpenAnswer
from instar.runtime.asks import ASK_SECONDS, CANCEL, TYPE, Asks, demand_answerable
from instar.runtime.floor import FloorKeeper
from instar.runtime.handlers import Handlers
from instar.runtime.interface import InterfaceKeeper, viewpoint
from instar.runtime.journal import Journal, Written
from instar.runtime.models import TOOLS, Models
from instar.runtime.opening import Opened
from instar.runtime.steps import Steps
from instar.runtime.tool_calls import ToolCalls
from instar.runtime.tools import Tools
from instar.runtime.turn_ui import TurnUi
from instar.runtime.uploads import Uploads
from instar.runtime.writing import Writing
from instar.sdk import AnswerWriter, Tool
from instar.sdk.models import Model, ModelEvent, ModelRequest, ToolCall, ToolOutput
from instar.storage import items
from instar.storage.database import Connection, Database
from instar.storage.log import Appender

T = TypeVar("T")

_SEND = (Choice(id="submit", label="Send", style="primary"), Choice(id=CANCEL, label="Cancel"))


class Host(NamedTuple):
    """The parts of the server that turns work with."""

    database: Database
    hub: Hub
    journal: Journal
    handlers: Handlers
    interface: InterfaceKeeper
    floor: FloorKeeper
    asks: Asks
    uploads: Uploads
    models: Models
    tools: Tools


class Context:
    """See `instar.sdk.TurnContext`. `waited`: seconds that went by waiting for people."""

    def __init__(self, opened: Opened, host: Host, changed: Callable[[OpenAnswer], None]) -> None:
        self.turn = opened.turn
        self.user: User = opened.user
        self.handler = opened.taker.handler
        self.client = opened.client
        self.frame: Frame | None
        self.state: dict[str, Any]
        self._host = host
        self._taken: list[Frame] = []
        frame = opened.taker.frame
        if frame is not None and opened.steps is None:
            # The turn before this one has changed what it remembers after this one was routed.
            frame = host.floor.find(frame.id)
        self._take(frame)
        self._tool_calls = ToolCalls(self)
        self.waited = 0.0
        self.waits = False
        self._steps = Steps(opened.turn, opened.steps)
        self._steps.begin(self.handler.id, frame)
        self.writing = Writing(opened, self._steps, host.journal, host.hub, changed)
        seen = viewpoint(opened.user, opened.turn.thread_id, opened.client)
        self.ui = TurnUi(
            host.interface, self.turn, self.handler.id, seen, self._steps, lambda: self.frame
        )

    @property
    def thread_id(self) -> str:
        return self.turn.thread_id

    @property
    def turn_id(self) -> str:
        return self.turn.id

    @property
    def kept(self) -> bool:
        """Whether the turn goes on after a restart: it has asked."""
        return self._steps.kept

    async def history(self, limit: int = 50) -> list[Item]:
        await self.writing.end_written()
        found, _ = await self._host.database.read(items.load_newest, self.thread_id, limit)
        return found

    def answer(
        self, item_type: str = "assistant_message"
    ) -> AbstractAsyncContextManager[AnswerWriter]:
        return self.writing.answer(item_type)

    async def reply(self, text: str) -> None:
        async with self.answer() as answer:
            await answer.append(text)

    async def add(
        self,
        item_type: str,
        *content: Part,
        metadata: dict[str, Any] | None = None,
        seconds: float | None = None,
    ) -> Item:
        await self.writing.end_written()
        return await self._add(
            "add",
            lambda log: self._item(
                log, item_type, "done", content, metadata=metadata, expires_at=_in(seconds)
            ),
        )

    async def show(
        self,
        root: Root,
        *,
        actions: Mapping[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        seconds: float | None = None,
    ) -> Item:
        await self.writing.end_written()
        widget = read_widget(root)
        held = self._held(widget, actions)
        return await self._add(
            "show",
            lambda log: self._item(
                log,
                item_type_of(widget),
                "done",
                [WidgetPart(root=widget)],
                metadata=metadata,
                expires_at=_in(seconds),
            ),
            held,
        )

    def stream(
        self, root: Root, *, actions: Mapping[str, Any] | None = None
    ) -> AbstractAsyncContextManager[AnswerWriter]:
        widget = read_widget(root)
        get_stream(widget)
        return self.writing.stream(widget, self._held(widget, actions))

    async def update(
        self, item_id: str, content: Part | Root | Node, *, key: str | None = None
    ) -> Item:
        await self.writing.end_written()

        def work(conn: Connection) -> Written[Item]:
            log = Appender(conn, self.thread_id)
            log.demand_open(self.turn_id)
            before = items.get_item(conn, self.thread_id, item_id)
            if before.status == "in_progress":
                raise InstarError("conflict.turn_open", "This item is being written.")
            changed = _readable(
                msgspec.structs.replace(before, content=[_part(before, content, key)])
            )
            items.change_item(conn, changed)
            log.append(ItemDone, ItemPayload(item=changed), turn_id=self.turn_id)
            return Written(changed, log.close())

        return await self._step("update", work, Item)

    async def ask(
        self,
        question: str,
        *choices: Choice,
        fields: Iterable[Field] = (),
        seconds: float = 600.0,
        default: str = "",
    ) -> Answer:
        part = AskPart(
            question=question,
            choices=list(choices or _SEND),
            status="open",
            fields=list(fields),
            expires_at=_in(min(seconds, ASK_SECONDS)),
        )
        demand_answerable(part, default)
        self._steps.demand_apart()
        await self.writing.end_written()
        self._steps.kept = True
        item = await self._add("ask", lambda log: self._item(log, TYPE, "in_progress", [part]))
        began = time.monotonic()
        self.waits = True
        try:
            return await self._host.asks.wait(item, default)
        finally:
            self.waits = False
            self.waited += time.monotonic() - began

    async def push_handler(
        self, handler: str, *, state: dict[str, Any] | None = None, scope: Scope = "thread"
    ) -> None:
        pushed = self._host.handlers.find(handler)
        if pushed is None:
            raise not_found("handler")
        if (before := self._steps.again("push")) is not None:
            if pushed is self.handler:
                self._take(self._host.floor.find(before[0]))
            await pushed.on_enter(self)
            return
        of = self.thread_id if scope == "thread" else self.client
        if of is None:
            raise InstarError("validation.floor_scope", "No connection has sent this turn.")
        frame = Frame(
            id=new_id("flr"),
            scope=scope,
            of=of,
            thread_id=self.thread_id,
            handler=handler,
            title=pushed.title or handler,
            user_id=self.user.id,
            since=now(),
            limit=time.time() + FLOOR_SECONDS,
            state=_small(state or {}),
        )
        await self._host.floor.take(frame, lambda conn: self._demand(conn, "push", frame.id))
        self._steps.add("push", frame.id)
        if pushed is self.handler:
            self._take(frame)
        await pushed.on_enter(self)

    async def pop_handler(self) -> None:
        if self._steps.again("pop"):
            self._stand_on(None)
            return
        frame = self.frame
        self._stand_on(None)
        if frame is None or self._host.floor.find(frame.id) is None:
            raise InstarError("conflict.no_floor", "This handler has not the floor.")
        await self._host.floor.leave(
            frame, "yielded", demand=lambda conn: self._demand(conn, "pop")
        )
        self._steps.add("pop")

    async def once(
        self, work: Callable[[], Awaitable[T]], *, lost: Callable[[], Awaitable[T]] | None = None
    ) -> T:
        if (before := self._steps.again("once")) is not None:
            return before[0]
        began = self._steps.lost()
        if began is not None and lost is not None:
            work = lost
        elif self._steps.kept:
            await self._host.journal.commit(lambda conn: self._begin(conn, began))
        with self._steps.within():
            result = await work()
        await self.writing.end_written()
        if self._steps.kept:
            await self._host.database.write(lambda conn: self._demand(conn, "once", result))
        self._steps.add("once", result)
        return result

    async def models(self) -> Sequence[Model]:
        return await self._host.models.list()

    def generate(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        return self._host.models.generate(request)

    @property
    def tools(self) -> Sequence[Tool]:
        toggle = self.ui.get().toggles.get(TOOLS)
        return self._host.tools.list() if toggle is None or toggle.on else ()

    def find_tool(self, tool_id: str) -> Tool | None:
        """A tool of this turn."""
        return next((tool for tool in self.tools if tool.id == tool_id), None)

    async def wait_for_tool(self, tool_id: str) -> Tool | None:
        """One that was called before a restart."""
        return await self._host.tools.wait_for(tool_id)

    async def call_tools(self, calls: Sequence[ToolCall]) -> list[ToolOutput]:
        return await self._tool_calls.call(calls)

    async def read_attachment(self, attachment_id: str) -> bytes:
        principal = Principal(self.user)
        _, path = await self._host.uploads.content(principal, attachment_id)
        return await asyncio.to_thread(path.read_bytes)

    async def add_open(self, item_type: str, part: Part, *, done: bool) -> Item:
        """Add an item that goes on changing, unless it is `done` at once. A step."""
        await self.writing.end_written()
        status = "done" if done else "in_progress"
        return await self._add("add", lambda log: self._item(log, item_type, status, [part]))

    async def find(self, item_id: str) -> Item:
        """An item of the thread as it is stored. Raises `not_found.item`."""
        return await self._host.database.read(items.get_item, self.thread_id, item_id)

    async def commit(self, work: Callable[[Connection], Written[None]]) -> None:
        """Store a part of a step."""
        await self._host.journal.commit(work)

    def _begin(self, conn: Connection, began: int | None) -> Written[None]:
        """Begin a step of several, without what it had added when it began before."""
        log = Appender(conn, self.thread_id)
        log.demand_open(self.turn_id)
        if began is not None:
            added = items.load_of_turn(conn, self.thread_id, self.turn_id, after=began)
            for item in added:
                items.remove_item(conn, item)
            if added:
                removed = ItemRemovedPayload(item_ids=[item.id for item in added])
                log.append(ItemRemoved, removed, turn_id=self.turn_id)
        self._steps.begun(conn, log.head if began is None else began)
        return Written(None, log.close())

    def _take(self, frame: Frame | None) -> None:
        self._stand_on(frame)
        if frame is not None:
            self._taken.append(frame)
            self._host.floor.busy(frame)

    def rest(self) -> None:
        """The turn has ended: whoever it kept on the floor is idle from now on."""
        for frame in self._taken:
            self._host.floor.idle(frame)

    def _stand_on(self, frame: Frame | None) -> None:
        self.frame = frame
        self.state = dict(frame.state) if frame else {}

    def remembered(self) -> Frame | None:
        """The handler's time on the floor with what it remembers now; None when that is as it was."""
        if self.frame is None or self.frame.state == self.state:
            return None
        return msgspec.structs.replace(self.frame, state=_small(self.state))

    async def _add(
        self, kind: str, make: Callable[[Appender], Item], held: Held | None = None
    ) -> Item:
        def work(conn: Connection) -> Written[Item]:
            log = Appender(conn, self.thread_id)
            log.demand_open(self.turn_id)
            item = make(log)
            items.insert_item(conn, item, held)
            log.append(ItemAdded, ItemPayload(item=item), turn_id=self.turn_id)
            return Written(item, log.close())

        return await self._step(kind, work, Item)

    async def _step(self, kind: str, work: Callable[[Connection], Written[T]], type_: type[T]) -> T:
        if (before := self._steps.again(kind)) is not None:
            return msgspec.convert(before[0], type_)

        def kept(conn: Connection) -> Written[T]:
            written = work(conn)
            self._steps.store(conn, kind, written.result)
            return written

        return await self._host.journal.commit(kept, lambda result: self._steps.add(kind, result))

    def _demand(self, conn: Connection, kind: str, result: Any = None) -> None:
        Appender(conn, self.thread_id).demand_open(self.turn_id)
        self._steps.store(conn, kind, result)

    def _held(self, widget: Root, actions: Mapping[str, Any] | None) -> Held:
        meanings = dict(actions or {})
        _demand_same(actions_of(widget), meanings)
        return Held(handler=self.handler.id, actions=meanings)

    def _item(
        self,
        log: Appender,
        type_: str,
        status: ItemStatus,
        content: Iterable[Part],
        *,
        metadata: dict[str, Any] | None = None,
        expires_at: str | None = None,
    ) -> Item:
        made = Item(
            id=new_id("itm"),
            thread_id=self.thread_id,
            turn_id=self.turn_id,
            type=type_,
            status=status,
            author=Author(type="system" if type_ == "notice" else "assistant"),
            created_at=log.ts,
            position=log.head + 1,
            content=list(content),
            metadata=metadata or {},
            expires_at=expires_at,
        )
        return _readable(made)


def _readable(item: Item) -> Item:
    """The item. Raises `validation.item` when it could be stored, but not be read again."""
    try:
        msgspec.json.decode(msgspec.json.encode(item), type=Item)
    except (msgspec.ValidationError, TypeError, ValueError, RecursionError) as error:
        raise InstarError("validation.item", f"{error}.") from None
    return item


def _in(seconds: float | None) -> str | None:
    """The moment after so many seconds."""
    return None if seconds is None else timestamp(datetime.now(UTC) + timedelta(seconds=seconds))


def _part(before: Item, content: Part | Root | Node, key: str | None) -> Part:
    """What the item holds next: other content, or its widget with another node in place of that with the key."""
    if isinstance(content, Part):
        return content
    if key is None:
        root = read_widget(content)
        if item_type_of(root) != before.type:
            raise InstarError("validation.widget", f"This is to stay a {before.type}.", path="")
        return WidgetPart(root=root)
    match before.content:
        case [WidgetPart(root=root)]:
            return WidgetPart(root=read_widget(with_keyed(root, key, content)))
        case _:
            raise InstarError("validation.widget", "This item is no widget.", path="")


def _demand_same(controls: Iterable[str], meanings: Iterable[str]) -> None:
    """Raises `validation.widget` unless each control means something, and nothing else does."""
    odd = set(controls) ^ set(meanings)
    if odd:
        raise InstarError(
            "validation.widget", f"Controls and actions differ: {', '.join(sorted(odd))}.", path=""
        )


def _small(state: dict[str, Any]) -> dict[str, Any]:
    """The state as it will be stored. Raises `too_large.state`, TypeError when it is no JSON."""
    body = msgspec.json.encode(state)
    if len(body) > STATE_BYTES:
        raise InstarError("too_large.state", f"A state may hold {STATE_BYTES} bytes.")
    return msgspec.json.decode(body)
