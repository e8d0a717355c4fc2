"""An archived thread under new names: new ids and a new epoch, the same order, words and times."""

from typing import Any

import msgspec

from instar.protocol.base import PROTOCOL_VERSION, Metadata
from instar.protocol.down import (
    DurableEvent,
    ItemAdded,
    ItemDone,
    ItemPayload,
    ItemRemoved,
    ItemRemovedPayload,
    ItemUpdated,
    ThreadUpdated,
    ThreadUpdatedPayload,
    TurnAccepted,
    TurnAcceptedPayload,
    TurnEnd,
    TurnEndPayload,
)
from instar.protocol.errors import InstarError
from instar.protocol.ids import new_id, now
from instar.protocol.threads import Attachment, Author, Item, Thread, Turn, User
from instar.runtime.archive import IMPORT_MARK, Archive, History
from instar.runtime.ending import left_behind
from instar.storage.exports import NewThread, StoredAttachment

SOMEBODY = "usr_imported"
"""Stands for everyone but the importer: nobody here is taken for them."""


def bear(
    archive: Archive, history: History, importer: User, files: dict[str, StoredAttachment]
) -> NewThread:
    """The archived thread as the importer's own. `files`: what became of each attachment."""
    newborn = Newborn(archive.thread.id, importer, files)
    events = [newborn.event(event) for event in archive.events]
    close_open(history, newborn, events)
    thread = newborn.thread(history.thread, len(events), events[-1].ts)
    return NewThread(
        thread=msgspec.structs.replace(thread, turn_id=None),
        events=events,
        items=[newborn.item(item) for item in history.items.values()],
        turns=[
            (newborn.turn(turn), newborn.name("itm", message) if message else None)
            for turn, message in zip(history.turns.values(), history.messages.values(), strict=True)
        ],
        attachments=list(files.values()),
        feedback={
            newborn.name("itm", item_id): body
            for item_id, body in archive.feedback.items()
            if item_id in history.items
        },
    )


class Newborn:
    """Gives everything of an archive its new name, the same one each time."""

    def __init__(self, old_id: str, importer: User, files: dict[str, StoredAttachment]) -> None:
        self._importer = importer
        self._files = files
        self._mark: Metadata = {IMPORT_MARK: {"threadId": old_id, "at": now()}}
        self._names: dict[str, str] = {}
        self.thread_id = new_id("thr")
        self.epoch = new_id("epo")

    def name(self, prefix: str, old: str) -> str:
        """The new id of what had this one."""
        return self._names.setdefault(old, new_id(prefix))

    def thread(self, thread: Thread, head: int, at: str) -> Thread:
        """The thread as its importer owns it, as of a place in the log."""
        return msgspec.structs.replace(
            thread,
            id=self.thread_id,
            owner_id=self._importer.id,
            epoch=self.epoch,
            head=head,
            updated_at=at,
            access="owner",
            last_read=0,
            turn_id=self.name("trn", thread.turn_id) if thread.turn_id else None,
            deleted_at=None,
            metadata={**thread.metadata, **self._mark},
        )

    def item(self, item: Item) -> Item:
        """An item, by an author whom nobody takes for another user of this server."""
        return msgspec.structs.replace(
            item,
            id=self.name("itm", item.id),
            thread_id=self.thread_id,
            turn_id=self.name("trn", item.turn_id) if item.turn_id else None,
            author=self._author(item.author),
            attachments=[self._record(one.id) for one in item.attachments],
            rating=None,
        )

    def turn(self, turn: Turn) -> Turn:
        """A turn; it was the importer's or somebody's."""
        return msgspec.structs.replace(
            turn,
            id=self.name("trn", turn.id),
            thread_id=self.thread_id,
            user_id=self._importer.id if turn.user_id == self._importer.id else SOMEBODY,
        )

    def event(self, event: DurableEvent) -> DurableEvent:
        """An event at its old place of the new log."""
        payload = event.payload
        match event:
            case ThreadUpdated():
                thread = self.thread(event.payload.thread, event.offset, event.ts)
                payload = ThreadUpdatedPayload(thread=thread)
            case ItemAdded() | ItemUpdated() | ItemDone():
                payload = ItemPayload(item=self.item(event.payload.item))
            case ItemRemoved():
                removed = [self.name("itm", one) for one in event.payload.item_ids]
                payload = ItemRemovedPayload(item_ids=removed)
            case TurnAccepted():
                answered = event.payload.item_id
                payload = TurnAcceptedPayload(
                    turn=self.turn(event.payload.turn),
                    item_id=self.name("itm", answered) if answered else None,
                )
        return msgspec.structs.replace(
            event,
            v=PROTOCOL_VERSION,
            id=new_id("evt"),
            ref=self.name("msg", event.ref) if event.ref else None,
            thread_id=self.thread_id,
            epoch=self.epoch,
            turn_id=self.name("trn", event.turn_id) if event.turn_id else None,
            payload=payload,
        )

    def _author(self, author: Author) -> Author:
        if author.type != "user":
            return Author(type=author.type)
        if author.id == self._importer.id:
            return Author(type="user", id=author.id, name=self._importer.name)
        return Author(type="user", name=author.name)

    def _record(self, attachment_id: str) -> Attachment:
        file = self._files.get(attachment_id)
        if file is None:
            raise InstarError(
                "validation.archive", "An item has an attachment that is not there.", path="/items"
            )
        return msgspec.structs.replace(file.record, thread_id=self.thread_id)


def close_open(history: History, newborn: Newborn, log: list[DurableEvent]) -> None:
    """End in the log what was going on when the thread was archived [T4]."""
    at = now()

    def place(turn_id: str | None) -> dict[str, Any]:
        return {
            "v": PROTOCOL_VERSION,
            "id": new_id("evt"),
            "ts": at,
            "thread_id": newborn.thread_id,
            "epoch": newborn.epoch,
            "offset": len(log) + 1,
            "turn_id": newborn.name("trn", turn_id) if turn_id else None,
        }

    for item in history.items.values():
        if item.status == "in_progress":
            done = msgspec.structs.replace(left_behind(item), status="incomplete")
            history.items[item.id] = done
            payload = ItemPayload(item=newborn.item(done))
            log.append(ItemDone(**place(item.turn_id), payload=payload))
    for turn in history.turns.values():
        if turn.status in ("open", "queued"):
            ended = msgspec.structs.replace(turn, status="interrupted", ended_at=at)
            history.turns[turn.id] = ended
            end = TurnEndPayload(status="interrupted", retryable=True)
            log.append(TurnEnd(**place(turn.id), payload=end))
