"""What the providers have in common: one service, its models, and answers that are read as they come."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from functools import partial
from typing import Any

from instar.protocol.errors import InstarError
from instar.providers.service import Reader, Service, events_of
from instar.sdk.models import Model, ModelEvent, ModelRequest


class Provider(ABC):
    """See `instar.sdk.models.ModelProvider`.

    `make` and `secret`: see `Service`. `usual`: the usual model; without one it is the service's first.
    `listed`: the models there are, instead of all that the service has.
    """

    id: str

    def __init__(
        self, make: Callable[[], Any], secret: str, usual: Model | None, listed: Sequence[Model]
    ) -> None:
        self._service = Service(make, secret)
        self._usual = usual
        self._listed = listed

    async def models(self) -> Sequence[Model]:
        # The first question shall not wait for what takes a second.
        await self._service.client()
        if self._listed:
            return _usual_first(self._usual, self._listed)
        try:
            return _usual_first(self._usual, await self._offered())
        except InstarError:
            # Not every gateway has a list.
            if self._usual is None:
                raise
            return [self._usual]

    def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        return events_of(partial(self._ask, request))

    async def close(self) -> None:
        await self._service.close()

    @abstractmethod
    async def _ask(self, request: ModelRequest) -> tuple[Any, Reader]:
        """Send the request; returns what comes and who reads it. Raises InstarError."""

    @abstractmethod
    async def _offered(self) -> Sequence[Model]:
        """The models that the service lists. Raises InstarError."""


def _usual_first(usual: Model | None, models: Iterable[Model]) -> list[Model]:
    """The models, the usual one before all others, whether it is among them or not."""
    known = {model.id: model for model in models}
    first = known.pop(usual.id, usual) if usual else None
    return [*([first] if first else ()), *known.values()]
