"""Open items: text that grows in memory, flows to readers at once and is checkpointed [D1-D3]."""

import asyncio
import types
from collections.abc import Callable, Generator
from typing import Any

import msgspec

from instar.model.open_text import open_text_of, with_open_text, without_stream
from instar.model.widgets import BYTES as WIDGET_BYTES
from instar.protocol.base import PROTOCOL_VERSION, TEXT_CHARS
from instar.protocol.down import TurnDelta, TurnDeltaPayload
from instar.protocol.errors import InstarError
from instar.protocol.ids import new_id, now
from instar.protocol.parts import SOURCES, OutputText, Source
from instar.protocol.threads import Item, ItemStatus
from instar.protocol.widgets import Root
from instar.pubsub.frame import frame_of
from instar.pubsub.hub import Hub

ANSWER_CHARS = 4 * 1_048_576
JOIN_SECONDS = 0.008
"""Deltas that come faster than this go out joined: half a frame of a screen, a tenth of the work."""


@types.coroutine
def _give_way() -> Generator[None]:
    """What `asyncio.sleep(0)` does, in half the time."""
    yield


class OpenAnswer:
    """An assistant message while a turn writes it.

    `opened_at`: the offset of the event that opened it. `changed` is called when a checkpoint is due.
    """

    def __init__(
        self, item: Item, opened_at: int, hub: Hub, changed: Callable[["OpenAnswer"], None]
    ) -> None:
        self._item = item
        self.opened_at = opened_at
        self._hub = hub
        self._changed = changed
        self._parts = [open_text_of(item)]
        self._unsent: list[str] = []
        self._flushed = 0.0
        self.base = self.length = len(self._parts[0])
        self.ended = False
        self._sources: list[Source] = []
        self._notes: dict[str, Any] = {}

    @property
    def id(self) -> str:
        return self._item.id

    @property
    def type(self) -> str:
        return self._item.type

    @property
    def attempt(self) -> int:
        return self._item.attempt

    @property
    def text(self) -> str:
        """All of it so far."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0]

    async def append(self, delta: str) -> None:
        """Add text; see `instar.sdk.AnswerWriter`."""
        self.add(delta)
        await _give_way()

    def cite(self, source: Source) -> None:
        """See `instar.sdk.AnswerWriter`. One that is named already is not named again."""
        try:
            msgspec.json.decode(msgspec.json.encode(source), type=Source)
        except (msgspec.ValidationError, UnicodeEncodeError) as error:
            # What could be stored and not be read again would take the thread along.
            raise InstarError("validation.item", f"{error}.") from None
        if source not in self._sources and len(self._sources) < SOURCES:
            self._sources.append(source)

    def note(self, **metadata: Any) -> None:
        """See `instar.sdk.AnswerWriter`."""
        self._notes |= metadata

    def add(self, delta: str) -> None:
        """Add text without giving way."""
        if self.ended:
            raise RuntimeError("the answer has ended")
        if self.length + len(delta) > ANSWER_CHARS:
            raise InstarError("too_large.answer", "The answer is too long.")
        if not delta:
            return
        if not delta.isascii():
            delta.encode()
        if not self._unsent:
            self._flush_soon()
        self._unsent.append(delta)
        self._parts.append(delta)
        self.length += len(delta)

    def _flush_soon(self) -> None:
        """In this turn of the loop, or when `JOIN_SECONDS` have passed since the last frame."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._flushed >= JOIN_SECONDS:
            loop.call_soon(self.flush)
        else:
            loop.call_at(self._flushed + JOIN_SECONDS, self.flush)

    def flush(self) -> None:
        """Send what has gathered since the last time as one frame."""
        if self._unsent:
            self._flushed = asyncio.get_running_loop().time()
            delta = "".join(self._unsent)
            self._unsent.clear()
            self._changed(self)
            if not self._hub.has_readers(self._item.thread_id):
                return
            self._hub.publish(
                self._item.thread_id, [frame_of(self._delta(self.length - len(delta), delta))]
            )

    def rest(self, pos: int) -> TurnDelta | None:
        """What a reader that holds `pos` code points lacks, flushed text only."""
        sent = self.length - sum(map(len, self._unsent))
        return self._delta(pos, self.text[pos:sent]) if pos < sent else None

    def item(self, status: ItemStatus = "in_progress") -> Item:
        """The item with its text so far."""
        return msgspec.structs.replace(
            self._item,
            status=status,
            content=[OutputText(text=self.text, sources=self._sources.copy())],
            metadata=self._item.metadata | self._notes,
        )

    def _delta(self, pos: int, delta: str) -> TurnDelta:
        return TurnDelta(
            v=PROTOCOL_VERSION,
            id=new_id("evt"),
            ts=now(),
            thread_id=self._item.thread_id,
            turn_id=self._item.turn_id or "",
            payload=TurnDeltaPayload(
                item_id=self._item.id, attempt=self._item.attempt, pos=pos, delta=delta
            ),
        )


class OpenWidget(OpenAnswer):
    """A widget while a turn writes to its node that streams."""

    def __init__(
        self,
        root: Root,
        item: Item,
        opened_at: int,
        hub: Hub,
        changed: Callable[[OpenAnswer], None],
    ) -> None:
        super().__init__(item, opened_at, hub, changed)
        self._room = WIDGET_BYTES - len(msgspec.json.encode(root))

    def add(self, delta: str) -> None:
        """Add text without giving way, as long as the widget may hold it."""
        size = len(msgspec.json.encode(delta)) - len('""')
        if size > self._room or self.length + len(delta) > TEXT_CHARS:
            raise InstarError("too_large.widget", "The text is too long for a widget.")
        super().add(delta)
        self._room -= size

    def item(self, status: ItemStatus = "in_progress") -> Item:
        """The item with its text so far."""
        noted = msgspec.structs.replace(
            self._item, status=status, metadata=self._item.metadata | self._notes
        )
        item = with_open_text(noted, self.text)
        return without_stream(item) if status == "done" else item
