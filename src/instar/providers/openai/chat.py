"""The Chat Completions API, for servers that have no Responses API."""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from instar.protocol.ids import new_id
from instar.providers.calls import arguments_of, name_of
from instar.providers.decoding import decoded
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

WISHES = {"stream_options": {"include_usage": True}}
"""What some servers do not know."""

_ENDS: dict[str, EndReason] = {"length": "length", "content_filter": "filter"}


def body_of(request: ModelRequest) -> dict[str, Any]:
    messages: list[dict[str, Any]] = []
    if request.instructions:
        messages.append({"role": "system", "content": request.instructions})
    for message in request.messages:
        _add(messages, message)
    body: dict[str, Any] = {"model": request.model, "messages": messages}
    if request.tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": dict(tool.parameters),
                },
            }
            for tool in request.tools
        ]
    return body


def _add(messages: list[dict[str, Any]], message: ModelMessage) -> None:
    match message:
        case UserMessage():
            content = [_content(one) for one in message.content]
            messages.append({"role": "user", "content": _plain(content)})
        case AssistantMessage():
            said = _assistant(messages)
            said["content"] = "\n\n".join(filter(None, (said["content"], message.text)))
        case Kept(data):
            if data.get("type") == "reasoning_text":
                _assistant(messages)[data["field"]] = data["text"]
        case ToolCall():
            _assistant(messages).setdefault("tool_calls", []).append(
                {
                    "id": message.call_id,
                    "type": "function",
                    "function": {
                        "name": name_of(message.name),
                        "arguments": arguments_of(message.arguments),
                    },
                }
            )
        case ToolOutput():
            messages.append(
                {"role": "tool", "tool_call_id": message.call_id, "content": message.output}
            )


def _assistant(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """The message of the model that goes on: what it thought, said and called is one."""
    if not messages or messages[-1]["role"] != "assistant":
        messages.append({"role": "assistant", "content": ""})
    return messages[-1]


def _content(one: TextInput | FileInput) -> dict[str, Any]:
    if isinstance(one, TextInput):
        return {"type": "text", "text": one.text}
    if is_picture(one):
        return {"type": "image_url", "image_url": {"url": data_url(one)}}
    text = text_of(one)
    return {"type": "text", "text": unseen(one) if text is None else text}


def _plain(content: list[dict[str, Any]]) -> str | list[dict[str, Any]]:
    """Words alone as a string: not every server takes a list."""
    if any(part["type"] != "text" for part in content):
        return content
    return "\n\n".join(part["text"] for part in content)


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: str | None = None


class _CallDelta(msgspec.Struct):
    """More of a call. Servers that leave out the index, or give all calls the same, send calls one after
    the other."""

    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Delta(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    tool_calls: list[_CallDelta] | None = None


class _Choice(msgspec.Struct):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: Details | None = None
    completion_tokens_details: Details | None = None

    def counted(self) -> Usage:
        return counted(
            self.prompt_tokens,
            self.completion_tokens,
            self.prompt_tokens_details,
            self.completion_tokens_details,
        )


class _Error(msgspec.Struct):
    code: str | int | None = None
    type: str | None = None
    message: str | None = None


class _Chunk(msgspec.Struct):
    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: _Error | None = None


class _Call(msgspec.Struct):
    id: str = ""
    name: str = ""
    arguments: str = ""


_decoder = msgspec.json.Decoder(_Chunk)


class ChatReader:
    """Reads one answer. It is whole with `[DONE]`, or with a reason why the model finished."""

    def __init__(self) -> None:
        self._calls: list[_Call] = []
        self._growing: dict[int | None, _Call] = {}
        """The one that was begun last, by its index."""
        self._finished: str | None = None
        self._usage = Usage()
        self._thought: list[str] = []
        self._thought_in: Literal["reasoning_content", "reasoning"] = "reasoning_content"

    def read(self, data: bytes) -> Iterable[ModelEvent]:
        if data == b"[DONE]":
            return self._end()
        chunk = decoded(_decoder, data)
        if chunk.error:
            raise coded((chunk.error.type, chunk.error.code), chunk.error.message)
        if chunk.usage:
            self._usage = chunk.usage.counted()
        return [event for choice in chunk.choices[:1] for event in self._choice(choice)]

    def end(self) -> Iterable[ModelEvent]:
        if self._finished is None:
            raise failure("cut")
        return self._end()

    def _choice(self, choice: _Choice) -> Iterable[ModelEvent]:
        self._finished = choice.finish_reason or self._finished
        if (delta := choice.delta) is None:
            return
        if thought := delta.reasoning_content or delta.reasoning:
            self._thought.append(thought)
            self._thought_in = "reasoning_content" if delta.reasoning_content else "reasoning"
            yield ReasoningDelta(thought)
        if delta.content:
            yield TextDelta(delta.content)
        if delta.refusal:
            yield TextDelta(delta.refusal, refusal=True)
        for call in delta.tool_calls or ():
            self._call(call)

    def _call(self, delta: _CallDelta) -> None:
        function = delta.function or _Function()
        call = self._growing.get(delta.index)
        if call is None or (
            # An id alone does not begin a call: there are servers that make one up for each piece.
            delta.id not in (None, "", call.id) and (function.name or delta.index is None)
        ):
            call = self._growing[delta.index] = _Call()
            self._calls.append(call)
        call.id = call.id or delta.id or ""
        call.name = call.name or function.name or ""
        call.arguments += function.arguments or ""

    def _end(self) -> Iterable[ModelEvent]:
        if reason := _ENDS.get(self._finished or ""):
            # Calls that were to come with it may not be whole.
            return (End(reason, self._usage),)
        calls = [
            ToolCall(call.id or new_id("call"), call.name, call.arguments or "{}")
            for call in self._calls
        ]
        return (*self._kept(), *calls, End("tools" if calls else "stop", self._usage))

    def _kept(self) -> Iterable[ModelEvent]:
        """Servers that think between tools want their thoughts back, as they said them."""
        if self._calls and self._thought:
            text = "".join(self._thought)
            yield Kept({"type": "reasoning_text", "field": self._thought_in, "text": text})
