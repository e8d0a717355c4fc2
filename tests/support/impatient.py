"""A plugin whose model service may be silent for a second, for proofs."""

import os

from instar.providers.openai import OpenAIProvider
from instar.sdk import Plugin

URL = "IMPATIENT_BASE_URL"

plugin = Plugin(
    "proof.impatient",
    "1.0.0",
    lambda registry: registry.add_provider(
        OpenAIProvider(api_key="", base_url=os.environ[URL], silence=1)
    ),
)
