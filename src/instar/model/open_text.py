"""An open item's text: that of its only part; of a widget, the value of its node that streams [D3]."""

import msgspec

from instar.model.nodes import get_stream, replaced
from instar.model.widgets import walk
from instar.protocol.parts import OutputText, Part, WidgetPart
from instar.protocol.threads import Item, text_of


def open_text_of(item: Item) -> str:
    """The text to which deltas are appended."""
    match item.content:
        case [WidgetPart(root=root)]:
            return get_stream(root)[1].value
        case _:
            return text_of(item)


def with_open_text(item: Item, text: str) -> Item:
    """The open item with this text."""
    match item.content:
        case [WidgetPart() as part]:
            return msgspec.structs.replace(item, content=[_streamed(part, value=text)])
        case _:
            return msgspec.structs.replace(item, content=[OutputText(text=text)])


def without_stream(item: Item) -> Item:
    """The open item once nothing more is to come: no node of it streams."""
    match item.content:
        case [WidgetPart() as part]:
            return msgspec.structs.replace(item, content=[_streamed(part, streaming=False)])
        case _:
            return item


def written_text(item: Item, opened: Part) -> str:
    """The text of an item that has ended, and that was `opened` with this part."""
    match opened, item.content:
        case WidgetPart(root=before), [WidgetPart(root=root)]:
            place, _ = get_stream(before)
            values = (getattr(node, "value", "") for path, node, _ in walk(root) if path == place)
            return next(values, "")
        case _:
            return text_of(item)


def _streamed(part: WidgetPart, **changes: str | bool) -> WidgetPart:
    """The widget with its node that streams changed."""
    _, node = get_stream(part.root)
    changed = msgspec.structs.replace(node, **changes)
    return WidgetPart(root=replaced(part.root, node, changed))
