"""A connection that does not read, by the rules of SPEC section Q."""

import asyncio

import pytest

from instar.protocol.close_codes import CloseCode
from instar.pubsub.frame import stored_frame
from instar.pubsub.send_queue import QUEUE_FRAMES
from instar.transport.socket import outlet as module
from instar.transport.socket.outlet import Outlet
from tests.support.wire import FakeWire


def put(outlet: Outlet, *numbers: int) -> None:
    for number in numbers:
        outlet.put(stored_frame(str(number).encode(), number))


def test_q1_frames_go_straight_to_the_wire_and_are_counted() -> None:
    outlet = Outlet(wire := FakeWire())
    put(outlet, 0, 1, 2)
    outlet.close(CloseCode.RESTART, "bye")
    put(outlet, 3)
    assert wire.frames == [0, 1, 2]
    assert wire.closed == (1012, "bye")
    assert outlet.accepted == 3


async def test_q1_what_a_full_wire_does_not_take_waits_in_order() -> None:
    outlet = Outlet(wire := FakeWire())
    put(outlet, 0)
    wire.stick()
    put(outlet, 1, 2)
    outlet.close(CloseCode.RESTART, "bye")
    assert (wire.frames, wire.closed, outlet.accepted) == ([0], None, 3)
    wire.unstick()
    outlet.resume()
    assert (wire.frames, wire.closed) == ([0, 1, 2], (1012, "bye"))


async def test_q1_a_queue_that_was_emptied_is_given_back() -> None:
    outlet = Outlet(wire := FakeWire())
    wire.stick()
    put(outlet, 0)
    assert not outlet.idle
    wire.unstick()
    outlet.resume()
    assert outlet.idle
    assert outlet._queue is None
    assert outlet._stalled is None


async def test_q1_a_full_queue_closes_with_4002_though_nothing_is_taken() -> None:
    outlet = Outlet(wire := FakeWire())
    wire.stick()
    put(outlet, *range(QUEUE_FRAMES + 1))
    assert await wire.close_code() == 4002
    assert wire.frames == []


async def test_q1_a_stalled_wire_closes_with_4002(monkeypatch: pytest.MonkeyPatch) -> None:
    assert module.STALL_SECONDS == 10
    monkeypatch.setattr(module, "STALL_SECONDS", 0.01)
    outlet = Outlet(wire := FakeWire())
    wire.stick()
    put(outlet, 0)
    assert await wire.close_code() == 4002


async def test_q1_a_slow_wire_that_moves_is_not_stalled(monkeypatch: pytest.MonkeyPatch) -> None:
    outlet = Outlet(wire := FakeWire())
    wire.stick(unsent=1000)
    put(outlet, 0)
    for unsent in (999, 10, 1):
        wire.unsent = unsent
        outlet._check_progress()
        assert not outlet.closing
    outlet._check_progress()
    assert wire.closed == (4002, "reading too slowly")


async def test_q1_what_was_revoked_is_not_sent_any_more() -> None:
    outlet = Outlet(wire := FakeWire())
    wire.stick()
    put(outlet, 0, 1)
    outlet.close(CloseCode.REVOKED, "session ended")
    assert wire.closed == (4410, "session ended")
    wire.unstick()
    outlet.resume()
    assert wire.frames == []


@pytest.mark.parametrize("ended", ["read", "let go", "lost"])
async def test_who_waits_for_room_goes_on_in_the_end(ended: str) -> None:
    outlet = Outlet(wire := FakeWire())
    await outlet.room()
    wire.stick()
    put(outlet, *range(QUEUE_FRAMES))
    waiting = asyncio.create_task(outlet.room())
    await asyncio.sleep(0)
    assert not waiting.done()
    match ended:
        case "read":
            wire.unstick()
            outlet.resume()
        case "let go":
            put(outlet, 0)
        case "lost":
            outlet.lost()
    await asyncio.wait_for(waiting, 5)
