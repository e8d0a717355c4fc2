"""Steps as events of the Responses API; each is checked by the SDK's own types when it is made."""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from openai.types.responses import ResponseStreamEvent
from pydantic import TypeAdapter

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

Event = dict[str, Any]
Frame = bytes | Wait | Drop

_checked = TypeAdapter(ResponseStreamEvent)


def pieces(text: str) -> list[str]:
    """The text in pieces of about a token each."""
    return re.findall(r"\s*\S{1,12}|\s+$", text)


def early(steps: list[Step]) -> Iterator[Frame]:
    """What happens before the first byte; it is taken out of the steps."""
    if steps and isinstance(first := steps[0], Wait):
        del steps[0]
        yield first


def ask_of(body: dict[str, Any], key: str) -> Ask:
    """What a request asks."""
    if isinstance(said := body["input"], str):
        return Ask(body["model"], said, [], [], key)
    text, outputs = "", []
    for item in said:
        if item.get("role") == "user":
            text, outputs = words_of(item["content"], "input_text"), []
        elif item.get("type") == "function_call_output":
            outputs.append(item["output"])
    return Ask(body["model"], text, [tool["name"] for tool in body.get("tools", ())], outputs, key)


def words_of(content: str | list[Event], kind: str) -> str:
    """The text of a message."""
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == kind)


def refusal_of(body: dict[str, Any]) -> Event | None:
    """What a model that does not reason says to one who asks it to."""
    if "include" in body:
        message, parameter = "Encrypted content is not supported with this model.", "include"
    elif "reasoning" in body:
        message = "Unsupported parameter: 'reasoning.summary' is not supported with this model."
        parameter = "reasoning.summary"
    else:
        return None
    return {
        "error": {
            "message": message,
            "type": "invalid_request_error",
            "param": parameter,
            "code": None,
        }
    }


