"""The model services that the environment names, as a plugin."""

import os
from contextlib import ExitStack

from instar.model.settings import Settings
from instar.providers import open_providers
from instar.sdk import HandlerRegistry, Plugin, Undo


def models_of(settings: Settings) -> Plugin:
    """Brings a provider in for each service. Raises ValueError when nobody has the settings' model."""
    providers = open_providers(settings, os.environ)

    def register(registry: HandlerRegistry) -> Undo:
        with ExitStack() as undo:
            for provider in providers:
                undo.callback(registry.add_provider(provider))
            return undo.pop_all().close

    return Plugin("core.models", "0.5.0", register)
