"""What a scripted model does, one step after the other, whichever API it is asked by."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Ask:
    """What a model is asked. `outputs`: what the tools returned that it called; `attempt`: how often it was
    asked the same, this time included."""

    model: str
    text: str
    tools: list[str]
    outputs: list[str]
    key: str
    attempt: int = 1


@dataclass(frozen=True)
class Say:
    """Text, in pieces of about a token."""

    text: str


@dataclass(frozen=True)
class Think:
    text: str


@dataclass(frozen=True)
class Refuse:
    text: str


@dataclass(frozen=True)
class Cite:
    url: str
    title: str


@dataclass(frozen=True)
class Call:
    name: str
    arguments: str


@dataclass(frozen=True)
class Done:
    """The end, as it should be."""


@dataclass(frozen=True)
class Incomplete:
    """The end, too early. `reason`: as the Responses API calls it."""

    reason: str


@dataclass(frozen=True)
class Failed:
    """The response has failed: an event that says so, within its stream."""

    code: str
    message: str


@dataclass(frozen=True)
class ErrorEvent:
    """An `error` event."""

    code: str
    message: str


@dataclass(frozen=True)
class Raw:
    """Bytes as they are."""

    data: bytes


@dataclass(frozen=True)
class Wait:
    seconds: float


@dataclass(frozen=True)
class Drop:
    """The connection breaks."""


@dataclass(frozen=True)
class Refused:
    """No stream, but this answer."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


Step = (
    Say | Think | Refuse | Cite | Call | Done | Incomplete | Failed | ErrorEvent | Raw | Wait | Drop
)
