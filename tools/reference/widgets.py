"""docs/reference/widgets.md"""

from collections.abc import Iterable

from instar.model import widgets as limits
from instar.protocol import widgets
from tools.reference.markdown import page, words
from tools.reference.shapes import NODES, WIDGET_TYPES, called, fields

ROOTS = [type_.__name__ for type_ in widgets.Root.__args__]


def render() -> str:
    """Every node that a widget is made of."""
    others = sorted(WIDGET_TYPES.keys() - NODES - set(ROOTS))
    return page(
        "Widgets",
        "What a [widget](../explanation/widgets.md) is made of. Every node has its `type`; a distance counts steps of\n"
        f"4 px. A widget has at most {limits.NODES} nodes, {limits.DEPTH} levels and {limits.BYTES // 1024} KiB.",
        "## Roots",
        *described(ROOTS),
        "## Nodes",
        "These, and [Input](types.md#input) and [Textarea](types.md#textarea).",
        *described(sorted(NODES & WIDGET_TYPES.keys(), key=called)),
        "## Parts of nodes",
        *described(others),
    )


def described(names: Iterable[str]) -> list[str]:
    """A section for each type."""
    return [
        f"### {called(name)}\n\n{words(WIDGET_TYPES[name].get('description'))}\n\n{fields(without_type(name))}"
        for name in names
    ]


def without_type(name: str) -> dict[str, object]:
    """A type's schema without its tag, which its heading says."""
    schema = WIDGET_TYPES[name]
    shown = {key: value for key, value in schema["properties"].items() if key != "type"}
    return {**schema, "properties": shown}
