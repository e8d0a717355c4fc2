"""Calls as services take them back: one that a model got wrong would have the whole conversation refused."""

import re
from typing import Any

import msgspec

from instar.providers.decoding import UNREADABLE

NAME_CHARS = 64


def name_of(name: str) -> str:
    """The name of a tool, without what no tool may be called. Models make some up."""
    return plain_id(name)[:NAME_CHARS] or "unknown"


def plain_id(id_: str) -> str:
    """An id with nothing but letters, digits, `_` and `-`."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", id_)


def arguments_of(arguments: str) -> str:
    """A call's arguments; none when the model wrote what is no object."""
    try:
        msgspec.json.decode(arguments, type=dict[str, Any])
    except UNREADABLE:
        return "{}"
    return arguments
