"""Steps as chunks of the Chat Completions API; each is checked by the SDK's own type when it is made."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

from openai.types.chat import ChatCompletionChunk

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

ENDS = {"max_output_tokens": "length", "content_filter": "content_filter"}
USAGE = {
    "prompt_tokens": 36,
    "completion_tokens": 87,
    "total_tokens": 123,
    "prompt_tokens_details": {"cached_tokens": 12},
    "completion_tokens_details": {"reasoning_tokens": 40},
}


def ask_of(body: dict[str, Any], key: str) -> Ask:
    """What a request asks."""
    text, outputs = "", []
    for message in body["messages"]:
        if message["role"] == "user":
            text, outputs = words_of(message["content"], "text"), []
        elif message["role"] == "tool":
            outputs.append(message["content"])
    tools = [tool["function"]["name"] for tool in body.get("tools", ())]
    return Ask(body["model"], text, tools, outputs, key)


def refusal_of(body: dict[str, Any]) -> Event | None:
    """What a simple server says to one who asks for too much."""
    if "stream_options" not in body:
        return None
    message = "body.stream_options: Extra inputs are not permitted"
    return {"error": {"message": message, "type": "invalid_request_error", "code": 400}}


class ChatWriter:
    """Writes one answer."""

    def __init__(self, ask: Ask, *, counts: bool) -> None:
        self._ask = ask
        self._counts = counts
        self._calls = itertools.count()
        self._called = False

    def frames(self, steps: list[Step]) -> Iterator[Frame]:
        yield from early(steps)
        yield self._chunk({"role": "assistant", "content": ""})
        for step in steps:
            yield from self._step(step)

    def _step(self, step: Step) -> Iterator[Frame]:
        match step:
            case Say(text):
                yield from (self._chunk({"content": delta}) for delta in pieces(text))
            case Refuse(text):
                yield from (self._chunk({"refusal": delta}) for delta in pieces(text))
            case Think(text):
                yield from (self._chunk({"reasoning_content": delta}) for delta in pieces(text))
            case Call(name, arguments):
                yield from self._call(name, arguments)
            case Done():
                yield from self._end("tool_calls" if self._called else "stop")
            case Incomplete(reason):
                yield from self._end(ENDS[reason])
            case Failed(code, message) | ErrorEvent(code, message):
                yield _data({"error": {"message": message, "type": code, "code": 500}})
            case Raw(data):
                yield data
            case Wait() | Drop():
                yield step
            case Cite():
                pass  # it has no such thing

    def _call(self, name: str, arguments: str) -> Iterator[Frame]:
        self._called = True
        index = next(self._calls)
        begun = {"index": index, "id": f"call_{index}_{name}", "type": "function"}
        yield self._chunk({"tool_calls": [{**begun, "function": {"name": name, "arguments": ""}}]})
        for delta in pieces(arguments):
            yield self._chunk({"tool_calls": [{"index": index, "function": {"arguments": delta}}]})

    def _end(self, reason: str) -> Iterator[Frame]:
        yield self._chunk({}, reason)
        if self._counts:
            yield self._made(choices=[], usage=USAGE)
        yield b"data: [DONE]\n\n"

    def _chunk(self, delta: Event, reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return self._made(choices=[choice])

    def _made(self, **fields: Any) -> bytes:
        chunk = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1_790_000_000,
            "model": self._ask.model,
            **fields,
        }
        ChatCompletionChunk.model_validate(chunk)
        return _data(chunk)


def _data(said: Event) -> bytes:
    return f"data: {json.dumps(said)}\n\n".encode()
