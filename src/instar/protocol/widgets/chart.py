"""Numbers as a drawing."""

from typing import Annotated, Literal

from msgspec import Meta

from instar.protocol.base import Wire
from instar.protocol.fields import Words
from instar.protocol.widgets.tokens import NodeBase, Pixels, Ratio, SeriesColor

DataKey = Annotated[str, Meta(min_length=1, max_length=64)]
Cell = Annotated[str, Meta(max_length=500)] | float | bool | None
Row = dict[DataKey, Cell]
Curve = Literal["linear", "monotone", "natural", "step"]
CHART_ROWS = 500
SERIES = 8


class _Series(Wire, tag_field="type", kw_only=True):
    data_key: DataKey
    label: Words = ""
    color: SeriesColor | None = None


class BarSeries(_Series, tag="bar", kw_only=True):
    """A bar for each row. Those of one `stack` stand on each other."""

    stack: DataKey | None = None


class AreaSeries(_Series, tag="area", kw_only=True):
    """A line with what is under it. Those of one `stack` stand on each other."""

    stack: DataKey | None = None
    curve_type: Curve = "monotone"


class LineSeries(_Series, tag="line", kw_only=True):
    """A line from row to row."""

    curve_type: Curve = "monotone"


Series = BarSeries | AreaSeries | LineSeries


class XAxis(Wire, kw_only=True):
    """Which field of a row is its place, and what it is called."""

    data_key: DataKey
    hide: bool = False
    labels: dict[str, Words] = {}


class Chart(NodeBase, tag="Chart", kw_only=True):
    """Bars, areas and lines of one set of rows. Where a row has no number for a series there is a gap.

    `label`: what it shows; also said to who does not see it, with the numbers as a table.
    """

    data: Annotated[list[Row], Meta(max_length=CHART_ROWS)]
    series: Annotated[list[Series], Meta(min_length=1, max_length=SERIES)]
    x_axis: DataKey | XAxis
    label: Words = ""
    show_y_axis: bool = False
    show_legend: bool = True
    show_tooltip: bool = True
    height: Pixels | None = None
    aspect_ratio: Ratio | None = None
