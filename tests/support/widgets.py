"""Widgets to test with."""

from typing import Any

from hypothesis import strategies as st

from instar.protocol.widgets import (
    Basic,
    Box,
    Button,
    Card,
    CardAction,
    Checkbox,
    Col,
    Form,
    Input,
    ListView,
    ListViewItem,
    Option,
    Row,
    Select,
    Text,
    Title,
)

ROOMS = [Option(value="aula", label="Aula"), Option(value="barn", label="Barn")]


def booking() -> Card:
    """A card with a form, buttons and a list that acts when it changes."""
    return Card(
        children=[
            Title(value="Book a room"),
            Select(name="view", options=ROOMS, on_change_action="view"),
            Form(
                on_submit_action="book",
                children=[
                    Input(name="who", label="Name", required=True),
                    Row(
                        children=[
                            Checkbox(name="soup", label="Soup", on_change_action="soup"),
                            Button(label="Check", on_click_action="check"),
                        ]
                    ),
                    Button(label="Book it", submit=True),
                ],
            ),
            Button(label="Help", on_click_action="help"),
        ],
        cancel=CardAction(label="Not now", action="cancel"),
    )


def nested(levels: int) -> Card:
    """A card whose boxes lie in each other, so that it is so many levels deep."""
    node: Any = Text(value="inside")
    for _ in range(levels - 2):
        node = Box(children=[node])
    return Card(children=[node])


def of_size(nodes: int) -> Basic:
    """A widget with so many nodes."""
    return Basic(children=[Text(value=str(number)) for number in range(nodes - 1)])


LEAVES = st.builds(Text, value=st.text(max_size=20)) | st.builds(
    Title, value=st.text(max_size=20), size=st.sampled_from(["sm", "xl"])
)
NODES = st.recursive(
    LEAVES,
    lambda node: (
        st.builds(Col, children=st.lists(node, max_size=4), gap=st.floats(0, 16))
        | st.builds(Form, children=st.lists(node, max_size=4))
    ),
    max_leaves=20,
)
ROOTS = st.builds(Card, children=st.lists(NODES, max_size=4)) | st.builds(
    ListView, children=st.lists(st.builds(ListViewItem, children=st.lists(LEAVES)), max_size=3)
)
