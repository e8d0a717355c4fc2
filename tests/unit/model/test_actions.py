"""What controls bring."""

from instar.model.actions import actions_of
from instar.protocol.widgets import (
    Button,
    Card,
    CardAction,
    Form,
    Input,
    ListView,
    ListViewItem,
    Root,
    Text,
)
from tests.support.widgets import booking


def brought(root: Root) -> dict[str, tuple[str, list[str]]]:
    return {
        action: (control.label, [field.name for field in control.fields])
        for action, control in actions_of(root).items()
    }


def test_w2_each_control_has_its_label_and_fields() -> None:
    assert brought(booking()) == {
        "view": ("view", ["view"]),
        "book": ("Book it", ["who", "soup"]),
        "soup": ("Soup", ["soup"]),
        "check": ("Check", ["who", "soup"]),
        "help": ("Help", []),
        "cancel": ("Not now", []),
    }


def test_a_card_that_is_a_form_brings_its_fields_when_it_is_confirmed() -> None:
    card = Card(
        as_form=True,
        children=[Input(name="who"), Button(label="Check", on_click_action="check")],
        confirm=CardAction(label="Save", action="save"),
        cancel=CardAction(label="Discard", action="discard"),
    )
    assert brought(card) == {
        "check": ("Check", ["who"]),
        "save": ("Save", ["who"]),
        "discard": ("Discard", []),
    }


def test_a_card_that_is_no_form_brings_nothing() -> None:
    card = Card(
        children=[Form(on_submit_action="go", children=[Input(name="who")])],
        confirm=CardAction(label="Save", action="save"),
    )
    assert brought(card) == {"go": ("Submit", ["who"]), "save": ("Save", [])}


def test_a_line_of_a_list_is_called_what_it_says() -> None:
    lines = [
        ListViewItem(children=[Text(value=name), Text(value="2 seats")], on_click_action=name)
        for name in ("aula", "barn")
    ]
    assert brought(ListView(children=lines)) == {
        "aula": ("aula 2 seats", []),
        "barn": ("barn 2 seats", []),
    }
