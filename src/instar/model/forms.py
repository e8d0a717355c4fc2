"""What a person put into fields, checked. `forms/check.ts` of the page says the same, in the same words."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from math import isclose, isfinite

from instar.protocol.errors import InstarError
from instar.protocol.fields import (
    Checkbox,
    DatePicker,
    Field,
    Input,
    Option,
    RadioGroup,
    Select,
    Textarea,
    Value,
)

EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
WEB = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
VALUES = "/payload/values"


def check_values(fields: Iterable[Field], values: Mapping[str, Value]) -> dict[str, Value]:
    """What was put in, without what was left empty.

    Raises InstarError `validation.value` with the sentence to show and the path of the field: a value
    that its field does not take, a required one that is missing, or one that no open field asks for.
    """
    known = {field.name: field for field in fields}
    for name in values:
        if name not in known:
            raise _refusal(name, "There is no such field.")
        if known[name].disabled:
            raise _refusal(name, "This cannot be changed.")
    given = {name: value for name, value in values.items() if not _is_empty(value)}
    for name, field in known.items():
        if (fault := fault_of(field, given.get(name))) is not None:
            raise _refusal(name, fault)
    return given


def fault_of(field: Field, value: Value | None) -> str | None:
    """Why `field` does not take `value`, as a sentence for people. None: nothing was put in."""
    match field:
        case _ if field.disabled:
            return None
        case Checkbox():
            return _box(field, value)
        case _ if value is None:
            return _missing(field) if field.required else None
        case Input(input_type="number"):
            return _number(field, value)
        case _ if not isinstance(value, str):
            return "Enter text."
        case Select() | RadioGroup():
            return _choice(field.options, value)
        case DatePicker():
            return _day(field, value)
        case Input() | Textarea():
            return _length(field, value) or _shape(field, value)


def _refusal(name: str, sentence: str) -> InstarError:
    pointer = name.replace("~", "~0").replace("/", "~1")
    return InstarError("validation.value", sentence, path=f"{VALUES}/{pointer}")


def _is_empty(value: Value) -> bool:
    return isinstance(value, str) and not value.strip()


def _missing(field: Field) -> str:
    return "Choose one." if isinstance(field, Select | RadioGroup) else "Fill this in."


def _box(field: Checkbox, value: Value | None) -> str | None:
    if value is not None and not isinstance(value, bool):
        return "Say yes or no."
    return "Check this to go on." if field.required and not value else None


def _number(field: Input, value: Value) -> str | None:
    if isinstance(value, str | bool):
        return "Enter a number."
    if field.min is not None and value < field.min:
        return f"Enter {_plain(field.min)} or more."
    if field.max is not None and value > field.max:
        return f"Enter {_plain(field.max)} or less."
    if field.step is not None and not _is_step(value - (field.min or 0), field.step):
        return (
            "Enter a whole number." if field.step == 1 else f"Enter steps of {_plain(field.step)}."
        )
    return None


def _is_step(distance: float, step: float) -> bool:
    steps = distance / step
    return isfinite(steps) and isclose(steps, round(steps), rel_tol=1e-9, abs_tol=1e-9)


def _plain(number: float) -> str:
    """A number as JavaScript writes it, for the sizes that people use."""
    return str(int(number)) if number == int(number) else str(number)


def _choice(options: list[Option], value: str) -> str | None:
    open_ones = (option.value for option in options if not option.disabled)
    return None if value in open_ones else "Choose one of the options."


def _day(field: DatePicker, value: str) -> str | None:
    if not _is_day(value):
        return "Enter a day."
    if field.min is not None and value < field.min:
        return f"Choose {field.min} or later."
    if field.max is not None and value > field.max:
        return f"Choose {field.max} or earlier."
    return None


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return DAY.fullmatch(value) is not None


def _length(field: Input | Textarea, value: str) -> str | None:
    if len(value) < field.min_length:
        return f"Write at least {field.min_length} characters."
    if len(value) > field.max_length:
        return f"Write at most {field.max_length} characters."
    return None


def _shape(field: Input | Textarea, value: str) -> str | None:
    match field:
        case Input() if "\n" in value or "\r" in value:
            return "Write one line."
        case Input(input_type="email") if not EMAIL.fullmatch(value):
            return "Enter an address such as ada@example.org."
        case Input(input_type="url") if not WEB.fullmatch(value):
            return "Enter an address that begins with https:// or http://."
        case _:
            return None
