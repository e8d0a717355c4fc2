"""A route of the API as it is declared."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from instar.protocol.base import Input
from instar.transport.http.call import Call

Needs = Literal["nobody", "user", "admin"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

JSON_BYTES = 1_048_576


class Answer(Protocol):
    """A function that answers calls; its name is the operation's."""

    __name__: str

    def __call__(self, call: Call, /) -> Awaitable[Any]: ...


class NoQuery(Input):
    """A route without parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a method of a path takes, answers and needs; access to a thread is checked by its units.

    `body`: the type of a JSON body; `raw`: the body is bytes that the handler reads itself.
    `result`: the type of a JSON answer, or the media type of another one; None for no content.
    """

    method: Method
    path: str
    summary: str
    answer: Answer
    needs: Needs = "user"
    query: type[Input] = NoQuery
    body: type[Any] | None = None
    body_bytes: int = JSON_BYTES
    raw: bool = False
    result: Any = None
    status: int = 200

    @property
    def changes(self) -> bool:
        """Whether the method may change something."""
        return self.method != "GET"
