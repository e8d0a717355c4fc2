"""What a widget may be."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instar.model.widgets import BYTES, DEPTH, NODES, read_widget
from instar.protocol.errors import InstarError
from instar.protocol.widgets import (
    Basic,
    Button,
    Card,
    Chart,
    Form,
    Image,
    Input,
    LineSeries,
    Markdown,
    Row,
    Table,
    Text,
)
from tests.support.widgets import ROOTS, booking, nested, of_size


def refusal(made: Any) -> tuple[str, str | None]:
    with pytest.raises(InstarError) as refused:
        read_widget(made)
    return refused.value.code, refused.value.path


def test_a_widget_is_read_as_it_was_made() -> None:
    assert read_widget(booking()) == booking()
    assert read_widget(msgspec.to_builtins(booking())) == booking()


def test_a_node_knows_no_property_that_it_has_not() -> None:
    made = {"type": "Card", "children": [{"type": "Text", "value": "x", "style": "color:red"}]}
    assert read_widget(made) == Card(children=[Text(value="x")])


@pytest.mark.parametrize(
    ("made", "code", "path"),
    [
        (
            {"type": "Card", "children": [{"type": "Script"}]},
            "validation.widget",
            "/children/0/type",
        ),
        ({"type": "Text", "value": "no root"}, "validation.widget", "/type"),
        (Card(children=[Text(value=7)]), "validation.widget", "/children/0/value"),  # ty: ignore
        (Card(children=[Row(gap=99)]), "validation.widget", "/children/0/gap"),
        (Card(children=[], padding="4px"), "validation.widget", "/padding"),  # ty: ignore
        (Card(children=[object()]), "validation.widget", ""),  # ty: ignore
        ("a card", "validation.widget", ""),
        (nested(DEPTH + 1), "too_large.widget", "/children/0" * DEPTH),
        (nested(5_000), "too_large.widget", ""),
        (of_size(NODES + 1), "too_large.widget", f"/children/{NODES - 1}"),
        (Card(children=[Markdown(value="x" * BYTES)]), "too_large.widget", ""),
        (
            Card(children=[Table(rows=[{"a": 1}] * 201)]),
            "validation.widget",
            "/children/0/rows",
        ),
        (
            Card(children=[Chart(data=[{}] * 501, series=[LineSeries(data_key="a")], x_axis="b")]),
            "validation.widget",
            "/children/0/data",
        ),
        (Card(children=[Form(children=[Form()])]), "validation.widget", "/children/0/children/0"),
        (Card(children=[Form()], as_form=True), "validation.widget", "/children/0"),
        (
            Card(children=[Button(label="Go", submit=True)]),
            "validation.widget",
            "/children/0/submit",
        ),
        (
            Card(children=[Form(children=[Input(name="a"), Row(children=[Input(name="a")])])]),
            "validation.widget",
            "/children/0/children/1/children/0/name",
        ),
        (
            Card(children=[Button(label=word, on_click_action="go") for word in ("Go", "Also")]),
            "validation.widget",
            "/children/1/onClickAction",
        ),
    ],
)
def test_w1_what_is_no_widget_is_refused_with_its_place(made: Any, code: str, path: str) -> None:
    assert refusal(made) == (code, path)


def test_w1_the_largest_widgets_are_taken() -> None:
    assert read_widget(nested(DEPTH))
    assert read_widget(of_size(NODES))


def test_a_widget_that_holds_itself_is_refused() -> None:
    row = Row(children=[])
    row.children.append(row)
    assert refusal(Card(children=[row])) == ("too_large.widget", "")


def test_two_forms_may_have_a_field_of_one_name() -> None:
    forms = [Form(children=[Input(name="who")]) for _ in range(2)]
    assert read_widget(Basic(children=[*forms, Input(name="who")]))


@pytest.mark.parametrize(
    "source",
    [
        "/api/v1/attachments/att_1/content",
        "/api/v1/attachments/att_01.x:y/preview",
        "https://example.org/a.png?b=c",
        "HTTPS://example.org",
    ],
)
def test_pictures_come_from_this_server_or_from_https(source: str) -> None:
    assert read_widget(Card(children=[Image(src=source)]))


@pytest.mark.parametrize(
    "source",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "blob:https://example.org/1",
        "file:///etc/passwd",
        "http://example.org/a.png",
        "//example.org/a.png",
        "https:///a.png",
        "https:example.org",
        "/api/v1/attachments/../users",
        "/api/v1/attachments/../content",
        "/api/v1/attachments/a/../../threads/content",
        "/api/v1/attachments/att_1/content\n",
        "/api/v1/threads",
        "",
    ],
)
def test_w1_no_other_address_is_taken(source: str) -> None:
    assert refusal(Card(children=[Image(src=source)])) == ("validation.widget", "/children/0/src")


@given(ROOTS)
def test_any_tree_is_read_or_refused_and_reading_is_stable(root: Any) -> None:
    try:
        read = read_widget(root)
    except InstarError as refused:
        assert refused.code in ("validation.widget", "too_large.widget")
    else:
        assert read == root
        assert read_widget(read) == read


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "children", "value", "rows", "action"]), inner)
    ),
    max_leaves=10,
)


@given(JSON, st.sampled_from(["Card", "ListView", "Basic"]))
def test_whatever_is_made_is_read_or_refused(made: Any, type_: str) -> None:
    try:
        read_widget({"type": type_, "children": made})
    except InstarError as refused:
        assert refused.path is not None
