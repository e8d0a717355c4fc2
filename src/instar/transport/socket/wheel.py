"""Deadlines of all connections behind one timer, which runs only while there are any."""

import asyncio
from collections import defaultdict
from typing import Protocol

import structlog

TICK_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Member(Protocol):
    """Has one deadline at most. `slot` is the wheel's."""

    slot: int

    def due(self) -> None:
        """The deadline has come."""
        ...


class Wheel:
    """A timer wheel: a deadline costs a place in a set, and comes up to a tick late."""

    def __init__(self, tick: float = TICK_SECONDS) -> None:
        self._tick = tick
        self._slots: defaultdict[int, set[Member]] = defaultdict(set)
        self._now = 0
        self._timer: asyncio.TimerHandle | None = None

    def set(self, member: Member, seconds: float) -> None:
        """Call the member's `due` in so many seconds, in place of what was set before."""
        self.clear(member)
        member.slot = self._now + 1 + round(seconds / self._tick)
        self._slots[member.slot].add(member)
        if self._timer is None:
            self._arm()

    def clear(self, member: Member) -> None:
        """Take the member's deadline back, if it has one."""
        members = self._slots.get(member.slot)
        if members is not None:
            members.discard(member)
            if not members:
                del self._slots[member.slot]
        member.slot = 0

    def _arm(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._tick, self._turn)

    def _turn(self) -> None:
        self._now += 1
        self._timer = None
        for member in self._slots.pop(self._now, ()):
            if member.slot == self._now:
                member.slot = 0
                try:
                    member.due()
                except Exception:
                    # The others' deadlines have come too.
                    log.exception("socket.deadline_failed")
        if self._slots and self._timer is None:
            self._arm()
