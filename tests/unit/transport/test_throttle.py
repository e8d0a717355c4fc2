"""How often somebody may change something. Time is the test's."""

import pytest

from instar.protocol.errors import InstarError
from instar.transport.http import throttle
from instar.transport.http.throttle import Throttle


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def refused(limit: Throttle, key: str) -> float | None:
    """The seconds to wait, or None when the key may."""
    try:
        limit.demand(key)
    except InstarError as error:
        assert error.code == "rate_limited.requests"
        return error.retry_after
    return None


def test_a_burst_then_a_rate() -> None:
    clock = Clock()
    limit = Throttle(2, 3, clock)
    assert [refused(limit, "a") for _ in range(4)] == [None, None, None, 0.5]
    clock.at += 0.5
    assert [refused(limit, "a") for _ in range(2)] == [None, 0.5]
    clock.at += 60
    assert [refused(limit, "a") for _ in range(4)] == [None, None, None, 0.5]


def test_one_does_not_use_up_what_is_anothers() -> None:
    limit = Throttle(1, 1, Clock())
    assert refused(limit, "a") is None
    assert refused(limit, "a") == 1
    assert refused(limit, "b") is None


def test_it_remembers_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "REMEMBERED", 2)
    limit = Throttle(1, 1, Clock())
    for key in ("a", "b", "c"):
        limit.demand(key)
    assert refused(limit, "c") == 1
    assert refused(limit, "a") is None
