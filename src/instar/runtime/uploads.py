"""Uploads in two steps: announced with a name and a size, then sent, checked and kept."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
import structlog

from instar.artifacts.files import FileStore, IncomingFile
from instar.artifacts.previews import PREVIEW_TYPES, draw_preview
from instar.artifacts.sniff import is_lie, sniff
from instar.model.access import Principal
from instar.model.settings import Settings
from instar.protocol.errors import InstarError, not_found
from instar.protocol.ids import timestamp
from instar.protocol.rest import CreateAttachment
from instar.protocol.threads import Attachment
from instar.runtime.interface import InterfaceKeeper, viewpoint
from instar.storage import attachments
from instar.storage.database import Connection, Database

ORPHANS_KEPT = timedelta(hours=24)

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

log = structlog.get_logger(__name__)


class StoredFile(NamedTuple):
    """Bytes in the store and what they turned out to be."""

    digest: str
    mime_type: str
    preview: bool


class Uploads:
    """Records and bytes of attachments."""

    def __init__(self, database: Database, settings: Settings, interface: InterfaceKeeper) -> None:
        self._database = database
        self._interface = interface
        self._settings = settings
        self._files = FileStore(settings.data_dir / "files")
        self._drawing = asyncio.Semaphore(1)

    async def announce(self, principal: Principal, announced: CreateAttachment) -> Attachment:
        """Make room for a file. Raises `too_large.upload`, `too_large.upload_count`, `locked.uploads`."""
        if principal.user.role == "viewer":
            raise InstarError("forbidden.role", "Your role lets you read only.")
        self._interface.demand_uploads(viewpoint(principal.user, announced.thread_id))
        self.demand_size(announced.size)
        named = msgspec.structs.replace(announced, name=label_of(announced.name))

        def work(conn: Connection) -> Attachment:
            self.demand_room(conn, principal.user.id, 1)
            return attachments.create_attachment(conn, principal.user.id, named)

        return await self._database.write(work)

    async def receive(
        self, principal: Principal, attachment_id: str, chunks: AsyncGenerator[bytes]
    ) -> Attachment:
        """Keep the bytes of an announced file.

        Raises `validation.size` when they are not as many as announced, `validation.mime_type`
        when they are not what was claimed, `storage.full`. Nothing is left behind then.
        """
        self._interface.demand_uploads(viewpoint(principal.user))
        user_id = principal.user.id
        row = await self._database.read(attachments.get_pending, user_id, attachment_id)
        with await asyncio.to_thread(self._files.begin) as incoming:
            async with aclosing(chunks):
                async for chunk in chunks:
                    if incoming.size + len(chunk) > row.size:
                        raise _wrong_size(row.size)
                    await asyncio.to_thread(incoming.write, chunk)
            if incoming.size != row.size:
                raise _wrong_size(row.size)
            stored = await self.store(incoming, row.claimed_type)
        return await self._database.write(
            lambda conn: attachments.finish_attachment(
                conn, user_id, attachment_id, **stored._asdict()
            )
        )

    async def store(self, incoming: IncomingFile, claimed: str) -> StoredFile:
        """Recognise a file whose bytes are all there, and keep it. Raises `validation.mime_type`."""
        digest = await asyncio.to_thread(incoming.finish)
        found = await asyncio.to_thread(sniff, incoming.path, claimed)
        if is_lie(claimed, found):
            raise InstarError(
                "validation.mime_type", f"This is not {claimed}: it is {found}.", path="/mimeType"
            )
        preview = found in PREVIEW_TYPES and await self._draw(incoming.path, digest)
        await asyncio.to_thread(incoming.keep, self._files.content(digest))
        return StoredFile(digest, found, preview)

    async def get(self, principal: Principal, attachment_id: str) -> Attachment:
        """The record, for its owner and for who may read its thread."""
        row = await self._database.read(attachments.access_attachment, principal, attachment_id)
        return attachments.attachment_of(row)

    async def content(self, principal: Principal, attachment_id: str) -> tuple[Attachment, Path]:
        """The record and where its bytes are. Raises `not_found.attachment` while there are none."""
        row = await self._database.read(attachments.access_attachment, principal, attachment_id)
        return attachments.attachment_of(row), _existing(row.digest and self.path_of(row.digest))

    async def preview(self, principal: Principal, attachment_id: str) -> Path:
        """Where the small picture is. Raises `not_found.attachment` when there is none."""
        row = await self._database.read(attachments.access_attachment, principal, attachment_id)
        return _existing(self._files.preview(row.digest) if row.preview else None)

    def path_of(self, digest: str) -> Path:
        """Where the bytes of a digest are."""
        return self._files.content(digest)

    def begin(self) -> IncomingFile:
        """A new file to write to, in the store's own folder."""
        return self._files.begin()

    async def collect(self, at: datetime | None = None) -> int:
        """Remove uploads that nobody used for a day, and files that no record names."""
        limit = (at or datetime.now(UTC)) - ORPHANS_KEPT
        await self._database.write(lambda conn: attachments.forget_orphans(conn, timestamp(limit)))
        used = await self._database.read(attachments.load_digests)
        removed = await asyncio.to_thread(self._files.sweep, used, limit.timestamp())
        if removed:
            log.info("uploads.collected", files=removed)
        return removed

    def demand_size(self, size: int) -> None:
        """Raises `too_large.upload` for more than one file may hold."""
        if size > self._settings.upload_bytes:
            raise InstarError(
                "too_large.upload",
                f"A file may hold {self._settings.upload_bytes} bytes.",
                path="/size",
            )

    def demand_room(self, conn: Connection, user_id: str, count: int) -> None:
        """Raises `too_large.upload_count` for more files than may wait for a message."""
        kept = attachments.count_attachments(conn, user_id)
        if kept + count > self._settings.upload_count:
            raise InstarError(
                "too_large.upload_count",
                f"{self._settings.upload_count} files may wait for a message.",
            )

    async def _draw(self, source: Path, digest: str) -> bool:
        # One at a time: an unpacked picture may need 160 MB.
        async with self._drawing:
            drawn = await asyncio.to_thread(draw_preview, source)
        if drawn is None:
            return False
        await asyncio.to_thread(self._keep_preview, drawn, digest)
        return True

    def _keep_preview(self, drawn: bytes, digest: str) -> None:
        with self._files.begin() as incoming:
            incoming.write(drawn)
            incoming.finish()
            incoming.keep(self._files.preview(digest))


def label_of(name: str) -> str:
    """A file's name as a label: no folders, nothing that cannot be seen. It never becomes a path."""
    last = re.split(r"[/\\]", name)[-1]
    return _INVISIBLE.sub("", last).strip() or "file"


def _existing(path: Path | str | None) -> Path:
    if not path or not Path(path).is_file():
        raise not_found("attachment")
    return Path(path)


def _wrong_size(size: int) -> InstarError:
    return InstarError("validation.size", f"{size} bytes were announced.", path="/size")
