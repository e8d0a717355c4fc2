"""The models of this server: who provides them, which there are, and how one is asked [M1-M4]."""

import asyncio
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import msgspec
import structlog

from instar.protocol.errors import InstarError
from instar.protocol.fields import OPTIONS, Option
from instar.protocol.interface import Picker, Toggle
from instar.runtime.interface import GLOBAL, InterfaceKeeper, Owners, set_key
from instar.sdk import Undo
from instar.sdk.models import End, Model, ModelEvent, ModelProvider, ModelRequest

PICKER = "/pickers/core.model"
TOOLS = "core.tools"
TRIES = 3
PAUSE_SECONDS = 0.5
PAUSE_MOST_SECONDS = 10.0
"""A service that wants a longer pause than this is not waited for: the person is told."""
AGAIN_SECONDS = 30.0
"""Between two questions to a service that did not say which models it has."""

log = structlog.get_logger(__name__)


class Models:
    """The providers and their models. The interface's picker says which of them people may ask.

    `instructions`: of requests that have none of their own.
    """

    def __init__(self, interface: InterfaceKeeper, instructions: str) -> None:
        self._interface = interface
        self._instructions = instructions
        self._providers: dict[str, ModelProvider] = {}
        self._models: dict[str, tuple[Model, ModelProvider]] = {}
        self._asking: asyncio.Task[None] | None = None

    def add(self, provider: ModelProvider) -> Undo:
        """Make a provider known. Raises ValueError when its id is taken."""
        if provider.id in self._providers:
            raise ValueError(f"there is a provider {provider.id} already")
        self._providers[provider.id] = provider

        def undo() -> None:
            if self._providers.get(provider.id) is provider:
                del self._providers[provider.id]
                self._forget(provider)

        return undo

    @property
    def connected(self) -> bool:
        """Whether there is a provider."""
        return bool(self._providers)

    def open(self) -> None:
        """Find out which models there are, beside everything else, until each provider has said it."""
        if self._providers:
            self._asking = asyncio.create_task(self._ask_until_known(), name="models")

    async def close(self) -> None:
        """Let go of every provider."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait({self._asking})
        await asyncio.gather(
            *(provider.close() for provider in self._providers.values()), return_exceptions=True
        )

    async def list(self) -> Sequence[Model]:
        """Every model, the usual one first. Raises InstarError when none is known and none can be had."""
        if not self._providers:
            raise InstarError("model.none", "No model is connected.", retryable=False)
        if not self._models:
            await self._ask()
        return [model for model, _ in self._models.values()]

    async def generate(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """See `instar.sdk.TurnContext`."""
        provider = await self._provider_of(request.model)
        if not request.instructions:
            request = msgspec.structs.replace(request, instructions=self._instructions)
        for attempt in range(1, TRIES + 1):
            begun = False
            try:
                async with aclosing(_to_the_end(provider.stream(request))) as events:
                    async for event in events:
                        begun = True
                        yield event
            except InstarError as error:
                pause = error.retry_after or PAUSE_SECONDS * 2**attempt * random.uniform(0.5, 1)
                if begun or not error.retryable or attempt == TRIES or pause > PAUSE_MOST_SECONDS:
                    raise
                log.info("model.again", code=error.code, model=request.model, attempt=attempt)
                await asyncio.sleep(pause)
            else:
                return

    async def _provider_of(self, model_id: str) -> ModelProvider:
        if model_id not in self._models:
            await self.list()
        if model_id not in self._models:
            raise InstarError("model.not_found", f"There is no model {model_id}.", retryable=False)
        return self._models[model_id][1]

    async def _ask_until_known(self) -> None:
        while True:
            try:
                await self._ask()
            except InstarError as error:
                log.warning("models.unknown", code=error.code, message=error.message)
            except Exception:
                log.exception("models.unknown")
            else:
                return
            await asyncio.sleep(AGAIN_SECONDS)

    async def _ask(self) -> None:
        """Ask each provider that has not said it yet. Raises the last one's error."""
        failed = None
        for provider in self._providers.values():
            if any(of is provider for _, of in self._models.values()):
                continue
            try:
                found = await provider.models()
            except InstarError as error:
                failed = error
                continue
            self._models |= {model.id: (model, provider) for model in found}
        self._show()
        if failed is not None:
            raise failed

    def _forget(self, provider: ModelProvider) -> None:
        self._models = {
            model_id: known for model_id, known in self._models.items() if known[1] is not provider
        }
        self._show()

    def _show(self) -> None:
        """Let people pick one, and say whether it may use tools [M8]."""
        options = [
            Option(value=one.id, label=one.label or one.id) for one, _ in self._models.values()
        ][:OPTIONS]
        if not options:
            return
        picker = Picker(
            value=options[0].value, options=options, label="Model", settable=len(options) > 1
        )
        toggle = Toggle(on=True, label="Tools", help="Let the model use tools", settable=True)
        keys = [set_key(PICKER, picker), set_key(f"/toggles/{TOOLS}", toggle)]
        self._interface.set_now(GLOBAL, keys, Owners("core", frozenset({"core"})))


async def _to_the_end(stream: AsyncGenerator[ModelEvent]) -> AsyncGenerator[ModelEvent]:
    """The stream; one that ends without its end has failed [M2]."""
    event = None
    async with aclosing(stream):
        async for event in stream:
            yield event
    if not isinstance(event, End):
        raise InstarError("model.cut", "The model's answer broke off.")
