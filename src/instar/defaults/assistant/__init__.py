"""`core.assistant`: a model that answers. Streams what it says, calls tools, asks before it acts."""

from contextlib import ExitStack

from instar.defaults.assistant.conversation import CONTEXT
from instar.defaults.assistant.handler import Assistant
from instar.sdk import HandlerRegistry, Match, Plugin, Rule, Undo


def _register(registry: HandlerRegistry) -> Undo:
    with ExitStack() as undo:
        undo.callback(registry.add(Assistant()))
        hidden = Rule(match=Match(types=[CONTEXT]), effect="hide")
        undo.callback(registry.set("/rules/core.context", hidden))
        return undo.pop_all().close


plugin = Plugin(id="core.assistant", version="0.5.0", register=_register)
