"""`kill -9` in the middle of a flow that asks: it goes on where it was, and nothing is done twice [A2] [A4]."""

import asyncio
import random
import signal
from pathlib import Path
from typing import Any

import pytest

from instar.protocol.ids import new_id
from tests.crash.test_kill import BROKEN
from tests.support.served import Served
from tests.support.socket import Socket
from tests.support.tour import ANSWERS
from tests.support.view import View, text

pytestmark = pytest.mark.slow

UNITS = (
    "Asks.answer",
    "Context._step",
    "InterfaceKeeper.set",
    "Writing._add",
)
LATEST_SECONDS = 0.04
"""When the server is killed after an answer was sent, at the latest: before, while and after it counts."""


class Tourist:
    """Takes the tour, and comes back as often as the server does."""

    def __init__(self, served: Served, thread_id: str) -> None:
        self._served = served
        self.thread_id = thread_id
        self.views = {thread_id: View()}
        self.socket: Socket | None = None

    @property
    def view(self) -> View:
        return self.views[self.thread_id]

    async def connect(self) -> Socket:
        """Come back with what is known."""
        self.socket = await Socket(self.views).open(self._served.port)
        if self.view.epoch is None:
            await self.socket.subscribe(self.thread_id)
        else:
            await self.socket.until("session.resumed")
        return self.socket

    async def asked(self, number: int) -> str:
        """Wait for the ask of this number; returns its item's id."""
        assert self.socket is not None
        while len(asks := self._asks()) <= number:
            await self.socket.receive()
        return str(asks[number]["id"])

    async def ended(self) -> None:
        """Wait until no turn is open."""
        assert self.socket is not None
        while any(status in ("open", "queued") for status in self.view.turns.values()):
            await self.socket.receive()

    def said(self) -> list[tuple[str, str, str]]:
        """What stands in the thread."""
        ordered = sorted(self.view.items.values(), key=lambda item: item["position"])
        return [(item["type"], item["status"], text(item)) for item in ordered]

    def _asks(self) -> list[dict[str, Any]]:
        ordered = sorted(self.view.items.values(), key=lambda item: item["position"])
        return [item for item in ordered if item["type"] == "structured_input"]

    async def answer(self, number: int, choice: str, values: dict[str, Any]) -> None:
        """Answer the ask of this number, again after a death of the server, until it counts."""
        message_id = new_id("msg")
        while True:
            try:
                socket = self.socket or await self.connect()
                payload = {"itemId": await self.asked(number), "actionId": choice, "values": values}
                await socket.send(
                    "action.invoke", message_id, threadId=self.thread_id, payload=payload
                )
                await socket.until("ack")
            except BROKEN:
                await self.revive()
            else:
                return

    async def revive(self) -> None:
        """The server is dead: start it again."""
        await self._served.died()
        if self.socket is not None:
            self.socket.abort()
        self.socket = None
        await self._served.start()


async def begin(served: Served) -> Tourist:
    """Start the tour and wait for its first ask: from then on it is never lost."""
    tourist = Tourist(served, await served.new_thread())
    socket = await tourist.connect()
    payload = {"commandId": "core.tour"}
    await socket.send("command.invoke", threadId=tourist.thread_id, payload=payload)
    await tourist.asked(0)
    return tourist


async def finish(tourist: Tourist) -> list[tuple[str, str, str]]:
    """Wait for the end of the questions, say something, and see what stands there then."""
    while True:
        try:
            socket = tourist.socket or await tourist.connect()
            await tourist.ended()
            break
        except BROKEN:
            await tourist.revive()
    await socket.submit(tourist.thread_id, "hello")
    while not tourist.said()[-1][2].startswith("You said"):
        await socket.receive()
    await tourist.ended()
    socket.abort()
    return tourist.said()


async def undisturbed(served: Served) -> list[tuple[str, str, str]]:
    """What stands in the thread after a tour without deaths."""
    tourist = await begin(served)
    for number, (choice, values) in enumerate(ANSWERS):
        await tourist.answer(number, choice, values)
    return await finish(tourist)


@pytest.mark.timeout(180)
@pytest.mark.usefixtures("each_engine")
async def test_a4_a_flow_goes_on_through_kills_as_if_there_were_none(tmp_path: Path) -> None:
    chance = random.Random(4)
    async with Served(tmp_path / "data") as served:
        expected = await undisturbed(served)
        tourist = await begin(served)
        for number, (choice, values) in enumerate(ANSWERS):
            starts = served.starts
            killing = asyncio.create_task(kill_after(served, chance.uniform(0, LATEST_SECONDS)))
            await tourist.answer(number, choice, values)
            await killing
            if served.starts == starts:
                await tourist.revive()
        assert await finish(tourist) == expected


async def kill_after(served: Served, seconds: float) -> None:
    await asyncio.sleep(seconds)
    served.signal(signal.SIGKILL)


@pytest.mark.parametrize("phase", ["written", "committed", "delivered"])
@pytest.mark.parametrize("unit", UNITS)
async def test_a4_a_flow_that_dies_at_a_named_point_goes_on(
    tmp_path: Path, unit: str, phase: str
) -> None:
    served = Served(tmp_path / "data", module="tests.crash.failpoints")
    async with served:
        expected = await undisturbed(served)
        tourist = await begin(served)
        await served.kill()
        assert tourist.socket is not None
        tourist.socket.abort()
        tourist.socket = None
        await served.start(INSTAR_FAILPOINT=f"{unit}:{phase}:1")
        deaths = served.starts
        for number, (choice, values) in enumerate(ANSWERS):
            await tourist.answer(number, choice, values)
        assert await finish(tourist) == expected
        assert served.starts == deaths + 1, "the failpoint was never reached"
