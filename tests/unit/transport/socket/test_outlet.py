"""A connection that does not read, by the rules of SPEC section Q."""

import asyncio
from typing import Any

import pytest

from instar.protocol.close_codes import CloseCode
from instar.pubsub.frame import stored_frame
from instar.pubsub.send_queue import QUEUE_FRAMES
from instar.transport.socket import outlet as module
from instar.transport.socket.outlet import Outlet


class FakeSend:
    """Takes what it is sent, or waits for ever when stuck."""

    def __init__(self) -> None:
        self.stuck = asyncio.Event()
        self.sent: list[Any] = []

    async def __call__(self, message: Any) -> None:
        if self.stuck.is_set() and message["type"] == "websocket.send":
            await asyncio.Event().wait()
        self.sent.append(message)

    @property
    def codes(self) -> list[int]:
        return [one["code"] for one in self.sent if one["type"] == "websocket.close"]


async def test_q1_frames_go_out_in_order_and_are_counted() -> None:
    send = FakeSend()
    outlet = Outlet(send)
    task = asyncio.create_task(outlet.run())
    for offset in range(5):
        outlet.put(stored_frame(str(offset).encode(), offset))
    outlet.close(CloseCode.RESTART, "bye")
    await task
    assert [one.get("text") for one in send.sent] == ["0", "1", "2", "3", "4", None]
    assert send.codes == [1012]
    assert outlet.accepted == 5


async def test_q1_a_full_queue_closes_with_4002_though_a_write_is_stuck() -> None:
    send = FakeSend()
    outlet = Outlet(send)
    task = asyncio.create_task(outlet.run())
    send.stuck.set()
    outlet.put(stored_frame(b"{}", 0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for offset in range(QUEUE_FRAMES + 1):
        outlet.put(stored_frame(b"{}", offset))
    await asyncio.wait_for(task, 5)
    assert send.codes == [4002]


async def test_q1_a_stalled_write_closes_with_4002(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STALL_SECONDS", 0.01)
    send = FakeSend()
    send.stuck.set()
    outlet = Outlet(send)
    outlet.put(stored_frame(b"{}", 0))
    await asyncio.wait_for(outlet.run(), 5)
    assert send.codes == [4002]


async def test_a_connection_that_is_given_up_leaves_no_task() -> None:
    outlet = Outlet(FakeSend())
    task = asyncio.create_task(outlet.run())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
