"""The Messages API: a request as it wants it, and what its events say."""

from collections.abc import Iterable
from typing import Any

import msgspec

from instar.providers.calls import arguments_of, name_of, plain_id
from instar.providers.citations import cited
from instar.providers.decoding import EventDecoder
from instar.providers.errors import coded, failure
from instar.providers.files import base64_of, is_picture, text_of, unseen
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

WISHES = {"thinking": {"type": "adaptive", "display": "summarized"}}
"""What models that do not think by themselves refuse."""

ANSWER_TOKENS = 32_000
"""The service wants a limit; every model of it has this much."""

PICTURE_BYTES = 5 * 1_048_576 * 3 // 4
"""The service takes 5 MiB of base64, and refuses the whole conversation for more."""

_ENDS: dict[str, EndReason] = {
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "filter",
    "tool_use": "tools",
}
_THOUGHTS = ("thinking", "redacted_thinking")
_EARLIER = "(What was said before is left out.)"


def body_of(request: ModelRequest, model: str) -> dict[str, Any]:
    messages: list[dict[str, Any]] = []
    for message in request.messages:
        role, blocks = _blocks(message)
        if blocks:
            _add(messages, role, blocks)
    body: dict[str, Any] = {"model": model, "max_tokens": ANSWER_TOKENS, "messages": messages}
    if request.instructions:
        body["system"] = request.instructions
    if request.tools:
        body["tools"] = [
            {
                "name": tool.name,
                "description": tool.description,
                "input_schema": dict(tool.parameters),
            }
            for tool in request.tools
        ]
    return body


def _add(messages: list[dict[str, Any]], role: str, blocks: list[dict[str, Any]]) -> None:
    """People and model take turns, and a person begins."""
    if not messages and role == "assistant":
        messages.append({"role": "user", "content": [_text(_EARLIER)]})
    if messages and messages[-1]["role"] == role:
        messages[-1]["content"] += blocks
    else:
        messages.append({"role": role, "content": blocks})


def _blocks(message: ModelMessage) -> tuple[str, list[dict[str, Any]]]:
    match message:
        case UserMessage(content):
            return "user", [block for one in content if (block := _content(one))]
        case AssistantMessage(text):
            # Blank text is refused.
            return "assistant", [_text(text)] if text.strip() else []
        case ToolCall(call_id, name, arguments):
            call = {
                "type": "tool_use",
                "id": plain_id(call_id),
                "name": name_of(name),
                "input": msgspec.json.decode(arguments_of(arguments)),
            }
            return "assistant", [call]
        case ToolOutput(call_id, output):
            result = {"type": "tool_result", "tool_use_id": plain_id(call_id), "content": output}
            return "user", [result]
        case Kept(data):
            return "assistant", [data] if data.get("type") in _THOUGHTS else []


def _content(one: TextInput | FileInput) -> dict[str, Any] | None:
    if isinstance(one, TextInput):
        return _text(one.text) if one.text.strip() else None
    if is_picture(one) and len(one.data) <= PICTURE_BYTES:
        return {"type": "image", "source": _source(one)}
    if (text := text_of(one)) is not None:
        return _text(text)
    if one.mime_type == "application/pdf":
        return {"type": "document", "title": one.name, "source": _source(one)}
    return _text(unseen(one))


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _source(file: FileInput) -> dict[str, Any]:
    return {"type": "base64", "media_type": file.mime_type, "data": base64_of(file)}


class _Counts(msgspec.Struct):
    thinking_tokens: int | None = None


