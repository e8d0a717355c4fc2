"""`core.tools`: tools that do no harm: the time, a calculator, a search in the thread."""

from contextlib import ExitStack

from instar.defaults.tools.calculator import calculate
from instar.defaults.tools.clock import current_time
from instar.defaults.tools.search import search_thread
from instar.sdk import HandlerRegistry, Plugin, Undo


def _register(registry: HandlerRegistry) -> Undo:
    with ExitStack() as undo:
        for one in (current_time, calculate, search_thread):
            undo.callback(registry.add_tool(one))
        return undo.pop_all().close


plugin = Plugin(id="core.tools", version="0.5.0", register=_register)
