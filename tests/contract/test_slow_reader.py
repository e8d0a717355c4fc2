"""A client that stops reading costs a bounded amount, and nobody else anything [Q1, Q2]."""

import asyncio
import json
import socket as sockets
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from tests.support.served import BEARER, Served
from tests.support.socket import Socket

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("each_engine")]

DELTAS = 40_000
BOUND_MIB = 24
"""1 MiB of queue for each slow reader, and what the turn itself holds."""


async def test_q1_readers_that_never_read_cost_their_bound_and_no_more(tmp_path: Path) -> None:
    async with Served(tmp_path / "data") as served:
        thread = await served.new_thread()
        normal = await Socket().open(served.port)
        await normal.subscribe(thread)
        slow = [await _deaf(served.port, thread) for _ in range(5)]
        await normal.submit(thread, "/stream 100 0")
        await normal.until("turn.end")
        before = served.rss_mib()
        await normal.submit(thread, f"/stream {DELTAS} 0")
        await normal.until("turn.end")
        assert normal.views[thread].shown()[-1][3].endswith(f"token{DELTAS - 1} ")
        assert served.rss_mib() - before < BOUND_MIB
        # They were let go: they are not there any more, and come back whole.
        fresh = await Socket().open(served.port)
        await fresh.subscribe(thread)
        assert fresh.views[thread].shown() == normal.views[thread].shown()
        for connection in slow:
            connection.transport.abort()


async def _deaf(port: int, thread: str):
    """A client that subscribes, then never reads from its socket again."""
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 8192)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", port))
    connection = await connect(
        f"ws://127.0.0.1:{port}/ws",
        sock=raw,
        additional_headers=BEARER,
        compression=None,
        ping_interval=None,
    )
    for type_, more in (
        ("session.hello", {"payload": {}}),
        ("thread.subscribe", {"threadId": thread, "payload": {}}),
    ):
        await connection.send(json.dumps({"v": 1, "id": "message-1", "type": type_, **more}))
    while json.loads(await connection.recv())["type"] != "session.resumed":
        pass
    connection.transport.pause_reading()
    return connection
