"""Tools: what a model may have called."""

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, NamedTuple, Protocol

import msgspec

from instar.protocol.threads import Item, User

Capability = Literal["read", "write"]
"""`read`: it may be called twice. `write`: it has an effect, which nobody may have twice unasked."""


class ToolContext(NamedTuple):
    """For whom a tool is called. `history`: the thread's newest items, in order."""

    user: User
    thread_id: str
    history: Callable[[int], Awaitable[list[Item]]]


class Tool(NamedTuple):
    """Something a model may have called. `id`: as the model names it, `[a-zA-Z0-9_-]{1,64}`.

    `parameters`: the JSON Schema of its arguments, an object. `run` gets them decoded, and returns
    text or JSON for the model; what it raises the model is told in one sentence. `approval`: whether
    a person says yes first. `source`: what brought it, for people. `seconds`: the longest it may take.
    """

    id: str
    description: str
    parameters: Mapping[str, Any]
    run: Callable[[ToolContext, dict[str, Any]], Awaitable[Any]]
    capability: Capability = "write"
    approval: bool = True
    source: str = ""
    seconds: float = 60.0


class _Function(Protocol):
    __name__: str

    def __call__(self, *args: Any, **kwargs: Any) -> Awaitable[Any]: ...


def tool(
    *, capability: Capability = "write", approval: bool | None = None, seconds: float = 60.0
) -> Callable[[_Function], Tool]:
    """Make a tool of a coroutine function: its name, docstring and type hints are what the model sees.

    A parameter of the type `ToolContext` is not shown, and gets it. Arguments are checked against the
    hints, any that msgspec knows. `approval` is asked for `write`, unless said otherwise.
    """

    def make(function: _Function) -> Tool:
        hints = typing.get_type_hints(function, include_extras=True)
        parameters = inspect.signature(function).parameters
        contexts = [name for name in parameters if hints.get(name) is ToolContext]
        fields = [
            (name, hints.get(name, Any))
            if one.default is one.empty
            else (name, hints.get(name, Any), one.default)
            for name, one in parameters.items()
            if name not in contexts
        ]
        arguments = msgspec.defstruct(
            function.__name__, fields, kw_only=True, forbid_unknown_fields=True
        )

        async def run(context: ToolContext, given: dict[str, Any]) -> Any:
            said = msgspec.structs.asdict(msgspec.convert(given, arguments))
            return await function(**said, **dict.fromkeys(contexts, context))

        return Tool(
            id=function.__name__,
            description=inspect.getdoc(function) or "",
            parameters=schema_of(arguments),
            run=run,
            capability=capability,
            approval=capability == "write" if approval is None else approval,
            seconds=seconds,
        )

    return make


def schema_of(arguments: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON Schema of a tool's arguments, an object without a reference at its root."""
    (schema,), components = msgspec.json.schema_components(
        [arguments], ref_template="#/$defs/{name}"
    )
    root = components.pop(arguments.__name__)
    root.pop("title", None)
    assert "$ref" in schema
    return {**root, "$defs": components} if components else root
