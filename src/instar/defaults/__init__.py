"""Built-in plugins. They import `instar.sdk` alone and come in by the same door as any other."""

from instar.defaults.assistant import plugin as assistant
from instar.defaults.chat import plugin as chat
from instar.defaults.tools import plugin as tools
from instar.defaults.tour import plugin as tour
from instar.sdk import Plugin

PLUGINS: tuple[Plugin, ...] = (chat, assistant, tools, tour)
