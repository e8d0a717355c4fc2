"""docs/reference/types.md"""

import re

from instar.protocol import down
from instar.transport.http.openapi import document
from tools.reference.markdown import page, words
from tools.reference.shapes import DOWN, TAGS, UP, WIDGET_TYPES, components, fields, shape


def render() -> str:
    """Every type that a message or a route names."""
    schemas = {**components([*UP, *DOWN, down.ErrorPayload]), **document()["components"]["schemas"]}
    hidden = re.compile(r"Page_|.*Query$")
    shown = [
        "\n\n".join(filter(None, [f"## {name}", words(schema.get("description")), fields(schema)]))
        for name, schema in sorted(schemas.items())
        if name not in TAGS and name not in WIDGET_TYPES and not hidden.match(name)
    ]
    paged = (
        "## Page\n\nPart of a list. Ask for what follows with `after=lastId`, for what precedes with\n"
        "`before=firstId`.\n\n"
    )
    return page(
        "Types",
        "What [messages](messages.md) and [REST](rest.md) are made of. An *id* is 1 to 64 of the characters\n"
        "`A-Za-z0-9_.:-`; a *time* is RFC 3339 in UTC with milliseconds. A field that has its default may be\n"
        "left out.",
        paged + fields(schemas["Page_Thread_"]).replace(shape({"$ref": "Thread"}), "anything"),
        *shown,
    )
