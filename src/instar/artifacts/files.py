"""Content-addressed files under one folder. Every name in it is made here, none by a client.

`content/ab/abcd…` holds bytes under their SHA-256, `previews/ab/abcd….webp` small pictures of
them, `incoming/` what is still being written.
"""

import errno
import hashlib
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from instar.protocol.errors import InstarError


class FileStore:
    """All methods do their I/O at once: call them off the event loop."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def begin(self) -> "IncomingFile":
        """A new file to write to."""
        folder = self._root / "incoming"
        with storage_errors():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return IncomingFile(folder)

    def content(self, digest: str) -> Path:
        """Where the bytes of this digest are, or would be."""
        return self._root / "content" / digest[:2] / digest

    def preview(self, digest: str) -> Path:
        """Where the preview of this digest is, or would be."""
        return self._root / "previews" / digest[:2] / f"{digest}.webp"

    def sweep(self, used: set[str], before: float) -> int:
        """Remove content that nothing uses and what was never finished; returns how many files.

        What was written since then stays: its upload may not have been recorded yet.
        """
        removed = 0
        for path in self._root.glob("*/**/*"):
            if path.is_file() and path.stem not in used and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                removed += 1
        return removed


class IncomingFile:
    """Bytes on their way in. Leaving the block without `keep` leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        handle, name = tempfile.mkstemp(dir=folder)
        self.path = Path(name)
        self.size = 0
        self._file = os.fdopen(handle, "wb")
        self._digest = hashlib.sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Add bytes. Raises `storage.full`, `storage.failed`."""
        with storage_errors():
            self._file.write(chunk)
        self._digest.update(chunk)
        self.size += len(chunk)

    def finish(self) -> str:
        """Nothing follows: the bytes are on the disk when this returns their digest."""
        with storage_errors():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        return self._digest.hexdigest()

    def keep(self, place: Path) -> None:
        """Put the finished file at its place: whole and for good, or not at all."""
        with storage_errors():
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.replace(place)
            for folder in place.parents[:3]:
                _sync_folder(folder)


@contextmanager
def storage_errors() -> Generator[None]:
    """What the file system refuses, as `storage.full` or `storage.failed`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise InstarError(
                "storage.full", "The server's disk is full; nothing was kept."
            ) from error
        raise InstarError("storage.failed", "The server could not store the file.") from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
