"""Nodes that say something."""

from typing import Annotated, Literal

from msgspec import Meta

from instar.protocol.base import Text as LongText
from instar.protocol.fields import FieldName, Words
from instar.protocol.widgets.tokens import NodeBase, Size, TextAlign, TextColor, Tone, Weight


class _Written(NodeBase, kw_only=True):
    color: TextColor = "primary"
    text_align: TextAlign = "start"
    truncate: bool = False
    """One line; what is too long ends in an ellipsis."""
    max_lines: Annotated[int, Meta(ge=1, le=20)] | None = None


class Title(_Written, tag="Title", kw_only=True):
    """A heading."""

    value: Words
    size: Literal["sm", "md", "lg", "xl", "2xl", "3xl"] = "md"
    weight: Weight = "semibold"


class Text(_Written, tag="Text", kw_only=True):
    """A paragraph as it is, without marks. `streaming`: more of it is still to come."""

    value: LongText
    size: Literal["xs", "sm", "md", "lg", "xl"] = "md"
    weight: Weight = "normal"
    italic: bool = False
    line_through: bool = False
    streaming: bool = False


class Caption(_Written, tag="Caption", kw_only=True):
    """Small print."""

    value: Words
    size: Size = "md"
    weight: Weight = "normal"


class Markdown(NodeBase, tag="Markdown", kw_only=True):
    """Text in Markdown. `streaming`: more of it is still to come."""

    value: LongText
    streaming: bool = False


class Label(_Written, tag="Label", kw_only=True):
    """Names the field `field_name` of the same form, for a field that has no label of its own."""

    value: Words
    field_name: FieldName
    size: Literal["xs", "sm", "md", "lg", "xl"] = "md"
    weight: Weight = "medium"


class Badge(NodeBase, tag="Badge", kw_only=True):
    """A word about a state."""

    label: Annotated[str, Meta(max_length=60)]
    color: Tone = "secondary"
    variant: Literal["solid", "soft", "outline"] = "soft"
    size: Size = "md"
    pill: bool = True
