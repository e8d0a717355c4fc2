"""Brings plugins in and takes them out again."""

from contextlib import ExitStack

from instar.runtime.handlers import Handlers
from instar.sdk import Plugin


class Plugins:
    """The loaded plugins; closing takes everything back that they registered."""

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = handlers
        self._undo = ExitStack()

    def load(self, plugin: Plugin) -> None:
        """Let the plugin register. Raises what it raises."""
        self._undo.callback(plugin.register(self._handlers))

    def close(self) -> None:
        """Unload every plugin, the last one first."""
        self._undo.close()
