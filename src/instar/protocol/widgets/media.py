"""Nodes that are seen rather than read."""

from typing import Annotated, Literal

from msgspec import Meta

from instar.protocol.fields import Words
from instar.protocol.widgets.tokens import (
    IconName,
    NodeBase,
    Pixels,
    Radius,
    Ratio,
    Source,
    Space,
    TextColor,
)


class Icon(NodeBase, tag="Icon", kw_only=True):
    """A drawing beside words, of which it says nothing more."""

    name: IconName
    color: TextColor = "primary"
    size: Literal["xs", "sm", "md", "lg", "xl", "2xl"] = "md"


class Image(NodeBase, tag="Image", kw_only=True):
    """A picture. `alt`: what it shows, for who does not see it."""

    src: Source
    alt: Words = ""
    fit: Literal["cover", "contain", "fill", "scale-down", "none"] = "cover"
    width: Pixels | None = None
    height: Pixels | None = None
    aspect_ratio: Ratio | None = None
    radius: Radius = "md"
    frame: bool = False


class Spacer(NodeBase, tag="Spacer", kw_only=True):
    """Takes the room that its siblings leave."""

    min_size: Space = 0


class Divider(NodeBase, tag="Divider", kw_only=True):
    """A line. `flush`: over the padding of the card, to its edges."""

    spacing: Space = 0
    size: Annotated[int, Meta(ge=1, le=4)] = 1
    flush: bool = False
