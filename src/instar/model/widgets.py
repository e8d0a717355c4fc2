"""What a widget may be. A handler's mistake is told to the handler, before anyone sees it."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from instar.protocol.codec import validation
from instar.protocol.errors import InstarError
from instar.protocol.fields import Field
from instar.protocol.widgets import Button, Card, Form, Image, Root
from instar.protocol.widgets.tokens import NodeBase

NODES = 500
DEPTH = 16
BYTES = 65_536

ITEM_TYPES: dict[str, str] = {
    "Card": "widget.card",
    "ListView": "widget.listview",
    "Basic": "widget.basic",
}
"""The type of a widget's item, by the type of its root."""

OWN_PICTURE = re.compile(r"/api/v1/attachments/[A-Za-z0-9_-][A-Za-z0-9_.:-]*/(content|preview)")
OTHER_PICTURE = re.compile(r"https://[^\s/]\S*", re.IGNORECASE)


def read_widget(made: Any) -> Root:
    """The widget that was made, of structs or of what JSON is made of.

    Raises InstarError with a JSON pointer into the widget: `too_large.widget` for more nodes, levels
    or bytes than a widget may have, `validation.widget` for a node or property that there is not, an
    address that nobody should follow, a form in a form, two fields of one name in a form, or one
    action at two controls.
    """
    root = _convert(made)
    forms: dict[str, set[str]] = {}
    actions: set[str] = set()
    for count, (path, node, form) in enumerate(walk(root), 1):
        if count > NODES:
            raise _too_large(f"A widget may have {NODES} nodes.", path)
        _check_place(node, path, form)
        if isinstance(node, Image):
            _check_source(node.src, f"{path}/src")
        if isinstance(node, Field) and form is not None:
            _once(forms.setdefault(form, set()), node.name, f"{path}/name", "field in this form")
        for place, action in held(node):
            _once(actions, action, f"{path}/{place}", "control with this action")
    return root


def item_type_of(root: Root) -> str:
    """The type of the item that shows the widget."""
    return ITEM_TYPES[type(root).__name__]


def walk(root: Root) -> Iterator[tuple[str, NodeBase | Field, str | None]]:
    """Each node with its pointer and that of the form around it, a parent before its children.

    Raises InstarError `too_large.widget` where the tree is too deep.
    """
    todo: list[tuple[str, Any, str | None, int]] = [("", root, None, 1)]
    while todo:
        path, node, form, depth = todo.pop()
        if depth > DEPTH:
            raise _too_large(f"A widget may be {DEPTH} levels deep.", path)
        yield path, node, form
        if isinstance(node, Form) or (isinstance(node, Card) and node.as_form):
            form = path
        todo.extend(
            (place, child, form, depth + 1) for place, child in reversed(_children(node, path))
        )


def held(node: Any) -> Iterator[tuple[str, str]]:
    """The actions that a node holds, each with its place in the node."""
    for place, name in (
        ("onClickAction", "on_click_action"),
        ("onSubmitAction", "on_submit_action"),
        ("onChangeAction", "on_change_action"),
    ):
        if action := getattr(node, name, None):
            yield place, action
    for name in ("confirm", "cancel"):
        if button := getattr(node, name, None):
            yield f"{name}/action", button.action


def _convert(made: Any) -> Root:
    try:
        plain = msgspec.to_builtins(made)
        if len(msgspec.json.encode(plain)) > BYTES:
            raise _too_large(f"A widget may have {BYTES // 1024} KiB.", "")
        return msgspec.convert(plain, Root)
    except msgspec.ValidationError as error:
        refusal = validation(error)
        raise InstarError("validation.widget", refusal.message, path=refusal.path) from None
    except RecursionError:
        raise _too_large(f"A widget may be {DEPTH} levels deep.", "") from None
    except (TypeError, ValueError) as error:
        raise InstarError("validation.widget", f"This is no widget: {error}.", path="") from None


def _children(node: Any, path: str) -> list[tuple[str, Any]]:
    children = getattr(node, "children", None)
    if isinstance(children, list):
        return [(f"{path}/children/{at}", child) for at, child in enumerate(children)]
    return [] if children is None else [(f"{path}/children", children)]


def _check_place(node: Any, path: str, form: str | None) -> None:
    if isinstance(node, Form) and form is not None:
        raise InstarError("validation.widget", "A form can not lie in a form.", path=path)
    if isinstance(node, Button) and node.submit and form is None:
        raise InstarError("validation.widget", "There is no form to submit.", path=f"{path}/submit")


def _check_source(source: str, path: str) -> None:
    if not (OWN_PICTURE.fullmatch(source) or OTHER_PICTURE.fullmatch(source)):
        raise InstarError(
            "validation.widget",
            "A picture is an attachment of this server or at https:.",
            path=path,
        )


def _once(seen: set[str], name: str, path: str, what: str) -> None:
    if name in seen:
        raise InstarError("validation.widget", f"There is another {what}: {name}.", path=path)
    seen.add(name)


def _too_large(message: str, path: str) -> InstarError:
    return InstarError("too_large.widget", message, path=path)
