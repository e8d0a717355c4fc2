"""Controls that a person fills in: in a widget's form, for a command, to answer an ask.

Names and properties are ChatKit's; `label` and `help` are ours, so that a list of fields is a form.
A value is a string, a number for `Input` of `number`, a boolean for `Checkbox`.
"""

from typing import Annotated, Literal

from msgspec import Meta

from instar.protocol.base import Wire

FIELD_CHARS = 4_000
FIELDS = 50
OPTIONS = 200

FieldName = Annotated[str, Meta(pattern=r"^[a-zA-Z][a-zA-Z0-9_]{0,63}$(?!\n)")]
Words = Annotated[str, Meta(max_length=500)]
Date = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$(?!\n)")]
Value = str | float | bool
"""What a person put into a field."""


class Option(Wire):
    """One thing to choose."""

    value: Annotated[str, Meta(max_length=200)]
    label: Words
    description: Words = ""
    disabled: bool = False


Options = Annotated[list[Option], Meta(min_length=1, max_length=OPTIONS)]


class _Field(Wire, tag_field="type", kw_only=True):
    name: FieldName
    label: Words = ""
    help: Words = ""
    required: bool = False
    disabled: bool = False


class Input(_Field, tag="Input", kw_only=True):
    """One line of text, or a number within `min` and `max`."""

    input_type: Literal["text", "email", "url", "tel", "number"] = "text"
    placeholder: Words = ""
    default_value: str | float | None = None
    min_length: int = 0
    max_length: Annotated[int, Meta(ge=1, le=FIELD_CHARS)] = 200
    min: float | None = None
    max: float | None = None
    step: Annotated[float, Meta(gt=0)] | None = None


class Textarea(_Field, tag="Textarea", kw_only=True):
    """Several lines of text."""

    placeholder: Words = ""
    default_value: str = ""
    min_length: int = 0
    max_length: Annotated[int, Meta(ge=1, le=FIELD_CHARS)] = FIELD_CHARS
    rows: Annotated[int, Meta(ge=1, le=20)] = 3


class Select(_Field, tag="Select", kw_only=True):
    """One of many, from a list that opens."""

    options: Options
    placeholder: Words = ""
    default_value: str | None = None


class RadioGroup(_Field, tag="RadioGroup", kw_only=True):
    """One of a few, all in sight."""

    options: Options
    default_value: str | None = None
    direction: Literal["row", "col"] = "col"


class Checkbox(_Field, tag="Checkbox", kw_only=True):
    """Yes or no. `required`: only yes will do."""

    default_checked: bool = False


class DatePicker(_Field, tag="DatePicker", kw_only=True):
    """A day, `YYYY-MM-DD`."""

    placeholder: Words = ""
    default_value: Date | None = None
    min: Date | None = None
    max: Date | None = None


Field = Input | Textarea | Select | RadioGroup | Checkbox | DatePicker
Fields = Annotated[list[Field], Meta(max_length=FIELDS)]
