"""The Responses API: a request as it wants it, and what its events say."""

from collections.abc import Iterable
from typing import Any

import msgspec

from instar.providers.calls import arguments_of, name_of
from instar.providers.citations import cited
from instar.providers.decoding import EventDecoder
from instar.providers.errors import coded, failure
from instar.providers.files import data_url, is_picture, text_of, unseen
from instar.providers.openai.usage import Details, counted
from instar.sdk.models import (
    AssistantMessage,
    End,
    EndReason,
    FileInput,
    Kept,
    ModelEvent,
    ModelMessage,
    ModelRequest,
    ReasoningDelta,
    TextDelta,
    TextInput,
    ToolCall,
    ToolOutput,
    Usage,
    UserMessage,
)

WISHES = {"include": ["reasoning.encrypted_content"], "reasoning": {"summary": "auto"}}
"""What models that do not reason refuse."""


def body_of(request: ModelRequest) -> dict[str, Any]:
    """The request. Nothing of it is kept by the service."""
    body: dict[str, Any] = {
        "model": request.model,
        "input": [item for one in request.messages for item in _items(one)],
        "store": False,
    }
    if request.instructions:
        body["instructions"] = request.instructions
    if request.tools:
        body["tools"] = [
            {
                "type": "function",
                "name": tool.name,
                "description": tool.description,
                "parameters": dict(tool.parameters),
                "strict": False,
            }
            for tool in request.tools
        ]
    return body


def _items(message: ModelMessage) -> Iterable[dict[str, Any]]:
    match message:
        case UserMessage():
            yield {"role": "user", "content": [_content(one) for one in message.content]}
        case AssistantMessage():
            yield {"role": "assistant", "content": message.text}
        case ToolCall():
            yield {
                "type": "function_call",
                "call_id": message.call_id,
                "name": name_of(message.name),
                "arguments": arguments_of(message.arguments),
            }
        case ToolOutput():
            yield {
                "type": "function_call_output",
                "call_id": message.call_id,
                "output": message.output,
            }
        case Kept():
            if message.data.get("type") == "reasoning":
                yield message.data


def _content(one: TextInput | FileInput) -> dict[str, Any]:
    if isinstance(one, TextInput):
        return {"type": "input_text", "text": one.text}
    if is_picture(one):
        return {"type": "input_image", "detail": "auto", "image_url": data_url(one)}
    if (text := text_of(one)) is not None:
        return {"type": "input_text", "text": text}
    if one.mime_type.startswith("image/"):
        # One that models do not look at is not taken as a document either.
        return {"type": "input_text", "text": unseen(one)}
    return {"type": "input_file", "filename": one.name, "file_data": data_url(one)}


class _Event(msgspec.Struct, tag_field="type"):
    """One of those that are used; there are many more."""


class _Text(_Event, tag="response.output_text.delta"):
    delta: str


class _Refusal(_Event, tag="response.refusal.delta"):
    delta: str


class _Summary(_Event, tag="response.reasoning_summary_text.delta"):
    delta: str


class _SummaryPart(_Event, tag="response.reasoning_summary_part.added"):
    pass


class _Reasoning(_Event, tag="response.reasoning_text.delta"):
    delta: str


class _Annotation(_Event, tag="response.output_text.annotation.added"):
    annotation: dict[str, Any]


class _ItemDone(_Event, tag="response.output_item.done"):
    item: dict[str, Any]


class _Usage(msgspec.Struct):
    input_tokens: int | None = None
    output_tokens: int | None = None
    input_tokens_details: Details | None = None
    output_tokens_details: Details | None = None

    def counted(self) -> Usage:
        return counted(
            self.input_tokens,
            self.output_tokens,
            self.input_tokens_details,
            self.output_tokens_details,
        )


class _Error(msgspec.Struct):
    code: str | None = None
    message: str | None = None
    type: str | None = None


class _Incompleteness(msgspec.Struct):
    reason: str | None = None


class _Response(msgspec.Struct):
    usage: _Usage | None = None
    error: _Error | None = None
    incomplete_details: _Incompleteness | None = None


class _Completed(_Event, tag="response.completed"):
    response: _Response


class _Incomplete(_Event, tag="response.incomplete"):
    response: _Response


class _Failed(_Event, tag="response.failed"):
    response: _Response


class _ErrorEvent(_Event, tag="error"):
    """Its fields are in the event itself, or in an `error` of their own."""

    code: str | None = None
    message: str | None = None
    error: _Error | None = None


_decoder = EventDecoder(_Event)


class ResponsesReader:
    """Reads one answer."""

    def __init__(self) -> None:
        self._calls = 0
        self._has_summary = False

    def read(self, data: bytes) -> Iterable[ModelEvent]:
        if data == b"[DONE]":
            raise failure("cut")
        match _decoder.decode(data):
            case _Text(delta):
                return (TextDelta(delta),)
            case _Reasoning(delta) | _Summary(delta):
                return (ReasoningDelta(delta),)
            case _SummaryPart():
                first, self._has_summary = not self._has_summary, True
                return () if first else (ReasoningDelta("\n\n"),)
            case _Refusal(delta):
                return (TextDelta(delta, refusal=True),)
            case _Annotation(annotation):
                return cited(annotation)
            case _ItemDone(item):
                return self._done(item)
            case _Completed(response):
                return (_end("tools" if self._calls else "stop", response),)
            case _Incomplete(response):
                return (_end(_why(response), response),)
            case _Failed(response):
                error = response.error or _Error()
                raise coded((error.code,), error.message)
            case _ErrorEvent() as event:
                error = event.error or _Error(event.code, event.message)
                raise coded((error.code, error.type), error.message)
        return ()

    def end(self) -> Iterable[ModelEvent]:
        raise failure("cut")

    def _done(self, item: dict[str, Any]) -> Iterable[ModelEvent]:
        match item:
            case {"type": "reasoning", "encrypted_content": str()}:
                # Without the sealed content it would be a reference to what the service has not kept.
                return (Kept({name: item[name] for name in _SEALED if name in item}),)
            case {"type": "function_call", "call_id": str(id_), "name": str(name)} if (
                item.get("status") != "incomplete"
            ):
                self._calls += 1
                return (ToolCall(id_, name, str(item.get("arguments") or "{}")),)
        return ()


_SEALED = ("type", "id", "summary", "encrypted_content")


def _why(response: _Response) -> EndReason:
    details = response.incomplete_details
    return "filter" if details and details.reason == "content_filter" else "length"


def _end(reason: EndReason, response: _Response) -> End:
    return End(reason, response.usage.counted() if response.usage else Usage())
