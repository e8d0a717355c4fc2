"""`kill -9`, at named points and at random moments: what was acknowledged is there, once [I1-I7]."""

import asyncio
import contextlib
import random
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import WebSocketException

from instar.protocol.ids import new_id
from tests.crash.history import Disk, Seen, check_database
from tests.support.served import Served
from tests.support.socket import Lost, Socket
from tests.support.view import View

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("each_engine")]

SEED = 20_261_122
RANDOM_KILLS = 50
CLIENTS = 3
SHORT, LONG = "/stream 40 6", "/stream 150 6"
"""Answers of a quarter of a second and of one, which only its checkpoints can save."""
BROKEN = (Lost, OSError, EOFError, TimeoutError, WebSocketException, httpx.TransportError)

UNITS = (
    "Turns.accept",
    "Checkpoints._store",
    "Turns._end",
    "Threads.append_item",
)
FAILPOINTS = [
    f"{unit}:{phase}:{2 if unit != 'Checkpoints._store' else 1}"
    for unit in UNITS
    for phase in ("written", "committed", "delivered")
]


class Client:
    """Submits turns and appends items for ever, and remembers what it was promised."""

    def __init__(self, served: Served, thread_id: str) -> None:
        self._served = served
        self.thread_id = thread_id
        self.views = {thread_id: View()}
        self.seen = Seen()
        self.promised: set[str] = set()
        self.appended: set[str] = set()
        self.text = SHORT
        self._outbox: str | None = None
        self._append: str | None = None

    @property
    def view(self) -> View:
        return self.views[self.thread_id]

    async def work(self) -> None:
        """Until the server breaks."""
        with contextlib.suppress(*BROKEN):
            socket = await Socket(self.views).open(self._served.port)
            try:
                while True:
                    await self._turn(socket)
                    await self._append_item()
            finally:
                socket.abort()

    async def catch_up(self) -> None:
        """Come back, send the outbox again, and wait until the thread is quiet."""
        socket = await Socket(self.views).open(self._served.port)
        try:
            await self._turn(socket)
            appended = await self._append_item()
            while appended not in self.view.items:
                await socket.receive()
        finally:
            socket.abort()

    async def _turn(self, socket: Socket) -> None:
        view = self.view
        if not any(frame["type"] == "session.resumed" for frame in socket.frames):
            if view.cursor() is None:
                await socket.send("thread.subscribe", threadId=self.thread_id, payload={})
            await socket.until("session.resumed")
        self._outbox = self._outbox or new_id("msg")
        if self._outbox not in view.accepted:
            await socket.submit(self.thread_id, self.text, self._outbox, policy="enqueue")
        while self._outbox not in view.accepted or view.turns:
            await socket.receive()
            self.seen.note(view)
            if self._outbox in view.accepted:
                self.promised.add(view.accepted[self._outbox])
        self._outbox = None

    async def _append_item(self) -> str:
        self._append = self._append or new_id("app")
        body = {"id": self._append, "content": [{"type": "input_text", "text": "appended"}]}
        made = await self._served.rest("POST", f"/threads/{self.thread_id}/items", json=body)
        self.appended.add(made["id"])
        self._append = None
        return str(made["id"])


async def _check(clients: list[Client], path: Path, stalled: float) -> None:
    """Every promise is kept, and every view is the same as a fresh one."""
    counts = check_database(path)
    assert counts["open"] == 0
    assert counts["turns"] == counts["ends"], "exactly one turn.end a turn [T4]"
    for client in clients:
        fresh = await Socket().open(client._served.port)
        await fresh.subscribe(client.thread_id)
        newest = fresh.views[client.thread_id].shown()
        fresh.abort()
        held = client.view.shown()
        assert held[-len(newest) :] == newest
        ids = [entry[0] for entry in held]
        assert len(ids) == len(set(ids))
        assert client.appended <= set(ids), "an appended item was lost [I1]"
        assert client.promised <= set(client.view.ends), "an accepted turn was lost [I1]"
        for item_id, _, _, shown in held:
            kept = client.seen.must_have(item_id, stalled)
            assert len(shown) >= kept, f"text was lost [D2]; the disk stalled {stalled:.3f} s"
        client.seen = Seen()


async def _clients(served: Served, count: int = CLIENTS) -> list[Client]:
    return [Client(served, await served.new_thread()) for _ in range(count)]


@pytest.mark.parametrize("failpoint", FAILPOINTS)
async def test_t7_a_server_that_dies_at_a_named_point_keeps_its_promises(
    tmp_path: Path, failpoint: str
) -> None:
    served = Served(tmp_path / "data", module="tests.crash.failpoints")
    await served.start(INSTAR_FAILPOINT=failpoint)
    clients = await _clients(served, 2)
    disk = Disk()
    async with disk.watched(tmp_path):
        workers = [asyncio.create_task(client.work()) for client in clients]
        assert await served.died() == -9, "the failpoint was never reached"
        await asyncio.gather(*workers)
    check_database(tmp_path / "data/instar.db")
    async with served:
        await asyncio.gather(*(client.catch_up() for client in clients))
        await _check(clients, tmp_path / "data/instar.db", disk.stalled)


@pytest.mark.timeout(600)
async def test_t7_a_server_killed_at_random_moments_keeps_its_promises(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    async with Served(tmp_path / "data") as served:
        clients = await _clients(served)
        for kill in range(RANDOM_KILLS):
            long = kill % 5 == 0
            for client in clients:
                client.text = LONG if long else SHORT
            disk = Disk()
            async with disk.watched(tmp_path):
                workers = [asyncio.create_task(client.work()) for client in clients]
                await asyncio.sleep(chance.uniform(0.02, 0.7) + 0.5 * long)
                await served.kill()
                await asyncio.gather(*workers)
            await served.start()
            await asyncio.gather(*(client.catch_up() for client in clients))
            await _check(clients, tmp_path / "data/instar.db", disk.stalled)
    promised = sum(len(client.promised) for client in clients)
    interrupted = sum(
        status == "interrupted" for client in clients for status in client.view.ends.values()
    )
    print(f"seed {SEED}: {RANDOM_KILLS} kills, {promised} turns kept, {interrupted} interrupted")
    assert interrupted >= RANDOM_KILLS // 2
