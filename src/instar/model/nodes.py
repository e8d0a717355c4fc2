"""One node of a widget: the one that has a key, the one that streams; and the widget with another in its place."""

from typing import Any

import msgspec

from instar.model.widgets import walk
from instar.protocol.errors import InstarError
from instar.protocol.widgets import Markdown, Root, Text
from instar.protocol.widgets.tokens import NodeBase


def with_keyed(root: Root, key: str, node: Any) -> Any:
    """The widget, not yet checked, with `node` in place of the one that has the key, which it keeps.

    Raises InstarError `validation.widget` unless one node has it.
    """
    found = [each for _, each, _ in walk(root) if getattr(each, "key", None) == key]
    if len(found) != 1:
        raise InstarError("validation.widget", f"{len(found)} nodes have the key {key}.", path="")
    if isinstance(node, NodeBase) and node.key is None:
        node = msgspec.structs.replace(node, key=key)
    return replaced(root, found[0], node)


def get_stream(root: Root) -> tuple[str, Text | Markdown]:
    """The node that streams, after the pointer to it. Raises `validation.widget` unless there is one."""
    found = [
        (path, node)
        for path, node, _ in walk(root)
        if isinstance(node, Text | Markdown) and node.streaming
    ]
    if len(found) != 1:
        raise InstarError(
            "validation.widget", f"One node streams, not {len(found)} of them.", path=""
        )
    return found[0]


def replaced(root: Any, old: Any, new: Any) -> Any:
    """The tree with `new` in place of `old`, which is one of its nodes."""
    if root is old:
        return new
    match getattr(root, "children", None):
        case None:
            return root
        case list(nodes):
            children: Any = [replaced(node, old, new) for node in nodes]
        case node:
            children = replaced(node, old, new)
    return msgspec.structs.replace(root, children=children)
