"""Nodes that hold nodes."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from instar.protocol.base import Wire
from instar.protocol.fields import Words
from instar.protocol.widgets.chart import Cell, Chart, DataKey
from instar.protocol.widgets.controls import Button, FieldNode
from instar.protocol.widgets.media import Divider, Icon, Image, Spacer
from instar.protocol.widgets.text import Badge, Caption, Label, Markdown, Text, Title
from instar.protocol.widgets.tokens import (
    ActionId,
    Align,
    Direction,
    Edges,
    Justify,
    NodeBase,
    Pixels,
    Radius,
    Ratio,
    Space,
    Surface,
    TextAlign,
)

TABLE_ROWS = 200
TABLE_COLUMNS = 12


class _BoxBase(NodeBase, kw_only=True):
    children: list[Node] = []
    gap: Space = 0
    padding: Space | Edges = 0
    align: Align | None = None
    justify: Justify = "start"
    wrap: Literal["nowrap", "wrap"] = "nowrap"
    flex: Annotated[float, Meta(ge=0, le=12)] | None = None
    background: Surface | None = None
    border: Annotated[int, Meta(ge=0, le=4)] = 0
    radius: Radius = "none"
    width: Pixels | None = None
    height: Pixels | None = None
    min_width: Pixels | None = None
    max_width: Pixels | None = None
    min_height: Pixels | None = None
    max_height: Pixels | None = None
    aspect_ratio: Ratio | None = None


class Box(_BoxBase, tag="Box", kw_only=True):
    """Nodes one after the other, in a `direction`."""

    direction: Direction = "col"


class Row(_BoxBase, tag="Row", kw_only=True):
    """Nodes side by side."""


class Col(_BoxBase, tag="Col", kw_only=True):
    """Nodes below each other."""


class Form(_BoxBase, tag="Form", kw_only=True):
    """Fields that belong together: a button inside brings the values of all. Holds no other form."""

    direction: Direction = "col"
    on_submit_action: ActionId | None = None


class Transition(NodeBase, tag="Transition", kw_only=True):
    """A node that comes and goes softly."""

    children: Node | None = None


class Column(Wire, kw_only=True):
    """A column of a table: which field of a row it shows."""

    key: DataKey
    label: Words = ""
    align: TextAlign = "start"


class Table(NodeBase, tag="Table", kw_only=True):
    """`columns` and `rows` of plain values; or, where cells hold nodes, `children`.

    `label`: what it shows, for who does not see it.
    """

    columns: Annotated[list[Column], Meta(max_length=TABLE_COLUMNS)] = []
    rows: Annotated[list[dict[DataKey, Cell]], Meta(max_length=TABLE_ROWS)] = []
    children: Annotated[list[TableRow], Meta(max_length=TABLE_ROWS)] = []
    label: Words = ""


class TableRow(NodeBase, tag="Table.Row", kw_only=True):
    """A row. `header`: its cells name the columns."""

    children: Annotated[list[TableCell], Meta(max_length=TABLE_COLUMNS)] = []
    header: bool = False


class TableCell(NodeBase, tag="Table.Cell", kw_only=True):
    """A cell."""

    children: list[Node] = []
    align: TextAlign = "start"
    col_span: Annotated[int, Meta(ge=1, le=TABLE_COLUMNS)] = 1


Node = (
    Title
    | Text
    | Caption
    | Markdown
    | Label
    | Badge
    | Icon
    | Image
    | Spacer
    | Divider
    | Button
    | FieldNode
    | Chart
    | Box
    | Row
    | Col
    | Form
    | Transition
    | Table
)
