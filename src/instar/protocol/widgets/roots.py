"""What a widget is as a whole."""

from typing import Annotated, Literal

from msgspec import Meta

from instar.protocol.base import Wire
from instar.protocol.fields import Words
from instar.protocol.widgets.layout import Node
from instar.protocol.widgets.tokens import (
    ActionId,
    Align,
    Direction,
    Edges,
    IconName,
    Justify,
    NodeBase,
    Space,
    Surface,
)

LIST_ITEMS = 200


class Status(Wire, kw_only=True):
    """A line above a widget: where it is from, or what it is doing."""

    text: Words
    icon: IconName | None = None


class CardAction(Wire, kw_only=True):
    """A button at the foot of a card."""

    label: Words
    action: ActionId


class Card(NodeBase, tag="Card", kw_only=True):
    """Nodes on a surface of their own. `as_form`: they are a form, which `confirm` submits and `cancel` does not.

    `collapsed`: only its status is in sight until a person opens it.
    """

    children: list[Node]
    as_form: bool = False
    size: Literal["sm", "md", "lg", "full"] = "md"
    padding: Space | Edges = 4
    background: Surface = "surface"
    status: Status | None = None
    collapsed: bool = False
    confirm: CardAction | None = None
    cancel: CardAction | None = None


class ListViewItem(NodeBase, tag="ListViewItem", kw_only=True):
    """A line of a list; with `on_click_action` all of it can be pressed."""

    children: list[Node]
    on_click_action: ActionId | None = None
    gap: Space = 2
    align: Align = "center"


class ListView(NodeBase, tag="ListView", kw_only=True):
    """Lines below each other. `limit`: how many are in sight until a person asks for the others."""

    children: Annotated[list[ListViewItem], Meta(max_length=LIST_ITEMS)]
    limit: Annotated[int, Meta(ge=1, le=LIST_ITEMS)] | Literal["auto"] = "auto"
    status: Status | None = None


class Basic(NodeBase, tag="Basic", kw_only=True):
    """Nodes without a surface, in the column of the conversation."""

    children: list[Node]
    direction: Direction = "col"
    gap: Space = 3
    padding: Space | Edges = 0
    align: Align | None = None
    justify: Justify = "start"


Root = Card | ListView | Basic
