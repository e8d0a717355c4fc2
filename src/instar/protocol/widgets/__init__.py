"""Declarative interface in an item: a tree of nodes that the page draws. No code, no style sheet, no script.

The names are ChatKit's. A control holds the id of its action and nothing of what it does. Nodes are a closed
set for who makes a widget and an open one for who draws it.
"""

from instar.protocol.fields import Input, Option, Textarea
from instar.protocol.widgets.chart import AreaSeries, BarSeries, Chart, LineSeries, XAxis
from instar.protocol.widgets.controls import (
    Button,
)
from instar.protocol.widgets.controls import (
    CheckboxNode as Checkbox,
)
from instar.protocol.widgets.controls import (
    DatePickerNode as DatePicker,
)
from instar.protocol.widgets.controls import (
    RadioGroupNode as RadioGroup,
)
from instar.protocol.widgets.controls import (
    SelectNode as Select,
)
from instar.protocol.widgets.layout import (
    Box,
    Col,
    Column,
    Form,
    Node,
    Row,
    Table,
    TableCell,
    TableRow,
    Transition,
)
from instar.protocol.widgets.media import Divider, Icon, Image, Spacer
from instar.protocol.widgets.roots import (
    Basic,
    Card,
    CardAction,
    ListView,
    ListViewItem,
    Root,
    Status,
)
from instar.protocol.widgets.text import Badge, Caption, Label, Markdown, Text, Title
from instar.protocol.widgets.tokens import Edges

__all__ = [
    "AreaSeries",
    "Badge",
    "BarSeries",
    "Basic",
    "Box",
    "Button",
    "Caption",
    "Card",
    "CardAction",
    "Chart",
    "Checkbox",
    "Col",
    "Column",
    "DatePicker",
    "Divider",
    "Edges",
    "Form",
    "Icon",
    "Image",
    "Input",
    "Label",
    "LineSeries",
    "ListView",
    "ListViewItem",
    "Markdown",
    "Node",
    "Option",
    "RadioGroup",
    "Root",
    "Row",
    "Select",
    "Spacer",
    "Status",
    "Table",
    "TableCell",
    "TableRow",
    "Text",
    "Textarea",
    "Title",
    "Transition",
    "XAxis",
]
