"""Slow readers, by the rules of SPEC section Q."""

from instar.protocol.down import PresenceState, PresenceStatePayload, TurnDelta, TurnDeltaPayload
from instar.pubsub.frame import Frame, frame_of, stored_frame
from instar.pubsub.send_queue import SendQueue
from tests.support.view import View

NOW = "2026-01-01T00:00:00.000Z"


def delta(pos: int, text: str, item: str = "itm_1", attempt: int = 1) -> Frame:
    payload = TurnDeltaPayload(item_id=item, attempt=attempt, pos=pos, delta=text)
    return frame_of(
        TurnDelta(v=1, id="evt_1", ts=NOW, thread_id="thr_1", turn_id="trn_1", payload=payload)
    )


def presence() -> Frame:
    payload = PresenceStatePayload(users=[])
    message = PresenceState(v=1, id="evt_1", ts=NOW, thread_id="thr_1", payload=payload)
    return frame_of(message, ephemeral=True)


def taken(queue: SendQueue) -> list[Frame]:
    return list(iter(queue.pop, None))


def texts(frames: list[Frame]) -> list[str]:
    return [frame.delta.payload.delta for frame in frames if frame.delta is not None]


def test_q1_below_half_every_frame_stays_as_it_is() -> None:
    queue = SendQueue(limit_frames=10)
    frames = [delta(0, "a"), delta(1, "b"), presence()]
    assert all(queue.push(frame) for frame in frames)
    assert taken(queue) == frames
    assert (len(queue), queue.size) == (0, 0)


def test_q1_from_half_full_deltas_of_an_item_become_one() -> None:
    queue = SendQueue(limit_frames=4)
    for pos, text in enumerate("abcdefgh"):
        assert queue.push(delta(pos, text))
    assert texts(taken(queue)) == ["a", "b", "cdefgh"]


def test_q1_deltas_of_two_items_and_attempts_are_never_mixed() -> None:
    queue = SendQueue(limit_frames=20)
    for pos in range(10):
        queue.push(delta(pos, "."))
    for pos in range(3):
        queue.push(delta(pos, "x", item="itm_2"))
        queue.push(delta(pos, "y", item="itm_3"))
    queue.push(delta(0, "z", item="itm_2", attempt=2))
    joined = [
        (frame.delta.payload.item_id, frame.delta.payload.attempt, frame.delta.payload.delta)
        for frame in taken(queue)[10:]
        if frame.delta
    ]
    assert joined == [("itm_2", 1, "xxx"), ("itm_3", 1, "yyy"), ("itm_2", 2, "z")]


def test_q1_from_half_full_ephemeral_frames_are_dropped() -> None:
    queue = SendQueue(limit_frames=2)
    queue.push(delta(0, "a"))
    assert queue.push(presence())
    assert len(taken(queue)) == 1


def test_q1_a_delta_never_moves_before_an_event() -> None:
    queue = SendQueue(limit_frames=8)
    for pos in range(4):
        queue.push(delta(pos, "a"))
    queue.push(delta(4, "b"))
    queue.push(stored_frame(b"{}", 7))
    queue.push(delta(5, "c"))
    kinds = [frame.delta.payload.delta if frame.delta else "event" for frame in taken(queue)]
    assert kinds == ["a", "a", "a", "a", "b", "event", "c"]


def test_q1_a_full_queue_says_so_by_frames_and_by_bytes() -> None:
    by_frames = SendQueue(limit_frames=2)
    assert [by_frames.push(stored_frame(b"{}", offset)) for offset in (1, 2, 3)] == [
        True,
        True,
        False,
    ]
    by_bytes = SendQueue(limit_bytes=1000)
    for offset in range(1, 5):
        assert by_bytes.push(stored_frame(b"x" * 250, offset))
    assert not by_bytes.push(stored_frame(b"x", 5))


def test_q1_one_large_frame_is_no_slow_reader() -> None:
    queue = SendQueue(limit_bytes=1000)
    assert queue.push(stored_frame(b"x" * 5000, 1))
    assert queue.push(stored_frame(b"x" * 5000, 2))
    assert queue.size == 500
    assert [frame.size for frame in taken(queue)] == [5000, 5000]
    assert (queue.size, len(queue)) == (0, 0)


def test_q1_joined_deltas_count_by_their_bytes() -> None:
    queue = SendQueue(limit_bytes=1000, limit_frames=2)
    pos = 0
    while queue.push(delta(pos, "x" * 100)):
        pos += 100
    assert 500 <= pos <= 1000


def test_d1_what_comes_out_rebuilds_the_text() -> None:
    queue = SendQueue(limit_frames=6)
    view = View()
    view.epoch = "epo"
    view.items["itm_1"] = {
        "id": "itm_1",
        "status": "in_progress",
        "position": 1,
        "content": [{"type": "output_text", "text": ""}],
    }
    import json

    text = "".join(chr(0x1F300 + number) for number in range(40))
    for pos, letter in enumerate(text):
        assert queue.push(delta(pos, letter))
    for frame in taken(queue):
        view.apply(json.loads(frame.body))
    assert view.items["itm_1"]["content"][0]["text"] == text
