"""Built-in plugins. They import `instar.sdk` alone and come in by the same door as any other."""

from instar.defaults.chat import plugin as chat
from instar.defaults.tour import plugin as tour
from instar.sdk import Plugin

PLUGINS: tuple[Plugin, ...] = (chat, tour)
