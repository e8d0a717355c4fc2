"""Types and their fields in words, with links to the page of types."""

import json
from typing import Any

import msgspec

from instar.protocol import base, down, up, widgets
from instar.protocol import fields as asked
from tools.reference.markdown import table

TYPES = "types.md"
WIDGETS = "widgets.md"
UP: list[Any] = list(up.UpMessage.__args__)
DOWN: list[Any] = list(down.DownMessage.__args__)
TAGS: dict[str, str] = {type_.__name__: str(type_.__struct_config__.tag) for type_ in (*UP, *DOWN)}
Json = dict[str, Any]
NODES = frozenset(type_.__name__ for type_ in widgets.Node.__args__)

SCALARS = {
    msgspec.json.schema(type_)["pattern"]: name
    for type_, name in ((base.Id, "id"), (base.Timestamp, "time"))
}
LIMITS = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " of them"),
)
EXACT = 2**53 - 1
"""The largest whole number that JSON readers keep: as a limit it goes without saying."""


def components(types: list[Any]) -> Json:
    """The schema of each type and of all that they use, by name."""
    return msgspec.json.schema_components(types, ref_template="{name}")[1]


WIDGET_TYPES: Json = {
    name: schema
    for name, schema in components(list(widgets.Root.__args__)).items()
    if name not in components(list(asked.Field.__args__))
}
"""What a widget alone is made of; a plain field stands elsewhere, too."""


def called(name: str) -> str:
    """How a page calls a type: a node by its tag."""
    tag = WIDGET_TYPES.get(name, {}).get("properties", {}).get("type")
    return str(tag["enum"][0]) if tag else name


def place(name: str) -> str:
    """Where a type is described."""
    page = WIDGETS if name in WIDGET_TYPES else TYPES
    return f"{page}#{called(name).lower().replace('.', '')}"


def shape(schema: Json) -> str:
    """A schema in a few words."""
    match schema:
        case {"$ref": ref}:
            name = str(ref).rpartition("/")[2]
            if name in TAGS:
                return f"[{TAGS[name]}](messages.md#{TAGS[name].replace('.', '')})"
            if name.startswith("Page_"):
                return f"[Page]({TYPES}#page) of {shape({'$ref': name[5:-1]})}"
            return f"[{called(name)}]({place(name)})"
        case {"anyOf": options, "discriminator": {"mapping": tags}} if len(tags) == len(NODES):
            return f"[a node]({WIDGETS}#nodes)"
        case {"anyOf": options}:
            return " or ".join(dict.fromkeys(map(shape, options)))
        case {"enum": values}:
            return " or ".join(f"`{json.dumps(value)}`" for value in values)
        case {"type": "array", "items": inner}:
            return f"list of {shape(inner)}" + bounds(schema)
        case {"type": "object", "additionalProperties": dict(inner)} if inner:
            return f"object of {shape(inner)} by id"
        case {"type": "string", "pattern": pattern} if pattern in SCALARS:
            return SCALARS[pattern] + (bounds(schema) if schema.get("minLength", 1) > 1 else "")
        case {"type": "null"}:
            return "null"
        case {"type": kind}:
            return f"{kind}{bounds(schema)}"
    return "anything"


def bounds(schema: Json) -> str:
    """The limits of a value in brackets."""
    said = [limit(schema.get(low), schema.get(high), of) for low, high, of in LIMITS]
    if "exclusiveMinimum" in schema:
        said.append(f"more than {schema['exclusiveMinimum']}")
    return f" ({', '.join(filter(None, said))})" if any(said) else ""


def limit(low: int | None, high: int | None, of: str) -> str:
    """A range in words; one from nothing is said by its end alone."""
    if high in (None, EXACT):
        return f"at least {low:,}{of}" if low else ""
    return f"{low:,} to {high:,}{of}" if low else f"at most {high:,}{of}"


def fields(schema: Json) -> str:
    """A table of an object's fields; those without a third cell have to be there."""
    return table(
        ("Field", "Type", "When left out"),
        (
            (f"`{name}`", shape(field), default_of(field, name in schema.get("required", ())))
            for name, field in schema.get("properties", {}).items()
        ),
    )


def default_of(schema: Json, required: bool) -> str:
    """What a value is when it is absent; empty for one that has to be there."""
    if required:
        return ""
    default = schema.get("default")
    return "nothing" if default is None else f"`{json.dumps(default)}`"
