"""The folder of files by digest."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from instar.artifacts.files import FileStore
from instar.protocol.errors import InstarError


def put(store: FileStore, body: bytes) -> str:
    with store.begin() as incoming:
        incoming.write(body)
        digest = incoming.finish()
        incoming.keep(store.content(digest))
    return digest


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_equal_bytes_are_kept_once_under_their_digest(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest = put(store, b"abc")
    assert put(store, b"abc") == digest == hashlib.sha256(b"abc").hexdigest()
    assert files_in(tmp_path) == [digest]
    assert store.content(digest).read_bytes() == b"abc"


def test_what_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with store.begin() as incoming:
        incoming.write(b"abc")
        assert len(files_in(tmp_path)) == 1
    assert files_in(tmp_path) == []


def test_only_the_owner_may_open_the_files(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    path = store.content(put(store, b"abc"))
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "storage.full"), (errno.EIO, "storage.failed")]
)
def test_a_disk_that_refuses_is_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, "refused")

    store = FileStore(tmp_path)
    with monkeypatch.context() as patch, store.begin() as incoming:
        incoming.write(b"abc")
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(InstarError) as refused:
            incoming.finish()
    assert refused.value.code == code
    assert files_in(tmp_path) == []


def test_a_sweep_removes_what_is_old_and_unused(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    used, unused = put(store, b"used"), put(store, b"unused")
    written = store.content(unused).stat().st_mtime
    assert store.sweep({used}, before=written - 1) == 0
    assert store.sweep({used}, before=written + 1) == 1
    assert files_in(tmp_path) == [used]
