"""A provider that says what the test says."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack

from instar.defaults import PLUGINS
from instar.protocol.errors import InstarError
from instar.sdk import HandlerRegistry, Plugin, Tool, Undo
from instar.sdk.models import End, Model, ModelEvent, ModelProvider, ModelRequest, TextDelta

Step = ModelEvent | BaseException | asyncio.Event
"""What comes next; an event is waited for."""


class ScriptedProvider:
    """Answers its requests by these scripts, one each; `requests` are those it got."""

    id = "scripted"

    def __init__(self, *scripts: Sequence[Step], models: Sequence[Model] = ()) -> None:
        self._scripts = list(scripts)
        self._models = models or [Model(id="small"), Model(id="large", label="Large")]
        self.requests: list[ModelRequest] = []
        self.closed = 0
        self.unavailable = False

    async def models(self) -> Sequence[Model]:
        if self.unavailable:
            raise InstarError("model.unavailable", "The service cannot be reached.")
        return self._models

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        self.requests.append(request)
        try:
            for step in self._scripts.pop(0):
                match step:
                    case asyncio.Event():
                        await step.wait()
                    case BaseException():
                        raise step
                    case _:
                        yield step
        finally:
            self.closed += 1

    async def close(self) -> None:
        pass


def says(*texts: str, end: End | None = None) -> list[Step]:
    return [*map(TextDelta, texts), end or End("stop")]


def providing(provider: ModelProvider, *tools: Tool) -> Plugin:
    """Brings a provider, and tools, in."""

    def register(registry: HandlerRegistry) -> Undo:
        with ExitStack() as undo:
            undo.callback(registry.add_provider(provider))
            for tool in tools:
                undo.callback(registry.add_tool(tool))
            return undo.pop_all().close

    return Plugin("test.models", "1.0.0", register)


def with_assistant(provider: ModelProvider, *tools: Tool) -> list[Plugin]:
    return [*PLUGINS, providing(provider, *tools)]
