"""A thread as a client of this process sees it: the reduction of what it is sent (SPEC, section L)."""

import asyncio
from functools import reduce
from operator import or_

import msgspec

from instar.model.access import Principal
from instar.model.open_text import open_text_of, with_open_text
from instar.protocol.close_codes import CloseCode
from instar.protocol.down import (
    ERRORS,
    Down,
    DownMessage,
    ItemAdded,
    ItemDone,
    ItemRemoved,
    ItemUpdated,
    ThreadSnapshot,
    TurnAccepted,
    TurnDelta,
    TurnEnd,
)
from instar.protocol.threads import Item
from instar.pubsub.frame import Frame

_decoder: "msgspec.json.Decoder[Down]" = msgspec.json.Decoder(
    reduce(or_, [DownMessage, *ERRORS.values()])
)


class ThreadView:
    """A reader of one thread. `changed` is set whenever it is sent something."""

    def __init__(self, principal: Principal, client: str) -> None:
        self.principal = principal
        self.client = client
        self.changed = asyncio.Event()
        self.ends: list[TurnEnd] = []
        self.open_turns: set[str] = set()
        self._items: dict[str, Item] = {}

    @property
    def items(self) -> list[Item]:
        """What stands in the thread, in order."""
        return sorted(self._items.values(), key=lambda item: item.position)

    def send(self, frame: Frame) -> None:
        """See `instar.pubsub.hub.Reader`."""
        match _decoder.decode(frame.body):
            case ThreadSnapshot(payload=payload):
                self._items = {item.id: item for item in payload.items}
                self.open_turns = {turn.id for turn in payload.turns}
            case (
                ItemAdded(payload=payload)
                | ItemUpdated(payload=payload)
                | ItemDone(payload=payload)
            ):
                self._items[payload.item.id] = payload.item
            case ItemRemoved(payload=payload):
                for item_id in payload.item_ids:
                    self._items.pop(item_id, None)
            case TurnDelta(payload=payload):
                held = self._items[payload.item_id]
                text = open_text_of(held)[: payload.pos] + payload.delta
                self._items[held.id] = with_open_text(held, text)
            case TurnAccepted(turn_id=turn_id) if turn_id:
                self.open_turns.add(turn_id)
            case TurnEnd(turn_id=turn_id) as end:
                self.ends.append(end)
                self.open_turns.discard(turn_id or "")
            case _:
                pass
        self.changed.set()

    def close(self, code: CloseCode, reason: str) -> None:
        """See `instar.pubsub.hub.Reader`."""
