"""`core.tour`: shows what a server can do with the interface, by doing it."""

from instar.defaults.tour.guide import Guide
from instar.sdk import Plugin

plugin = Plugin(id="core.tour", version="0.6.0", register=lambda registry: registry.add(Guide()))
