"""What people put into fields: the cases that the page runs too, and anything at all."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instar.model.forms import check_values
from instar.protocol.errors import InstarError
from instar.protocol.fields import (
    Checkbox,
    DatePicker,
    Field,
    Fields,
    Input,
    Option,
    Select,
    Textarea,
    Value,
)

CASES = json.loads((Path(__file__).parents[3] / "protocol/forms/v1/cases.json").read_text("utf-8"))
VALUES = dict[str, Value]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_a3_values_are_checked_as_on_the_page(case: dict[str, Any]) -> None:
    fields = msgspec.convert(case["fields"], Fields)
    values = msgspec.convert(case["values"], VALUES)
    if fault := case.get("fault"):
        with pytest.raises(InstarError) as refused:
            check_values(fields, values)
        pointer = fault["name"].replace("~", "~0").replace("/", "~1")
        assert refused.value.code == "validation.value"
        assert refused.value.message == fault["sentence"]
        assert refused.value.path == f"/payload/values/{pointer}"
    else:
        assert check_values(fields, values) == case.get("given", case["values"])


FORM: list[Field] = [
    Input(name="text", input_type="email", min_length=1),
    Input(name="number", input_type="number", min=-1e300, step=1e-9),
    Textarea(name="lines", max_length=20),
    Select(name="one", options=[Option(value="a", label="A")]),
    Checkbox(name="box"),
    DatePicker(name="day", min="2026-01-01"),
]
ANYTHING = st.dictionaries(
    st.sampled_from([field.name for field in FORM]) | st.text(max_size=3),
    st.text() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans(),
)


@given(ANYTHING)
def test_any_values_are_taken_or_refused_with_the_field(values: dict[str, Value]) -> None:
    try:
        given_values = check_values(FORM, values)
    except InstarError as refusal:
        assert refusal.code == "validation.value"
        assert refusal.path is not None
        assert refusal.path.startswith("/payload/values/")
    else:
        assert check_values(FORM, given_values) == given_values
        assert given_values.items() <= values.items()
