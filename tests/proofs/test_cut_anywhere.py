"""A streamed turn, cut anywhere, looks in the end as if it had not been cut.

Each cut is made by a proxy after a seeded number of bytes from the server: at frame boundaries,
inside frames, inside headers. The client then comes back in one of three ways: with what it holds
(a dropped network), with nothing (a reload), or while another tab looks on.
"""

import asyncio
import random
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException

from instar.protocol.ids import new_id
from tests.support.cutter import Cutter
from tests.support.served import Served
from tests.support.socket import Lost, Socket
from tests.support.view import View

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("each_engine")]

SEED = 20_261_122
TURNS = 220
AT_ONCE = 6
TEXT = "/stream 60 9"
"""Slow enough that no two deltas are joined: each is a frame to cut at."""
ANSWER = "".join(f"token{number} " for number in range(60))
BYTES = 22_000
"""A little less than what a server sends for the handshake, the snapshot and the turn."""

BROKEN = (Lost, OSError, EOFError, TimeoutError, WebSocketException)


async def _cut_once(served: Served, seed: int) -> tuple[str, int]:
    chance = random.Random(seed)
    way = ("resume", "reload", "other tab")[seed % 3]
    thread_id = await served.new_thread()
    message_id = new_id("msg")
    views: dict[str, View] = {thread_id: View()}
    async with Cutter(served.port) as cutter:
        watcher = None
        if way == "other tab":
            watcher = await Socket().open(served.port)
            await watcher.subscribe(thread_id)
        cuts = 0
        for attempt in range(8):
            cutter.cut_after = chance.randrange(1, BYTES) if attempt < 2 else None
            if way == "reload":
                views = {thread_id: View()}
            try:
                await _take_part(served.port, cutter.port, views, thread_id, message_id)
                break
            except BROKEN:
                cuts += 1
        else:
            raise AssertionError("the client never came through")
        shown = views[thread_id].shown()
        assert [entry[1:] for entry in shown] == [
            ("user_message", "done", TEXT),
            ("assistant_message", "done", ANSWER),
        ], (seed, way)
        uncut = await Socket().open(served.port)
        await uncut.subscribe(thread_id)
        assert uncut.views[thread_id].shown() == shown, (seed, way)
        if watcher is not None:
            while (
                message_id not in watcher.views[thread_id].accepted
                or watcher.views[thread_id].turns
            ):
                await watcher.receive()
            assert watcher.views[thread_id].shown() == shown, (seed, way)
            watcher.abort()
        uncut.abort()
    return way, cuts


async def _take_part(
    port: int, via: int, views: dict[str, View], thread_id: str, message_id: str
) -> None:
    """Be a client until the turn has ended: resume or subscribe, send the outbox, look on."""
    socket = await Socket(views).open(port, via=via)
    try:
        view = views[thread_id]
        if view.cursor() is None:
            await socket.send("thread.subscribe", threadId=thread_id, payload={})
        await socket.until("session.resumed")
        if message_id not in view.accepted:
            await socket.submit(thread_id, TEXT, message_id)
        while message_id not in view.accepted or view.turns:
            await socket.receive()
    finally:
        socket.abort()


async def test_r2_r3_a_turn_cut_anywhere_ends_as_the_uncut_one(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(seed: int) -> tuple[str, int]:
            async with gate:
                return await _cut_once(served, seed)

        outcomes = await asyncio.gather(*(one(SEED + number) for number in range(TURNS)))
    by_way: dict[str, int] = {}
    for way, cuts in outcomes:
        by_way[way] = by_way.get(way, 0) + cuts
    print(f"seed {SEED}: {by_way}")
    assert sum(by_way.values()) >= 300, by_way
    assert min(by_way.values()) >= 50, by_way


async def test_d1_r2_a_cut_at_every_frame_boundary_is_healed_by_a_cursor(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served:
        gate = asyncio.Semaphore(AT_ONCE)

        async def cut_after(frames: int) -> bool:
            async with gate:
                return await _cut_at_boundary(served, frames)

        cut = await asyncio.gather(*(cut_after(frames) for frames in range(1, 80)))
    print(f"{sum(cut)} boundaries")
    assert sum(cut) >= 60


async def _cut_at_boundary(served: Served, frames: int) -> bool:
    """Cut after so many frames and come back; whether the turn was still going on."""
    thread_id = await served.new_thread()
    message_id = new_id("msg")
    views = {thread_id: View()}
    view = views[thread_id]
    socket = await Socket(views).open(served.port)
    await socket.send("thread.subscribe", threadId=thread_id, payload={})
    await socket.submit(thread_id, TEXT, message_id)
    while len(socket.frames) < frames and not view.ends:
        await socket.receive()
    socket.abort()
    was_open = not view.ends
    held_something = view.cursor() is not None
    await _take_part(served.port, served.port, views, thread_id, message_id)
    assert [entry[1:] for entry in view.shown()] == [
        ("user_message", "done", TEXT),
        ("assistant_message", "done", ANSWER),
    ], frames
    assert view.recovered[-1] is held_something
    return was_open
