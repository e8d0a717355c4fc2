"""Threads out of this server and into it."""

import asyncio
from collections.abc import AsyncGenerator

import msgspec

from instar.model.access import Principal
from instar.protocol.errors import InstarError
from instar.protocol.ids import new_id, now
from instar.protocol.threads import Attachment, Thread
from instar.runtime.archive import FORMAT, Archive, ArchivedAttachment, check
from instar.runtime.feed import Feed
from instar.runtime.interface import InterfaceKeeper, viewpoint
from instar.runtime.newborn import bear
from instar.runtime.transcript import transcript
from instar.runtime.uploads import Uploads, label_of
from instar.storage import exports
from instar.storage.attachments import Record, attachment_of
from instar.storage.database import Connection, Database
from instar.storage.exports import StoredAttachment, WholeThread


class Exports:
    """Archives and transcripts."""

    def __init__(
        self, database: Database, feed: Feed, uploads: Uploads, interface: InterfaceKeeper
    ) -> None:
        self._database = database
        self._interface = interface
        self._feed = feed
        self._uploads = uploads
        self._importing = False

    async def transcript(self, principal: Principal, thread_id: str) -> tuple[Thread, str]:
        """The thread as Markdown, as far as the rules show it to the principal [U7]."""
        whole = await self._load(principal, thread_id)
        rules = self._interface.effective(viewpoint(principal.user, thread_id)).rules
        text = await asyncio.to_thread(transcript, whole.thread, whole.items, rules, now())
        return whole.thread, text

    async def archive(
        self, principal: Principal, thread_id: str
    ) -> tuple[Thread, AsyncGenerator[bytes]]:
        """The thread as an `Archive` in JSON, in pieces: one file at a time is in memory."""
        whole = await self._load(principal, thread_id)
        return whole.thread, self._pieces(whole)

    async def restore(self, principal: Principal, archive: Archive) -> Thread:
        """A new thread of the principal that is what the archive says.

        Raises `validation.archive` and what uploads raise. One archive at a time is taken in.
        """
        if principal.user.role == "viewer":
            raise InstarError("forbidden.role", "Your role lets you read only.")
        if self._importing:
            raise InstarError("rate_limited.import", "Another import is going on.", retry_after=5)
        self._importing = True
        try:
            return await self._restore(principal, archive)
        finally:
            self._importing = False

    async def _restore(self, principal: Principal, archive: Archive) -> Thread:
        history = await asyncio.to_thread(check, archive)
        user = principal.user
        files = {one.record.id: await self._store(one) for one in archive.attachments}
        new = await asyncio.to_thread(bear, archive, history, user, files)

        def work(conn: Connection) -> Thread:
            return exports.insert_whole(conn, new)

        return await self._database.write(work, lambda thread: self._feed.touch(thread.id))

    async def _store(self, archived: ArchivedAttachment) -> StoredAttachment:
        """Keep an archived file as if it were uploaded now."""
        record = msgspec.structs.replace(
            archived.record, id=new_id("att"), name=label_of(archived.record.name), preview=False
        )
        if archived.content is None:
            return StoredAttachment(msgspec.structs.replace(record, status="pending"), None)
        self._uploads.demand_size(len(archived.content))
        with await asyncio.to_thread(self._uploads.begin) as incoming:
            await asyncio.to_thread(incoming.write, archived.content)
            stored = await self._uploads.store(incoming, record.mime_type)
        record = msgspec.structs.replace(
            record,
            status="ready",
            size=len(archived.content),
            mime_type=stored.mime_type,
            preview=stored.preview,
        )
        return StoredAttachment(record, stored.digest)

    async def _load(self, principal: Principal, thread_id: str) -> WholeThread:
        return await self._database.read(exports.load_whole, principal, thread_id)

    async def _pieces(self, whole: WholeThread) -> AsyncGenerator[bytes]:
        head = {
            "format": FORMAT,
            "thread": whole.thread,
            "events": [msgspec.Raw(frame) for frame in whole.frames],
            "items": whole.items,
            "feedback": whole.feedback,
            "attachments": [],
        }
        body = await asyncio.to_thread(msgspec.json.encode, head)
        yield body.removesuffix(b"]}")
        for index, row in enumerate(whole.attachments):
            archived = await asyncio.to_thread(self._archived, row)
            yield b"," * bool(index) + await asyncio.to_thread(msgspec.json.encode, archived)
        yield b"]}"

    def _archived(self, row: Record) -> ArchivedAttachment:
        record: Attachment = attachment_of(row)
        path = self._uploads.path_of(row.digest) if row.digest else None
        there = path is not None and path.is_file()
        return ArchivedAttachment(record=record, content=path.read_bytes() if there else None)
