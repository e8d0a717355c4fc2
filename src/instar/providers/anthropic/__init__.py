"""Anthropic. Its SDK is the extra `anthropic`."""

from collections.abc import Sequence
from typing import Any

import msgspec

from instar.protocol.errors import InstarError
from instar.providers.anthropic.messages import WISHES, MessagesReader, body_of
from instar.providers.decoding import decoded
from instar.providers.provider import Provider
from instar.providers.service import CONNECT_SECONDS, SILENCE_SECONDS, Reader
from instar.sdk.models import Model, ModelRequest

PREFIX = "anthropic/"
"""Of the ids of its models on this server, so that they are nobody else's."""

CONTEXT = 200_000
NOT_INSTALLED = (
    "Anthropic's models need a package that is not installed: pip install 'instar[anthropic]'."
)


class _Listed(msgspec.Struct):
    id: str
    display_name: str = ""
    max_input_tokens: int | None = None
    lifecycle: str = "active"


class _List(msgspec.Struct):
    data: list[_Listed] = []


_list = msgspec.json.Decoder(_List)


class AnthropicProvider(Provider):
    """Asks by the Messages API. The ids of its models begin with `anthropic/`; see `OpenAIProvider`."""

    id = "anthropic"

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None = None,
        default: str = "",
        listed: Sequence[str] = (),
        silence: float = SILENCE_SECONDS,
    ) -> None:
        def make() -> Any:
            try:
                import anthropic
            except ImportError:
                raise InstarError("model.unavailable", NOT_INSTALLED, retryable=False) from None
            client = anthropic.AsyncAnthropic(
                api_key=api_key,
                base_url=base_url,
                max_retries=0,
                timeout=anthropic.Timeout(silence, connect=CONNECT_SECONDS),
                http_client=anthropic.DefaultAioHttpClient(),
            )
            # It is imported when it is first looked at.
            _ = client.messages
            return client

        usual = _model(default) if default else None
        super().__init__(make, api_key, usual, [*map(_model, listed)])

    async def _ask(self, request: ModelRequest) -> tuple[Any, Reader]:
        client = await self._service.client()
        body = body_of(request, request.model.removeprefix(PREFIX))
        return await self._service.send(client.messages, body, WISHES), MessagesReader()

    async def _offered(self) -> list[Model]:
        return [
            _model(PREFIX + one.id, one.display_name, one.max_input_tokens or CONTEXT)
            for one in decoded(_list, await self._service.models()).data
            if one.lifecycle == "active"
        ]


def _model(id_: str, label: str = "", context: int = CONTEXT) -> Model:
    return Model(id=id_, label=label or id_.removeprefix(PREFIX), context=context)
