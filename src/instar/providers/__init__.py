"""Model services, behind one protocol: `instar.sdk.models.ModelProvider`."""

from collections.abc import Callable, Mapping
from functools import partial

from instar.model.settings import Settings
from instar.sdk.models import ModelProvider

DEFAULT_MODEL = "gpt-6-luna"
"""The usual model of OpenAI's own service: the smallest of its newest family."""

OPENAI = "https://api.openai.com/v1"
"""The service that is asked when the environment names no other."""


def open_providers(settings: Settings, environment: Mapping[str, str]) -> list[ModelProvider]:
    """The services that the environment has a key or an address of, the one of the usual model first.

    `OPENAI_API_KEY`, `OPENAI_BASE_URL` (a local server needs no key), `ANTHROPIC_API_KEY`. Nothing is
    connected yet; each is to be closed. Raises ValueError when nobody has the usual model.
    """
    # Nobody waits at a start for decoders of services that are not asked.
    services = _services(environment)
    if not services:
        return []
    from instar.providers.anthropic import PREFIX

    listed = [name for one in settings.models.split(",") if (name := one.strip())]
    if listed and settings.model and settings.model not in listed:
        listed.insert(0, settings.model)
    usual = settings.model or next(iter(listed), "")
    if not usual and (environment.get("OPENAI_BASE_URL") or OPENAI).startswith(OPENAI):
        usual = DEFAULT_MODEL if "openai" in services else ""

    def has(service: str, model: str) -> bool:
        """Gateways have ids of this prefix too: it means Anthropic only to who has its key."""
        is_theirs = "anthropic" in services and model.startswith(PREFIX)
        return bool(model) and is_theirs == (service == "anthropic")

    if usual and not any(has(one, usual) for one in services):
        raise ValueError(
            f"model {usual}: no service has it; set OPENAI_API_KEY or OPENAI_BASE_URL."
        )
    return [
        services[one](
            default=usual if has(one, usual) else "",
            listed=[model for model in listed if has(one, model)],
        )
        for one in sorted(services, key=lambda one: not has(one, usual))
        if not listed or any(has(one, model) for model in listed)
    ]


def _services(environment: Mapping[str, str]) -> dict[str, Callable[..., ModelProvider]]:
    found: dict[str, Callable[..., ModelProvider]] = {}
    key, url = environment.get("OPENAI_API_KEY", ""), environment.get("OPENAI_BASE_URL")
    if key or url:
        from instar.providers.openai import OpenAIProvider

        found["openai"] = partial(OpenAIProvider, api_key=key, base_url=url or OPENAI)
    if key := environment.get("ANTHROPIC_API_KEY", ""):
        from instar.providers.anthropic import AnthropicProvider

        url = environment.get("ANTHROPIC_BASE_URL")
        found["anthropic"] = partial(AnthropicProvider, api_key=key, base_url=url or None)
    return found
