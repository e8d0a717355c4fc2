"""The golden frames of `protocol/frames/v1`, as the server reads and writes them."""

import json
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import msgspec
import pytest

from instar.protocol import codec, down
from instar.protocol.errors import InstarError

FRAMES = Path(__file__).parents[2] / "protocol/frames/v1"
DOWN_TYPES = [*down.DownMessage.__args__, *down.ERRORS.values()]
down_decoder = msgspec.json.Decoder(reduce(or_, DOWN_TYPES))


def golden(pattern: str) -> list[Any]:
    """A test parameter for each file that the pattern names."""
    found = sorted(FRAMES.glob(pattern))
    return [pytest.param(json.loads(path.read_text()), id=path.stem) for path in found]


def frame_of(case: dict[str, Any]) -> bytes:
    """The bytes that a golden file describes (see its folder's README)."""
    if "frame" in case:
        return json.dumps(case["frame"]).encode()
    pieces = [case["raw"]] if isinstance(case["raw"], str) else case["raw"]
    return "".join(map(spelled, pieces)).encode()


def spelled(piece: str | dict[str, Any]) -> str:
    """A piece of a frame; some are described and not written out."""
    if isinstance(piece, str):
        return piece
    text, times = piece["repeat"]
    return text * times


def decode_up(frame: bytes) -> Any:
    """The message in a frame, as the connection reads it."""
    return codec.decode_up(frame, codec.decode_head(frame))


def tags(frames: list[Any]) -> set[str]:
    """The message types that golden frames show."""
    return {json.loads(frame_of(case.values[0]))["type"] for case in frames}


@pytest.mark.parametrize("case", golden("valid/up-*.json"))
def test_valid_frame_up_is_read_whole(case: dict[str, Any]) -> None:
    """[E1] What is read and written again says the same."""
    frame = frame_of(case)
    message = decode_up(frame)
    assert decode_up(codec.encode(message)) == message
    assert without_defaults(json.loads(codec.encode(message)), json.loads(frame))


@pytest.mark.parametrize("case", golden("invalid/up-*.json"))
def test_invalid_frame_up_is_refused(case: dict[str, Any]) -> None:
    """[E6] With a code, and a pointer to the fault where there is one."""
    with pytest.raises(InstarError) as refusal:
        decode_up(frame_of(case))
    assert (refusal.value.code, refusal.value.path) == (case["code"], case.get("path"))


def test_another_major_is_told_apart() -> None:
    """[E2] The connection closes with 4406 for this refusal alone."""
    case = json.loads((FRAMES / "invalid/up-wrong-v-major.json").read_text())
    with pytest.raises(codec.VersionError):
        decode_up(frame_of(case))


@pytest.mark.parametrize("case", golden("valid/down-*.json"))
def test_valid_frame_down_is_of_the_models(case: dict[str, Any]) -> None:
    """[E1] The server could have said it; what a newer one adds is ignored."""
    message = down_decoder.decode(frame_of(case))
    assert down_decoder.decode(codec.encode(message)) == message


@pytest.mark.parametrize("case", golden("invalid/down-*.json"))
def test_invalid_frame_down_is_not_of_the_models(case: dict[str, Any]) -> None:
    """[E1] The server could not have said it."""
    with pytest.raises(msgspec.ValidationError):
        down_decoder.decode(frame_of(case))


def test_every_message_type_has_a_golden_frame() -> None:
    """[E3] The closed list of types is the list of the golden frames."""
    assert tags(golden("valid/up-*.json")) == codec.UP_TYPES
    said = {str(struct.__struct_config__.tag) for struct in DOWN_TYPES}
    assert tags(golden("valid/down-*.json")) == said


def without_defaults(written: Any, read: Any) -> bool:
    """Whether `written` says what `read` did, but for fields at their default."""
    if isinstance(written, dict):
        return all(key in read and without_defaults(written[key], read[key]) for key in written)
    if isinstance(written, list):
        return len(written) == len(read) and all(map(without_defaults, written, read))
    return written == read