class ResponsesWriter:
    """Writes one answer."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._number = itertools.count()
        self._output: list[Event] = []
        self._message: Event | None = None
        self._part: Event | None = None

    def frames(self, steps: list[Step]) -> Iterator[Frame]:
        yield from early(steps)
        for status in ("created", "in_progress"):
            yield self._event(f"response.{status}", response=self._response("in_progress"))
        for step in steps:
            yield from self._step(step)

    def _step(self, step: Step) -> Iterator[Frame]:
        match step:
            case Say(text):
                yield from self._open("output_text")
                yield from self._say(text)
            case Refuse(text):
                yield from self._open("refusal")
                yield from self._refuse(text)
            case Cite(url, title):
                yield from self._open("output_text")
                yield self._cite(url, title)
            case Think(text):
                yield from self._close()
                yield from self._think(text)
            case Call(name, arguments):
                yield from self._close()
                yield from self._call(name, arguments)
            case Done():
                yield from self._close()
                yield self._event("response.completed", response=self._response("completed"))
            case Incomplete(reason):
                yield from self._close("incomplete")
                response = self._response("incomplete", incomplete_details={"reason": reason})
                yield self._event("response.incomplete", response=response)
            case Failed(code, message):
                error = {"code": code, "message": message}
                yield self._event("response.failed", response=self._response("failed", error=error))
            case ErrorEvent(code, message):
                yield self._event("error", code=code, message=message, param=None)
            case Raw(data):
                yield data
            case Wait() | Drop():
                yield step

    def _open(self, kind: str) -> Iterator[Frame]:
        """Begin a message with a part of this kind, unless there is one."""
        if self._part is not None:
            return
        self._message = self._item(
            "msg", type="message", role="assistant", status="in_progress", content=[]
        )
        yield self._added(self._message)
        self._part = {"type": kind, "refusal": ""} if kind == "refusal" else _text_part()
        yield self._event("response.content_part.added", **self._place, part=dict(self._part))

    def _close(self, status: str = "completed") -> Iterator[Frame]:
        """End the message that is being written, if any."""
        part, message = self._part, self._message
        if part is None or message is None:
            return
        if part["type"] == "refusal":
            yield self._event("response.refusal.done", **self._place, refusal=part["refusal"])
        else:
            yield self._event(
                "response.output_text.done", **self._place, text=part["text"], logprobs=[]
            )
        yield self._event("response.content_part.done", **self._place, part=part)
        message.update(status=status, content=[part])
        yield self._done(message)
        self._part = self._message = None

    def _say(self, text: str) -> Iterator[Frame]:
        assert self._part is not None
        for delta in pieces(text):
            self._part["text"] += delta
            yield self._event(
                "response.output_text.delta",
                **self._place,
                delta=delta,
                logprobs=[],
                obfuscation="x" * (16 - len(delta)),
            )

    def _refuse(self, text: str) -> Iterator[Frame]:
        assert self._part is not None
        for delta in pieces(text):
            self._part["refusal"] += delta
            yield self._event("response.refusal.delta", **self._place, delta=delta)

    def _cite(self, url: str, title: str) -> Frame:
        assert self._part is not None
        end = len(self._part["text"])
        named = {"type": "url_citation", "url": url, "title": title}
        citation = {**named, "start_index": 0, "end_index": end}
        self._part["annotations"].append(citation)
        return self._event(
            "response.output_text.annotation.added",
            **self._place,
            annotation_index=len(self._part["annotations"]) - 1,
            annotation=citation,
        )

    def _think(self, text: str) -> Iterator[Frame]:
        item = self._item("rs", type="reasoning", summary=[])
        yield self._added(item)
        place = {"item_id": item["id"], "output_index": len(self._output)}
        for index, said in enumerate((text, "So be it.")):
            here = {**place, "summary_index": index}
            part = {"type": "summary_text", "text": ""}
            yield self._event("response.reasoning_summary_part.added", **here, part=part)
            for delta in pieces(said):
                yield self._event("response.reasoning_summary_text.delta", **here, delta=delta)
            part = {"type": "summary_text", "text": said}
            yield self._event("response.reasoning_summary_text.done", **here, text=said)
            yield self._event("response.reasoning_summary_part.done", **here, part=part)
            item["summary"].append(part)
        item["encrypted_content"] = "gAAAAsealed" + item["id"]
        yield self._done(item)

    def _call(self, name: str, arguments: str) -> Iterator[Frame]:
        number = len(self._output)
        call = {"type": "function_call", "name": name, "call_id": f"call_{number}_{name}"}
        item = self._item("fc", **call, arguments="", status="in_progress")
        yield self._added(item)
        place = {"item_id": item["id"], "output_index": number}
        for delta in pieces(arguments):
            yield self._event("response.function_call_arguments.delta", **place, delta=delta)
        yield self._event(
            "response.function_call_arguments.done", **place, name=name, arguments=arguments
        )
        item.update(arguments=arguments, status="completed")
        yield self._done(item)

    @property
    def _place(self) -> Event:
        assert self._message is not None
        return {
            "item_id": self._message["id"],
            "output_index": len(self._output),
            "content_index": 0,
        }

    def _item(self, prefix: str, **fields: Any) -> Event:
        return {"id": f"{prefix}_{len(self._output)}", **fields}

    def _added(self, item: Event) -> Frame:
        index = len(self._output)
        return self._event("response.output_item.added", output_index=index, item=dict(item))

    def _done(self, item: Event) -> Frame:
        self._output.append(item)
        index = len(self._output) - 1
        return self._event("response.output_item.done", output_index=index, item=item)

    def _event(self, kind: str, **fields: Any) -> bytes:
        event = {"type": kind, "sequence_number": next(self._number), **fields}
        _checked.validate_python(event)
        return f"event: {kind}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n".encode()

    def _response(self, status: str, **more: Any) -> Event:
        return {
            "id": "resp_1",
            "object": "response",
            "created_at": 1_790_000_000,
            "status": status,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "metadata": {},
            "model": self._ask.model,
            "output": list(self._output),
            "parallel_tool_calls": True,
            "temperature": 1.0,
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "usage": USAGE if status in ("completed", "incomplete") else None,
            **more,
        }


def _text_part() -> Event:
    return {"type": "output_text", "text": "", "annotations": [], "logprobs": []}


USAGE = {
    "input_tokens": 36,
    "input_tokens_details": {"cached_tokens": 12, "cache_write_tokens": 0},
    "output_tokens": 87,
    "output_tokens_details": {"reasoning_tokens": 40},
    "total_tokens": 123,
}
