"""The built page: `index.html` for every place of the client, and files named by their content."""

import asyncio
import functools
import gzip
import hashlib
import mimetypes
import re
from pathlib import Path
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

import instar
from instar.protocol.errors import not_found

STATIC = Path(instar.__file__).parent / "static"

_FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}")
_COMPRESSED = re.compile(r"text/|[/+](javascript|json|xml|wasm)$")
_FOR_EVER = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".woff2": "font/woff2"}


class _File(NamedTuple):
    body: bytes
    media_type: str
    etag: str
    zipped: bool


class Page:
    """Serves the folder into which the client is built. GET and HEAD only."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder

    async def index(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The page itself, the same for each of its addresses."""
        if (self._folder / "index.html").is_file():
            await self._serve(self._folder / "index.html", _REVALIDATE, scope, receive, send)
        else:
            words = "The page is not built. Run `make setup` in Instar's source tree.\n"
            await PlainTextResponse(words, 503)(scope, receive, send)

    async def asset(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A file whose name has a hash of its content."""
        await self._named(self._folder / "assets", _FOR_EVER, scope, receive, send)

    async def file(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A file beside the page, such as its icon."""
        await self._named(self._folder, _REVALIDATE, scope, receive, send)

    async def _named(
        self, folder: Path, caching: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        name = scope["path_params"]["name"]
        if not _FILE_NAME.fullmatch(name) or not (folder / name).is_file():
            raise not_found("page")
        await self._serve(folder / name, caching, scope, receive, send)

    async def _serve(
        self, path: Path, caching: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        request = Headers(scope=scope)
        zipped = "gzip" in request.get("accept-encoding", "")
        file = await asyncio.to_thread(_load, path, zipped)
        headers = {"cache-control": caching, "etag": file.etag, "vary": "accept-encoding"}
        if file.etag in request.get("if-none-match", ""):
            await Response(status_code=304, headers=headers)(scope, receive, send)
            return
        if file.zipped:
            headers["content-encoding"] = "gzip"
        body = file.body if scope["method"] == "GET" else b""
        response = Response(body, headers=headers, media_type=file.media_type)
        response.headers["content-length"] = str(len(file.body))
        await response(scope, receive, send)


def _load(path: Path, zipped: bool) -> _File:
    return _load_once(path, path.stat().st_mtime_ns, zipped)


@functools.lru_cache(maxsize=64)
def _load_once(path: Path, _changed: int, zipped: bool) -> _File:
    """Read and compress a file once; it is read again when it has changed."""
    body = path.read_bytes()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    guessed, _ = mimetypes.guess_type(path.name)
    media_type = _TYPES.get(path.suffix) or guessed or "application/octet-stream"
    if zipped and _COMPRESSED.search(media_type):
        return _File(gzip.compress(body, 6, mtime=0), media_type, etag, zipped=True)
    return _File(body, media_type, etag, zipped=False)
