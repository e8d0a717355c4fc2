"""Steps as events of the Messages API; each is checked by the SDK's own types when it is made."""

import json
from collections.abc import Iterator
from typing import Any

from anthropic.types import RawMessageStreamEvent
from pydantic import TypeAdapter

from tests.support.model_service.responses import Event, Frame, early, pieces, words_of
from tests.support.model_service.steps import (
    Ask,
    Call,
    Cite,
    Done,
    Drop,
    ErrorEvent,
    Failed,
    Incomplete,
    Raw,
    Refuse,
    Say,
    Step,
    Think,
    Wait,
)

STOPS = {"max_output_tokens": "max_tokens", "content_filter": "refusal"}
CODES = {
    "server_error": "api_error",
    "rate_limit_exceeded": "rate_limit_error",
    "server_is_overloaded": "overloaded_error",
}

_checked: TypeAdapter[Any] = TypeAdapter(RawMessageStreamEvent)


def ask_of(body: dict[str, Any], key: str) -> Ask:
    """What a request asks."""
    text, outputs = "", []
    for message in body["messages"]:
        if message["role"] == "user":
            said = words_of(message["content"], "text")
            if said:
                text, outputs = said, []
            outputs += outputs_in(message["content"])
    tools = [tool["name"] for tool in body.get("tools", ())]
    return Ask(body["model"], text, tools, outputs, key)


def outputs_in(content: str | list[Event]) -> list[str]:
    """What the tools returned."""
    parts = [] if isinstance(content, str) else content
    return [part["content"] for part in parts if part["type"] == "tool_result"]


def refusal_of(body: dict[str, Any]) -> Event | None:
    """What an older model says to one who asks it to think."""
    if "thinking" not in body:
        return None
    message = "adaptive thinking is not supported on this model"
    return {"type": "error", "error": {"type": "invalid_request_error", "message": message}}


class MessagesWriter:
    """Writes one answer."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._index = -1
        self._is_open = False
        self._called = False

    def frames(self, steps: list[Step]) -> Iterator[Frame]:
        yield from early(steps)
        message = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "content": [],
            "model": self._ask.model,
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {
                "input_tokens": 24,
                "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": 12,
                "output_tokens": 1,
            },
        }
        yield self._event("message_start", message=message)
        yield _sent("ping", {"type": "ping"})
        for step in steps:
            yield from self._step(step)

    def _step(self, step: Step) -> Iterator[Frame]:
        match step:
            case Say(text) | Refuse(text):
                yield from self._open()
                yield from (self._delta(type="text_delta", text=one) for one in pieces(text))
            case Cite(url, title):
                yield from self._open()
                place = {"type": "web_search_result_location", "url": url, "title": title}
                citation = {**place, "cited_text": "…", "encrypted_index": "x"}
                yield self._delta(type="citations_delta", citation=citation)
            case Think(text):
                yield from self._think(text)
            case Call(name, arguments):
                yield from self._call(name, arguments)
            case Done():
                yield from self._end("tool_use" if self._called else "end_turn")
            case Incomplete(reason):
                yield from self._end(STOPS[reason])
            case Failed(code, message) | ErrorEvent(code, message):
                error = {"type": CODES.get(code, code), "message": message}
                yield _sent("error", {"type": "error", "error": error, "request_id": "req_1"})
            case Raw(data):
                yield data.replace(b"response.output_text.delta", b"content_block_delta")
            case Wait() | Drop():
                yield step

    def _open(self) -> Iterator[Frame]:
        if not self._is_open:
            self._is_open = True
            yield self._started(type="text", text="", citations=None)

    def _close(self) -> Iterator[Frame]:
        if self._is_open:
            self._is_open = False
            yield self._event("content_block_stop", index=self._index)

    def _think(self, text: str) -> Iterator[Frame]:
        yield from self._close()
        yield self._started(type="thinking", thinking="", signature="")
        for delta in pieces(text):
            yield self._delta(type="thinking_delta", thinking=delta)
        yield self._delta(type="signature_delta", signature=f"signed{self._index}")
        yield self._event("content_block_stop", index=self._index)

    def _call(self, name: str, arguments: str) -> Iterator[Frame]:
        yield from self._close()
        self._called = True
        yield self._started(type="tool_use", id=f"toolu_{self._index + 1}", name=name, input={})
        for delta in ["", *pieces(arguments)]:
            yield self._delta(type="input_json_delta", partial_json=delta)
        yield self._event("content_block_stop", index=self._index)

    def _end(self, reason: str) -> Iterator[Frame]:
        yield from self._close()
        usage = {"output_tokens": 87, "output_tokens_details": {"thinking_tokens": 40}}
        delta = {"stop_reason": reason, "stop_sequence": None}
        yield self._event("message_delta", delta=delta, usage=usage)
        yield self._event("message_stop")

    def _started(self, **block: Any) -> bytes:
        self._index += 1
        return self._event("content_block_start", index=self._index, content_block=block)

    def _delta(self, **delta: Any) -> bytes:
        return self._event("content_block_delta", index=self._index, delta=delta)

    def _event(self, kind: str, **fields: Any) -> bytes:
        event = {"type": kind, **fields}
        _checked.validate_python(event)
        return _sent(kind, event)


def _sent(kind: str, event: Event) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(event)}\n\n".encode()
