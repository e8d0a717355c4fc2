"""Events, out of bytes that are cut anywhere."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instar.providers.sse import EVENT_BYTES, EventLines, EventTooLarge

STREAM = (
    ": a comment\n\nevent: one\nid: 7\ndata: {“a”: 1}\n\n"
    "data: first\ndata:second\ndata:  third\nretry: 5\n\n\n\ndata: 🦋\n\ndata: unfinished\n"
).encode()
DATA = ["{“a”: 1}", "first\nsecond\n third", "🦋"]


def read(chunks: list[bytes]) -> list[str]:
    lines = EventLines()
    return [data.decode() for chunk in chunks for data in lines.feed(chunk)]


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(ends)]


@given(st.lists(st.integers(min_value=0), max_size=40), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_events_are_the_same_wherever_their_bytes_are_cut(places: list[int], end: bytes) -> None:
    assert read(cut(STREAM.replace(b"\n", end), places)) == DATA


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_events_are_found_byte_by_byte(end: bytes) -> None:
    stream = STREAM.replace(b"\n", end)
    assert read([stream[at : at + 1] for at in range(len(stream))]) == DATA


def test_an_event_without_an_end_is_refused_when_it_grows_too_large() -> None:
    lines = EventLines()
    chunk = b"x" * 1_048_576
    with pytest.raises(EventTooLarge):
        for _ in range(EVENT_BYTES // len(chunk) + 1):
            lines.feed(chunk)


def test_many_events_may_be_as_long_as_they_like_together() -> None:
    lines = EventLines()
    event = b"data: " + b"x" * 1_048_576 + b"\n\n"
    assert sum(len(lines.feed(event)) for _ in range(20)) == 20
