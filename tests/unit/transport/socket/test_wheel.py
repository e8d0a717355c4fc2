"""Deadlines behind one timer."""

import asyncio

from instar.transport.socket.wheel import Wheel


class Member:
    """Counts how often its deadline has come."""

    def __init__(self) -> None:
        self.slot = 0
        self.times = 0
        self.came = asyncio.Event()

    def due(self) -> None:
        self.times += 1
        self.came.set()


def turn(wheel: Wheel, times: int) -> None:
    for _ in range(times):
        wheel._turn()


async def test_a_deadline_comes_once_and_never_early() -> None:
    wheel, member = Wheel(1.0), Member()
    wheel.set(member, 3)
    turn(wheel, 3)
    assert member.times == 0
    turn(wheel, 5)
    assert member.times == 1


async def test_a_new_deadline_takes_the_place_of_the_old_one() -> None:
    wheel, member = Wheel(1.0), Member()
    wheel.set(member, 1)
    wheel.set(member, 4)
    turn(wheel, 4)
    assert member.times == 0
    turn(wheel, 1)
    assert member.times == 1


async def test_a_deadline_taken_back_never_comes_even_by_another_that_is_due() -> None:
    wheel, first, second = Wheel(1.0), Member(), Member()
    for member, other in ((first, second), (second, first)):
        member.due = lambda other=other, member=member: (
            wheel.clear(other),
            Member.due(member),
        )[1]
        wheel.set(member, 1)
    turn(wheel, 2)
    assert first.times + second.times == 1


async def test_the_timer_runs_only_while_there_are_deadlines() -> None:
    wheel, member = Wheel(0.001), Member()
    assert wheel._timer is None
    wheel.set(member, 0)
    await asyncio.wait_for(member.came.wait(), 5)
    assert wheel._timer is None
    assert not wheel._slots


async def test_a_deadline_that_raises_takes_no_other_with_it() -> None:
    wheel, members = Wheel(1.0), [Member() for _ in range(3)]
    for member in members:
        wheel.set(member, 1)

    def broken() -> None:
        raise RuntimeError("broken")

    members[0].due = broken
    wheel.set(late := Member(), 3)
    turn(wheel, 2)
    assert [member.times for member in members] == [0, 1, 1]
    turn(wheel, 2)
    assert late.times == 1
