"""Brings plugins in and takes them out again."""

from contextlib import ExitStack

from instar.model.interface import Change
from instar.runtime.handlers import Handlers
from instar.runtime.interface import GLOBAL, InterfaceKeeper, Owners, set_key
from instar.runtime.models import Models
from instar.runtime.tools import Tools
from instar.sdk import Handler, Plugin, Tool, Undo
from instar.sdk.models import ModelProvider


class Plugins:
    """The loaded plugins; closing takes everything back that they registered."""

    def __init__(
        self, handlers: Handlers, interface: InterfaceKeeper, models: Models, tools: Tools
    ) -> None:
        self._parts = (handlers, interface, models, tools)
        self._undo = ExitStack()

    def load(self, plugin: Plugin) -> None:
        """Let the plugin register. Raises what it raises."""
        registry = _Registry(plugin.id, *self._parts)
        self._undo.callback(plugin.register(registry))

    def close(self) -> None:
        """Unload every plugin, the last one first."""
        self._undo.close()


class _Registry:
    """See `instar.sdk.HandlerRegistry`: one plugin's."""

    def __init__(
        self,
        plugin_id: str,
        handlers: Handlers,
        interface: InterfaceKeeper,
        models: Models,
        tools: Tools,
    ) -> None:
        self._owner = f"plugin:{plugin_id}"
        self._handlers = handlers
        self._interface = interface
        self._models = models
        self._tools = tools

    def add(self, handler: Handler) -> Undo:
        with ExitStack() as undo:
            undo.callback(self._handlers.add(handler))
            for command_id, command in handler.commands.items():
                undo.callback(self._set(f"/commands/{command_id}", command, handler.id))
            return undo.pop_all().close

    def add_provider(self, provider: ModelProvider) -> Undo:
        return self._models.add(provider)

    def add_tool(self, tool: Tool) -> Undo:
        return self._tools.add(tool)

    def set(self, path: str, value: object) -> Undo:
        return self._set(path, value, "")

    def _set(self, path: str, value: object, handler: str) -> Undo:
        owners = Owners(self._owner, frozenset({self._owner}), handler)
        self._interface.set_now(GLOBAL, [set_key(path, value)], owners)

        def undo() -> None:
            held = self._interface.entries(GLOBAL).get(path)
            if held is not None and held.owner == self._owner:
                self._interface.apply(GLOBAL, [Change(path=path, entry=None)])

        return undo
