"""OpenAI, and every service that speaks as it does."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from instar.protocol.errors import InstarError
from instar.providers.decoding import decoded
from instar.providers.openai import chat, responses
from instar.providers.provider import Provider
from instar.providers.service import CONNECT_SECONDS, SILENCE_SECONDS, Reader
from instar.sdk.models import Model, ModelRequest

CONTEXT = 128_000
"""What a model holds at least when nothing is said of it."""

_OTHERS = re.compile(
    r"audio|babbage|dall-e|davinci|embed|^gpt-.*instruct|image|moderation|realtime|rerank|sora|speech"
    r"|transcri|tts|whisper",
    re.IGNORECASE,
)
"""Of models that are no partners to chat with."""
_DATED = re.compile(r"-\d{4}-\d\d-\d\d$")


class _Listed(msgspec.Struct):
    """A model in the service's list. How much it holds is said by some servers, each in its way."""

    id: str
    max_model_len: int | None = None
    context_length: int | None = None

    def model(self) -> Model:
        return _model(self.id, self.max_model_len or self.context_length)


class _List(msgspec.Struct):
    data: list[_Listed] = []


_list = msgspec.json.Decoder(_List)


class OpenAIProvider(Provider):
    """Asks by the Responses API, or by Chat Completions where there is no such thing.

    `default`: the usual model; without one it is the service's first. `listed`: the models there are,
    instead of all that the service has. `silence`: the longest wait for the next byte, in seconds.
    """

    id = "openai"

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None = None,
        default: str = "",
        listed: Sequence[str] = (),
        silence: float = SILENCE_SECONDS,
    ) -> None:
        self._without_responses: set[str] = set()

        def make() -> Any:
            import openai

            client = openai.AsyncOpenAI(
                # Local servers want none, the SDK does.
                api_key=api_key or "none",
                base_url=base_url,
                # Who asks tries again: only they know what a person has seen and how long they wait.
                max_retries=0,
                timeout=openai.Timeout(silence, connect=CONNECT_SECONDS),
                http_client=openai.DefaultAioHttpClient(),
            )
            # Each is imported when it is first looked at, which takes a tenth of a second.
            _ = client.responses, client.chat.completions
            return client

        usual = _model(default) if default else None
        super().__init__(make, api_key, usual, [*map(_model, listed)])

    async def _ask(self, request: ModelRequest) -> tuple[Any, Reader]:
        client = await self._service.client()
        if request.model not in self._without_responses:
            try:
                answer = await self._service.send(
                    client.responses, responses.body_of(request), responses.WISHES
                )
            except InstarError as error:
                if error.code != "model.not_found":
                    raise
            else:
                return answer, responses.ResponsesReader()
        answer = await self._service.send(
            client.chat.completions, chat.body_of(request), chat.WISHES
        )
        self._without_responses.add(request.model)
        return answer, chat.ChatReader()

    async def _offered(self) -> list[Model]:
        found = [
            one
            for one in decoded(_list, await self._service.models()).data
            if not _OTHERS.search(one.id)
        ]
        ids = {one.id for one in found}
        return [one.model() for one in found if _DATED.sub("", one.id) not in ids - {one.id}]


def _model(id_: str, context: int | None = None) -> Model:
    return Model(id=id_, label=id_, context=context or CONTEXT)
