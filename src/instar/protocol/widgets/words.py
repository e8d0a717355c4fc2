"""The text of a widget, as a search or an export has it."""

from collections.abc import Iterator
from typing import Any


def words_of(node: Any) -> str:
    """What a node and those inside it say, a line each."""
    return "\n".join(_lines(node))


def _lines(node: Any) -> Iterator[str]:
    if said := getattr(node, "value", None) or getattr(node, "label", None):
        yield said
    for row in getattr(node, "rows", None) or ():
        if isinstance(row, dict):
            yield " ".join(str(cell) for cell in row.values() if cell is not None)
    children = getattr(node, "children", None)
    for child in children if isinstance(children, list) else [children]:
        if child is not None:
            yield from _lines(child)
