"""What chat servers do that OpenAI's does not."""

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from instar.protocol.errors import InstarError
from instar.providers.anthropic.messages import MessagesReader
from instar.providers.openai.chat import ChatReader, body_of
from instar.providers.openai.responses import ResponsesReader
from instar.sdk.models import (
    AssistantMessage,
    End,
    ModelEvent,
    ModelRequest,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    Usage,
)


def read(*chunks: Any, done: bool = True) -> list[ModelEvent]:
    """What the reader makes of these chunks and `[DONE]`, or of these and the end of the bytes."""
    reader = ChatReader()
    events = [event for chunk in chunks for event in reader.read(msgspec.json.encode(chunk))]
    return [*events, *(reader.read(b"[DONE]") if done else reader.end())]


def delta(reason: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": fields, "finish_reason": reason}]}


def call(arguments: str, **more: Any) -> dict[str, Any]:
    return delta(tool_calls=[{"function": {"arguments": arguments}, **more}])


def names(events: Iterable[ModelEvent]) -> list[tuple[str, str]]:
    return [(one.call_id, one.arguments) for one in events if isinstance(one, ToolCall)]


def test_calls_without_an_index_come_one_after_the_other() -> None:
    events = read(call('{"a":', id="one"), call("1}"), call("{}", id="other"), delta("stop"))
    assert names(events) == [("one", '{"a":1}'), ("other", "{}")]
    assert events[-1] == End("tools")


def piece(id_: str, arguments: str, name: str | None = None) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return delta(tool_calls=[{"index": 0, "id": id_, "function": function}])


def test_whole_calls_of_one_index_are_told_apart_by_their_ids() -> None:
    events = read(piece("one", '{"a":1}', "add"), piece("other", "{}", "add"), delta("stop"))
    assert names(events) == [("one", '{"a":1}'), ("other", "{}")]


def test_a_call_whose_id_changes_with_each_piece_is_one() -> None:
    events = read(piece("one", '{"a":', "add"), piece("x", "1}"), delta("tool_calls"))
    assert names(events) == [("one", '{"a":1}')]


def test_of_answers_that_follow_each_other_none_is_lost() -> None:
    messages = [AssistantMessage("One."), AssistantMessage("Two."), ToolCall("a", "add", "{}")]
    (said,) = body_of(ModelRequest(model="m", messages=messages))["messages"]
    assert (said["content"], len(said["tool_calls"])) == ("One.\n\nTwo.", 1)


def test_a_call_without_an_id_gets_one() -> None:
    (made,) = names(read(call("", index=0), delta("tool_calls")))
    assert made[0].startswith("call_")
    assert made[1] == "{}"


def test_calls_of_an_answer_that_was_cut_short_are_no_calls() -> None:
    assert read(call('{"a', index=0, id="one"), delta("length")) == [End("length")]


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
def test_thoughts_have_either_name(field: str) -> None:
    events = read(delta(**{field: "Hm."}), delta(content="So."), delta("stop"))
    assert events == [ReasoningDelta("Hm."), TextDelta("So."), End("stop")]


def test_m2_a_reason_to_finish_is_an_end_and_the_end_of_the_bytes_is_none() -> None:
    assert read(delta(content="So."), delta("stop"), done=False)[-1] == End("stop")
    with pytest.raises(InstarError) as cut:
        read(delta(content="So."), done=False)
    assert cut.value.code == "model.cut"


def test_counts_may_be_missing() -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": None, "prompt_tokens_details": None}
    events = read(delta("stop"), {"choices": [], "usage": usage})
    assert events == [End("stop", Usage(input_tokens=7))]


@pytest.mark.parametrize("reader", [ChatReader, ResponsesReader, MessagesReader])
@pytest.mark.parametrize(
    "data",
    [b'{"type": "\xff", "error": {"message": "\xff"}}', b'{"type": ' + b"[" * 5_000],
    ids=["UTF-8", "depth"],
)
def test_m1_what_cannot_be_read_at_all_is_invalid(reader: Any, data: bytes) -> None:
    with pytest.raises(InstarError) as failed:
        reader().read(data)
    assert failed.value.code == "model.invalid"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ({"code": 429, "message": "x"}, "model.rate_limited"),
        ({"code": 503}, "model.overloaded"),
        ({"type": "invalid_request_error", "message": "too long"}, "model.rejected"),
        ({"message": "CUDA out of memory"}, "model.failed"),
    ],
)
def test_m1_an_error_within_the_stream_has_its_code(error: dict[str, Any], code: str) -> None:
    with pytest.raises(InstarError) as failed:
        read({"error": error})
    assert failed.value.code == code
