"""The model service, once for all tests, and providers that ask it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio

from instar.providers.anthropic import AnthropicProvider
from instar.providers.openai import OpenAIProvider
from tests.support.model_service import ModelService
from tests.support.models import KEY

MakeProvider = Callable[..., Any]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service() -> AsyncIterator[ModelService]:
    async with ModelService() as opened:
        yield opened


@pytest.fixture
async def made(service: ModelService) -> AsyncIterator[MakeProvider]:
    """Makes providers, which are closed at the end: `made("chat", silence=1)`."""
    async with AsyncExitStack() as stack:

        def make(api: str = "responses", **more: Any) -> Any:
            urls = {"responses": service.url, "chat": service.chat_url, "messages": service.root}
            given: dict[str, Any] = {"api_key": KEY, "base_url": urls[api], **more}
            provider = (AnthropicProvider if api == "messages" else OpenAIProvider)(**given)
            stack.push_async_callback(provider.close)
            return provider

        yield make