class _Usage(msgspec.Struct, frozen=True):
    """What is not said has not changed."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    output_tokens_details: _Counts | None = None


class _Message(msgspec.Struct):
    usage: _Usage


class _Block(msgspec.Struct):
    type: str
    id: str = ""
    name: str = ""
    data: str = ""


class _Piece(msgspec.Struct):
    """What a block grows by; which field there is depends on the type."""

    type: str
    text: str = ""
    thinking: str = ""
    signature: str = ""
    partial_json: str = ""
    citation: dict[str, Any] = {}


class _Stop(msgspec.Struct):
    stop_reason: str | None = None


class _Error(msgspec.Struct):
    type: str = ""
    message: str = ""


class _Event(msgspec.Struct, tag_field="type"):
    """One of those that are used."""


class _Started(_Event, tag="message_start"):
    message: _Message


class _BlockStarted(_Event, tag="content_block_start"):
    index: int
    content_block: _Block


class _BlockDelta(_Event, tag="content_block_delta"):
    index: int
    delta: _Piece


class _BlockStopped(_Event, tag="content_block_stop"):
    index: int


class _MessageDelta(_Event, tag="message_delta"):
    delta: _Stop
    usage: _Usage = _Usage()


class _Stopped(_Event, tag="message_stop"):
    pass


class _Failed(_Event, tag="error"):
    error: _Error


_decoder = EventDecoder(_Event)


class _Open:
    """A block that is being written."""

    def __init__(self, block: _Block) -> None:
        self.block = block
        self.text: list[str] = []
        self.signature = ""


class MessagesReader:
    """Reads one answer."""

    def __init__(self) -> None:
        self._open: dict[int, _Open] = {}
        self._usage = _Usage()
        self._stopped_by = ""

    def read(self, data: bytes) -> Iterable[ModelEvent]:
        match _decoder.decode(data):
            case _BlockDelta(index, piece):
                return self._grow(index, piece)
            case _BlockStarted(index, block):
                self._open[index] = _Open(block)
            case _BlockStopped(index):
                return self._close(index)
            case _Started(message):
                self._count(message.usage)
            case _MessageDelta(delta, usage):
                self._count(usage)
                self._stopped_by = delta.stop_reason or self._stopped_by
            case _Stopped():
                return (End(_ENDS.get(self._stopped_by, "stop"), self._counted()),)
            case _Failed(error):
                raise coded((error.type,), error.message)
        return ()

    def end(self) -> Iterable[ModelEvent]:
        raise failure("cut")

    def _grow(self, index: int, piece: _Piece) -> Iterable[ModelEvent]:
        if piece.type == "text_delta":
            return (TextDelta(piece.text),)
        if piece.type == "citations_delta":
            return cited(piece.citation)
        if (grown := self._open.get(index)) is None:
            raise failure("invalid")
        if piece.type == "thinking_delta":
            grown.text.append(piece.thinking)
            return (ReasoningDelta(piece.thinking),)
        grown.signature += piece.signature
        grown.text.append(piece.partial_json)
        return ()

    def _close(self, index: int) -> Iterable[ModelEvent]:
        if (done := self._open.pop(index, None)) is None:
            raise failure("invalid")
        block, text = done.block, "".join(done.text)
        match block.type:
            case "tool_use":
                return (ToolCall(block.id, block.name, text or "{}"),)
            case "thinking":
                # It is taken back as it was, with what proves that it was.
                sealed = {"type": "thinking", "thinking": text, "signature": done.signature}
                return (Kept(sealed),)
            case "redacted_thinking":
                return (Kept({"type": block.type, "data": block.data}),)
        return ()

    def _count(self, usage: _Usage) -> None:
        said = {name: n for name, n in msgspec.structs.asdict(usage).items() if n is not None}
        self._usage = msgspec.structs.replace(self._usage, **said)

    def _counted(self) -> Usage:
        usage = self._usage
        cached = usage.cache_read_input_tokens or 0
        details = usage.output_tokens_details
        return Usage(
            input_tokens=(usage.input_tokens or 0)
            + cached
            + (usage.cache_creation_input_tokens or 0),
            output_tokens=usage.output_tokens or 0,
            reasoning_tokens=(details.thinking_tokens if details else 0) or 0,
            cached_tokens=cached,
        )
