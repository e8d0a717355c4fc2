"""The models of this server: who provides them, which there are, and how one is asked [M1-M4]."""

import asyncio
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress

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
OWNER = "models"
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
        self._found: dict[str, Sequence[Model]] = {}
        """By provider; none while one could not say it yet."""
        self._asking: asyncio.Task[None] | None = None

    def add(self, provider: ModelProvider) -> Undo:
        """Make a provider known. Raises ValueError when its id is taken."""
        if provider.id in self._providers:
            raise ValueError(f"there is a provider {provider.id} already")
        self._providers[provider.id] = provider

        def undo() -> None:
            if self._providers.get(provider.id) is provider:
                del self._providers[provider.id]
                self._found.pop(provider.id, None)
                self._show()

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
        """Every model, the usual one first. Raises InstarError when none is known and none can be had.

        At first each provider is waited for: who has picked a model is not to be answered by another's.
        """
        if not self._known() or self._providers.keys() - self._found:
            try:
                await self._ask()
            except InstarError:
                if not self._known():
                    raise
        if not self._known():
            raise InstarError("model.none", "No model is connected.", retryable=False)
        return [model for model, _ in self._known().values()]

    async def generate(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """See `instar.sdk.TurnContext`."""
        provider = await self._provider_of(request.model)
        if not request.instructions:
            request = msgspec.structs.replace(request, instructions=self._instructions)
        for attempt in range(1, TRIES + 1):
            event = None
            try:
                async with aclosing(provider.stream(request)) as events:
                    async for event in events:
                        yield event
                if isinstance(event, End):
                    return
                error = InstarError("model.cut", "The answer of the model ended without its end.")
            except InstarError as raised:
                error = raised
            pause = error.retry_after or PAUSE_SECONDS * 2**attempt * random.uniform(0.5, 1)
            # Of what took too long a person decides whether they wait as long again.
            final = event is not None or not error.retryable or error.code == "model.timeout"
            if final or attempt == TRIES or pause > PAUSE_MOST_SECONDS:
                raise error
            log.info("model.again", code=error.code, model=request.model, attempt=attempt)
            await asyncio.sleep(pause)

    def _known(self) -> dict[str, tuple[Model, ModelProvider]]:
        """The models by id, in the order of their providers."""
        return {
            model.id: (model, provider)
            for provider in self._providers.values()
            for model in self._found.get(provider.id, ())
        }

    async def _provider_of(self, model_id: str) -> ModelProvider:
        await self.list()
        known = self._known().get(model_id)
        if known is None:
            raise InstarError("model.not_found", f"There is no model {model_id}.", retryable=False)
        return known[1]

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
        for provider in [*self._providers.values()]:
            if not self._found.get(provider.id):
                try:
                    self._found[provider.id] = await provider.models()
                except InstarError as error:
                    self._found[provider.id] = ()
                    failed = error
        self._show()
        if failed is not None:
            raise failed

    def _show(self) -> None:
        """Let people pick one, and say whether it may use tools [M8]."""
        options = [
            Option(value=one.id, label=one.label or one.id) for one, _ in self._known().values()
        ][:OPTIONS]
        if not options:
            self._interface.drop(OWNER)
            return
        picker = Picker(
            value=options[0].value, options=options, label="Model", settable=len(options) > 1
        )
        toggle = Toggle(on=True, label="Tools", help="Let the model use tools", settable=True)
        for key in (set_key(PICKER, picker), set_key(f"/toggles/{TOOLS}", toggle)):
            # What an admin has set for everybody stays as it is.
            with suppress(InstarError):
                self._interface.set_now(GLOBAL, [key], Owners(OWNER, frozenset({OWNER})))
