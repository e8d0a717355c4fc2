"""The load client reads what servers send, however it is cut, and writes what they can read."""

import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from bench.wire.websocket import masked_frame, take_frames

PAYLOADS = [b"", b"a", b"x" * 125, b"y" * 126, b"z" * 65_535, b"w" * 65_536]


def sent_by_a_server(payload):
    return Frame(Opcode.TEXT, payload).serialize(mask=False)


@pytest.mark.parametrize("cut", [1, 2, 3, 7, 4_096])
def test_frames_arrive_whole_however_the_stream_is_cut(cut):
    stream = b"".join(map(sent_by_a_server, PAYLOADS))
    buffer, found = bytearray(), []
    for at in range(0, len(stream), cut):
        buffer += stream[at : at + cut]
        found += take_frames(buffer)
    assert found == [(Opcode.TEXT, payload) for payload in PAYLOADS]
    assert not buffer


def test_a_fragment_is_no_message():
    with pytest.raises(ValueError, match="fragment"):
        take_frames(bytearray(Frame(Opcode.TEXT, b"half", fin=False).serialize(mask=False)))


@pytest.mark.parametrize("payload", PAYLOADS, ids=len)
def test_what_it_writes_can_be_read(payload):
    reader = StreamReader()
    reader.feed_data(masked_frame(Opcode.TEXT, payload, b"\x01\xfe\x42\x99"))
    parsing = Frame.parse(reader.read_exact, mask=True)
    with pytest.raises(StopIteration) as done:
        next(parsing)
    assert done.value.value == Frame(Opcode.TEXT, payload)
