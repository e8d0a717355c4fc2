"""The handler: asks the model, writes what it says, calls what it wants called, and asks again."""

import time
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

import msgspec

from instar.defaults.assistant.conversation import find_cut, read_conversation, read_items
from instar.defaults.assistant.pen import ANSWER, REASONING, Pen
from instar.sdk import Handler, InstarError, Item, Message, TurnContext
from instar.sdk.models import (
    AssistantMessage,
    Cited,
    End,
    EndReason,
    Kept,
    Model,
    ModelEvent,
    ModelRequest,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    ToolSpec,
    Usage,
)

STEPS = 25
"""The most requests of one turn."""


class Begun(msgspec.Struct, frozen=True):
    """What a turn begins with, and keeps to after a restart: its model, and the answer it goes on with."""

    model: Model
    cut: Item | None


class Said(msgspec.Struct, frozen=True):
    """What a model said to one request, as the next one has to repeat it, and the tokens until then."""

    messages: list[AssistantMessage | ToolCall | Kept]
    used: Usage

    @property
    def calls(self) -> list[ToolCall]:
        return [one for one in self.messages if isinstance(one, ToolCall)]


class Assistant(Handler):
    """Answers every message that nobody else takes, as long as a model is connected."""

    id = "core.assistant"
    priority = -90
    needs_model = True

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        items = await read_items(ctx)
        begun = msgspec.convert(await ctx.once(lambda: _begin(ctx, items)), Begun)
        model = begun.model
        conversation = await read_conversation(ctx, model, items, message.item, begun.cut)
        tools = [ToolSpec(one.id, one.description, one.parameters) for one in ctx.tools]
        messages = conversation.messages
        used = Usage()
        for _ in range(STEPS):
            request = ModelRequest(
                model=model.id,
                messages=messages,
                tools=tools if model.tools else (),
            )
            said = msgspec.convert(
                await ctx.once(Listening(ctx, request, conversation.left_out, used).run), Said
            )
            if not (calls := said.calls):
                return
            used = said.used
            messages = [*messages, *said.messages, *await ctx.call_tools(calls)]
        raise InstarError(
            "model.steps", f"The model wanted tools {STEPS} times over.", retryable=False
        )


async def _begin(ctx: TurnContext, items: Sequence[Item]) -> dict[str, Any]:
    """`Begun` as JSON."""
    return msgspec.to_builtins(Begun(await _model_of(ctx), find_cut(items, ctx.turn_id)))


async def _model_of(ctx: TurnContext) -> Model:
    """The one that is picked; the usual one where that can be had no more."""
    models = await ctx.models()
    picked = ctx.ui.picked("core.model")
    return next((one for one in models if one.id == picked), models[0])


class Listening:
    """One request: what comes is written as it comes. `used`: by the turn's requests before it."""

    def __init__(
        self, ctx: TurnContext, request: ModelRequest, left_out: bool, used: Usage
    ) -> None:
        self._ctx = ctx
        self._request = request
        self._left_out = left_out
        self._used = used
        self._said: list[AssistantMessage | ToolCall | Kept] = []
        self._text: list[str] = []
        self._began = time.monotonic()
        self._first = 0.0
        self._refused = False
        self._fault: InstarError | None = None

    async def run(self) -> dict[str, Any]:
        """Ask, and write; returns `Said` as JSON. Raises InstarError as `ModelProvider` does."""
        async with (
            Pen(self._ctx) as pen,
            aclosing(self._ctx.generate(self._request)) as events,
        ):
            async for event in events:
                await self._take(event, pen)
            if self._fault is not None:
                raise self._fault
        self._flush()
        if all(isinstance(one, Kept) for one in self._said):
            raise InstarError("model.empty", "The model said nothing.")
        return msgspec.to_builtins(Said(self._said, self._used))

    async def _take(self, event: ModelEvent, pen: Pen) -> None:
        match event:
            case TextDelta():
                self._first = self._first or time.monotonic()
                self._text.append(event.text)
                self._refused = self._refused or event.refusal
                await pen.write(ANSWER, event.text)
            case ReasoningDelta():
                self._first = self._first or time.monotonic()
                await pen.write(REASONING, event.text)
            case Cited():
                pen.cite(event.source)
            case ToolCall() | Kept():
                self._flush()
                self._said.append(event)
            case End():
                self._used = _sum(self._used, event.usage)
                pen.sign(self._signature())
                self._fault = _fault_of(event.reason)

    def _flush(self) -> None:
        if self._text:
            self._said.append(AssistantMessage("".join(self._text)))
            self._text.clear()

    def _signature(self) -> dict[str, Any]:
        """What the answer's metadata says of the model [M9]."""
        now = time.monotonic()
        said: dict[str, Any] = {
            "id": self._request.model,
            "inputTokens": self._used.input_tokens,
            "outputTokens": self._used.output_tokens,
            "reasoningTokens": self._used.reasoning_tokens,
            "cachedTokens": self._used.cached_tokens,
            "seconds": round(now - self._began, 3),
            "firstSeconds": round((self._first or now) - self._began, 3),
            "leftOut": self._left_out,
        }
        if self._refused:
            said["reason"] = "refusal"
        return said


def _fault_of(reason: EndReason) -> InstarError | None:
    """Why an answer that ended so is not whole. Nor are its calls: what was cut off may still be an object."""
    match reason:
        case "length":
            return InstarError("model.length", "The answer reached the limit of the model.")
        case "filter":
            words = "The model service's content filter stopped the answer."
            return InstarError("model.filtered", words, retryable=False)
        case _:
            return None


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(
        **{name: getattr(one, name) + getattr(other, name) for name in Usage.__struct_fields__}
    )
