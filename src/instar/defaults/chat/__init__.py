"""`core.chat`: the assistant of a server without a model. Deterministic, and useful as it is."""

from instar.defaults.chat.bot import Bot
from instar.sdk import Plugin

plugin = Plugin(id="core.chat", version="0.6.0", register=lambda registry: registry.add(Bot()))
