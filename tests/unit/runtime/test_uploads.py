"""Uploads below REST."""

import asyncio
import errno
import os
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from instar.model.access import Principal
from instar.protocol.errors import InstarError
from instar.protocol.parts import InputText
from instar.protocol.rest import AppendItem, CreateAttachment
from instar.protocol.threads import Attachment
from tests.conftest import Cast


async def pieces(*chunks: bytes) -> AsyncGenerator[bytes]:
    for chunk in chunks:
        yield chunk


async def announce(cast: Cast, who: Principal, size: int) -> Attachment:
    announced = CreateAttachment(name="a", size=size)
    return await cast.server.uploads.announce(who, announced)


async def upload(cast: Cast, who: Principal, *chunks: bytes) -> Attachment:
    pending = await announce(cast, who, sum(map(len, chunks)))
    return await cast.server.uploads.receive(who, pending.id, pieces(*chunks))


def kept(cast: Cast) -> int:
    folder = cast.server.settings.data_dir / "files"
    return sum(path.is_file() for path in folder.rglob("*"))


async def test_pieces_become_one_file(cast: Cast) -> None:
    ada = await cast.user("Ada")
    ready = await upload(cast, ada, b"one, ", b"two, ", b"three")
    _, path = await cast.server.uploads.content(ada, ready.id)
    assert path.read_bytes() == b"one, two, three"


async def test_a_client_that_leaves_leaves_nothing(cast: Cast) -> None:
    async def broken_off() -> AsyncGenerator[bytes]:
        yield b"half"
        raise ConnectionError

    ada = await cast.user("Ada")
    pending = await announce(cast, ada, 8)
    with pytest.raises(ConnectionError):
        await cast.server.uploads.receive(ada, pending.id, broken_off())
    assert kept(cast) == 0
    ready = await cast.server.uploads.receive(ada, pending.id, pieces(b"half", b"more"))
    assert ready.status == "ready"


async def test_a_cancelled_upload_leaves_nothing(cast: Cast) -> None:
    begun = asyncio.Event()

    async def stuck() -> AsyncGenerator[bytes]:
        yield b"half"
        begun.set()
        await asyncio.Event().wait()

    ada = await cast.user("Ada")
    pending = await announce(cast, ada, 8)
    task = asyncio.create_task(cast.server.uploads.receive(ada, pending.id, stuck()))
    await begun.wait()
    task.cancel()
    await asyncio.wait({task})
    assert kept(cast) == 0


async def test_of_two_that_race_one_is_kept(cast: Cast) -> None:
    ada = await cast.user("Ada")
    pending = await announce(cast, ada, 1)
    outcomes = await asyncio.gather(
        *(cast.server.uploads.receive(ada, pending.id, pieces(body)) for body in (b"a", b"b")),
        return_exceptions=True,
    )
    (refused,) = [one for one in outcomes if isinstance(one, InstarError)]
    assert refused.code == "conflict.attachment_ready"
    (ready,) = [one for one in outcomes if isinstance(one, Attachment)]
    _, path = await cast.server.uploads.content(ada, ready.id)
    assert path.read_bytes() in (b"a", b"b")


async def test_a_full_disk_is_said_and_leaves_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await cast.user("Ada")
    pending = await announce(cast, ada, 4)
    uploads = cast.server.uploads
    real = os.fsync

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("instar.artifacts.files.os.fsync", full)
    with pytest.raises(InstarError) as refused:
        await uploads.receive(ada, pending.id, pieces(b"full"))
    assert (refused.value.code, refused.value.status) == ("storage.full", 507)
    assert kept(cast) == 0
    monkeypatch.setattr("instar.artifacts.files.os.fsync", real)
    assert (await uploads.receive(ada, pending.id, pieces(b"full"))).status == "ready"


async def test_what_nobody_used_for_a_day_is_collected(cast: Cast) -> None:
    ada = await cast.user("Ada")
    thread = await cast.thread(ada)
    used = await upload(cast, ada, b"used")
    twin = await upload(cast, ada, b"used")
    unused = await upload(cast, ada, b"unused")
    body = AppendItem(content=[InputText(text="x")], attachments=[used.id])
    await cast.server.threads.append_item(ada, thread, body)
    uploads = cast.server.uploads
    assert await uploads.collect(datetime.now(UTC) + timedelta(hours=23)) == 0
    assert await uploads.collect(datetime.now(UTC) + timedelta(hours=25)) == 1
    assert kept(cast) == 1
    assert (await uploads.content(ada, used.id))[1].read_bytes() == b"used"
    for gone in (twin, unused):
        with pytest.raises(InstarError) as refused:
            await uploads.get(ada, gone.id)
        assert refused.value.code == "not_found.attachment"
