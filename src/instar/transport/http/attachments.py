"""Uploads and downloads."""

import re
from pathlib import Path

from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from instar.protocol.threads import Attachment
from instar.transport.http.call import Call

_ONE_RANGE = re.compile(rb"bytes=(?:\d{1,18}-\d{0,18}|-\d{1,18})")

INERT = {
    # Whatever a file says that it is, it runs nowhere and shows nothing as our origin.
    "content-security-policy": "sandbox; default-src 'none'",
    "cache-control": "private, no-store",
}


class Download(FileResponse):
    """A file, or the one range of it that was asked for."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"range" or _ONE_RANGE.fullmatch(value)
        ]
        await super().__call__({**scope, "headers": kept}, receive, send)


async def create_attachment(call: Call) -> Attachment:
    return await call.server.uploads.announce(call.principal, call.body)


async def put_content(call: Call) -> Attachment:
    limit = call.server.settings.upload_bytes
    chunks = call.chunks(limit)
    return await call.server.uploads.receive(call.principal, call.path["attachment_id"], chunks)


async def get_attachment(call: Call) -> Attachment:
    return await call.server.uploads.get(call.principal, call.path["attachment_id"])


async def get_content(call: Call) -> Download:
    attachment, path = await call.server.uploads.content(call.principal, call.path["attachment_id"])
    return download(path, attachment.mime_type, attachment.name)


async def get_preview(call: Call) -> FileResponse:
    path = await call.server.uploads.preview(call.principal, call.path["attachment_id"])
    # The picture of an id never changes; the browser keeps it for its own user only.
    headers = {**INERT, "cache-control": "private, max-age=86400, immutable"}
    return FileResponse(path, headers=headers, media_type="image/webp")


def download(path: Path, media_type: str, name: str) -> Download:
    """A file that a browser saves rather than shows, under a name that may hold anything [RFC 6266]."""
    return Download(path, headers=INERT, media_type=media_type, filename=name)
