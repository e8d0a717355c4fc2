"""Language models: what is asked of one, what it streams back, and who provides it."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Literal, Protocol

import msgspec

from instar.protocol.parts import Source

EndReason = Literal["stop", "tools", "length", "filter"]
"""Why a model stopped: it was done, it wants tools called, it ran out of tokens, or was not let."""


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A model that can be asked. `id` is unique on a server, `label` for people.

    `context`: the tokens that a request may hold; `images`: whether it looks at pictures.
    """

    id: str
    label: str = ""
    context: int = 128_000
    images: bool = True
    tools: bool = True


class TextInput(msgspec.Struct, frozen=True, tag="text"):
    """Words of a person."""

    text: str


class FileInput(msgspec.Struct, frozen=True, tag="file"):
    """A file of a person: a picture or a document."""

    name: str
    mime_type: str
    data: bytes


class UserMessage(msgspec.Struct, frozen=True, tag="user"):
    """What a person said."""

    content: Sequence[TextInput | FileInput]


class AssistantMessage(msgspec.Struct, frozen=True, tag="assistant"):
    """What the model said before."""

    text: str


class ToolCall(msgspec.Struct, frozen=True, tag="tool_call"):
    """The model wants a tool called. `arguments`: JSON, as the model wrote it, which may be invalid."""

    call_id: str
    name: str
    arguments: str


class ToolOutput(msgspec.Struct, frozen=True, tag="tool_output"):
    """What the tool returned."""

    call_id: str
    output: str


class Kept(msgspec.Struct, frozen=True, tag="kept"):
    """What a provider wants to see again in the next request of the same turn, such as sealed
    reasoning. It means nothing to anybody else."""

    data: dict[str, Any]


ModelMessage = UserMessage | AssistantMessage | ToolCall | ToolOutput | Kept


class ToolSpec(msgspec.Struct, frozen=True):
    """A tool as a model sees it. `parameters`: the JSON Schema of its arguments, an object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


class ModelRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `model`: the id of a `Model`; `instructions`: what holds for the whole conversation,
    those of the server's settings when there are none."""

    model: str
    messages: Sequence[ModelMessage]
    instructions: str = ""
    tools: Sequence[ToolSpec] = ()


class TextDelta(msgspec.Struct, frozen=True):
    """More of the answer. `refusal`: the model says why it will not answer."""

    text: str
    refusal: bool = False


class ReasoningDelta(msgspec.Struct, frozen=True):
    """More of what the model thinks, as far as its provider shows it."""

    text: str


class Cited(msgspec.Struct, frozen=True):
    """The answer leans on this."""

    source: Source


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of one request."""

    input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cached_tokens: int = 0


class End(msgspec.Struct, frozen=True):
    """The last event of every stream that did not break."""

    reason: EndReason
    usage: Usage = Usage()


ModelEvent = TextDelta | ReasoningDelta | Cited | ToolCall | Kept | End


class ModelProvider(Protocol):
    """Asks models of one service.

    What goes wrong is an InstarError of the family `model`, with `retryable` and `retry_after` as the
    service said: `model.unauthenticated`, `model.not_found`, `model.rejected` (a request that it does
    not take), `model.rate_limited`, `model.overloaded`, `model.unavailable` (no connection, 5xx),
    `model.timeout`, `model.cut` (the stream broke, or ended without its end), `model.invalid` (an
    event that cannot be read), `model.failed`, `model.filtered`. Its message is for people: no key,
    address or trace is in it.
    """

    id: str

    async def models(self) -> Sequence[Model]:
        """What can be asked, the usual one first. Raises InstarError."""
        ...

    def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """Ask. The last event is `End`. Closing the iterator stops the request at once.

        Raises InstarError. Before the first event the request may have been sent several times.
        """
        ...

    async def close(self) -> None:
        """Let go of what is open."""
        ...
