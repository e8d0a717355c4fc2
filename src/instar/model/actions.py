"""What the controls of a widget bring when they are used."""

from collections import defaultdict
from typing import Any

import msgspec

from instar.model.widgets import held, walk
from instar.protocol.fields import Field
from instar.protocol.widgets import Button, Card, Form, ListViewItem, Root
from instar.protocol.widgets.words import words_of

LABEL_CHARS = 200


class Control(msgspec.Struct, frozen=True):
    """A control that has an action: what it says, and the fields whose values it brings."""

    label: str
    fields: tuple[Field, ...] = ()


class _Forms:
    """The fields of each form, and what the button says that submits it; by the form's place."""

    def __init__(self, root: Root) -> None:
        self.fields: dict[str | None, list[Field]] = defaultdict(list)
        self.submits: dict[str | None, str] = {}
        for _, node, form in walk(root):
            if isinstance(node, Field) and form is not None:
                self.fields[form].append(node)
            if isinstance(node, Button) and node.submit:
                self.submits.setdefault(form, node.label)


def actions_of(root: Root) -> dict[str, Control]:
    """Every control of a widget by the id of its action.

    A button in a form, the form's submission and a card's `confirm` bring all fields of the form; a
    field that acts when it changes brings its own value; anything else brings nothing.
    """
    forms = _Forms(root)
    return {
        action: _control(node, path if isinstance(node, Form | Card) else form, place, forms)
        for path, node, form in walk(root)
        for place, action in held(node)
    }


def _control(node: Any, form: str | None, place: str, forms: _Forms) -> Control:
    fields = tuple(forms.fields[form])
    match node:
        case Button():
            return Control(node.label, fields)
        case Form():
            return Control(forms.submits.get(form, "Submit"), fields)
        case Card() if place == "confirm/action":
            return Control(node.confirm.label if node.confirm else "", fields)
        case Card():
            return Control(node.cancel.label if node.cancel else "")
        case ListViewItem():
            return Control(words_of(node).replace("\n", " ")[:LABEL_CHARS])
        case _:
            return Control(node.label or node.name, (node,))
