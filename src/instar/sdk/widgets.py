"""What widgets are made of; see `TurnContext.show`."""

from instar.protocol import widgets
from instar.protocol.widgets import *  # noqa: F403

__all__ = widgets.__all__
