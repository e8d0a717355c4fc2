"""Asking models, and what they said in short."""

from collections.abc import Iterable
from contextlib import aclosing
from typing import Any

from instar.protocol.errors import InstarError
from instar.sdk.models import (
    ModelEvent,
    ModelRequest,
    ReasoningDelta,
    TextDelta,
    TextInput,
    ToolSpec,
    UserMessage,
)

KEY = "sk-proj-TheKeyThatNobodyMaySee-0123456789"
CLOCK = ToolSpec("clock", "The time.", {"type": "object", "properties": {}})


def asking(text: str, model: str = "fake-mini", **more: Any) -> ModelRequest:
    """A request with one message."""
    return ModelRequest(model=model, messages=[UserMessage([TextInput(text)])], **more)


def joined(events: Iterable[ModelEvent]) -> list[ModelEvent]:
    """The events, with deltas of a kind that follow each other as one."""
    found: list[ModelEvent] = []
    for event in events:
        match found[-1] if found else None, event:
            case TextDelta(before, is_one), TextDelta(text, is_another) if is_one == is_another:
                found[-1] = TextDelta(before + text, is_one)
            case ReasoningDelta(before), ReasoningDelta(text):
                found[-1] = ReasoningDelta(before + text)
            case _:
                found.append(event)
    return found


async def told(provider: Any, request: ModelRequest) -> tuple[list[Any], InstarError | None]:
    """What a model says, and what went wrong."""
    events: list[ModelEvent] = []
    try:
        async with aclosing(provider.stream(request)) as stream:
            async for event in stream:
                events.append(event)  # noqa: PERF401  (what came before an error counts)
    except InstarError as error:
        return joined(events), error
    return joined(events), None
