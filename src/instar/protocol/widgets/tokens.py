"""What nodes are styled with: names that the page has a look for, and bounded numbers. No CSS."""

from typing import Annotated, Literal

from msgspec import Meta

from instar.protocol.base import Wire

ActionId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$(?!\n)")]
"""Names what a control does. That is held by the server; a client only ever says the name."""

Space = Annotated[float, Meta(ge=0, le=16)]
"""A distance in steps of 4 px."""

Pixels = Annotated[float, Meta(ge=1, le=2000)]
Ratio = Annotated[float, Meta(ge=0.1, le=10)]
"""Width divided by height."""

Source = Annotated[str, Meta(max_length=2000)]
"""A picture: `/api/v1/attachments/<id>/content` or `…/preview`; an `https:` address is shown as a link."""

TextColor = Literal[
    "prose",
    "primary",
    "emphasis",
    "secondary",
    "tertiary",
    "success",
    "warning",
    "danger",
]
Tone = Literal["primary", "secondary", "success", "danger", "warning", "info", "discovery"]
SeriesColor = Literal["blue", "purple", "orange", "green", "red", "yellow", "pink"]
Surface = Literal["surface", "surface-secondary", "surface-tertiary"]
Radius = Literal["none", "sm", "md", "lg", "xl", "full"]
Size = Literal["sm", "md", "lg"]
Weight = Literal["normal", "medium", "semibold", "bold"]
Variant = Literal["solid", "soft", "outline", "ghost"]
Direction = Literal["row", "col"]
TextAlign = Literal["start", "center", "end"]
Align = Literal["start", "center", "end", "baseline", "stretch"]
Justify = Literal["start", "center", "end", "between", "around", "evenly", "stretch"]

IconName = Literal[
    "agent",
    "analytics",
    "atom",
    "batch",
    "bolt",
    "book-closed",
    "book-open",
    "bug",
    "calendar",
    "chart",
    "check",
    "check-circle",
    "chevron-left",
    "chevron-right",
    "circle-question",
    "compass",
    "confetti",
    "cube",
    "desktop",
    "document",
    "dot",
    "dots-horizontal",
    "dots-vertical",
    "empty-circle",
    "external-link",
    "globe",
    "images",
    "info",
    "keys",
    "lab",
    "lifesaver",
    "lightbulb",
    "mail",
    "map-pin",
    "maps",
    "mobile",
    "notebook",
    "page-blank",
    "phone",
    "play",
    "plus",
    "profile",
    "reload",
    "search",
    "settings-slider",
    "sparkle",
    "square-code",
    "square-image",
    "square-text",
    "star",
    "star-filled",
    "suitcase",
    "user",
    "write",
]


class Edges(Wire):
    """A distance for each side: `x` is left and right, `y` top and bottom."""

    x: Space | None = None
    y: Space | None = None
    top: Space | None = None
    right: Space | None = None
    bottom: Space | None = None
    left: Space | None = None


class NodeBase(Wire, tag_field="type"):
    """`key`: tells a node from its siblings when the widget is drawn anew, so that it is moved and not replaced."""

    key: Annotated[str, Meta(max_length=64)] | None = None
