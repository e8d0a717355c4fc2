"""docs/reference/messages.md"""

import json
from pathlib import Path
from typing import Any

from instar.protocol import down
from instar.protocol.errors import FAMILIES
from tools.reference.markdown import page, words
from tools.reference.shapes import DOWN, TAGS, UP, Json, components, fields

FRAMES = Path(__file__).parents[2] / "protocol/frames/v1/valid"


def render() -> str:
    """Every message with its payload and an example."""
    schemas = components([*UP, *DOWN])
    return page(
        "Messages",
        "What goes over the WebSocket at `/ws`, one JSON object a frame. The rules, with their ids, are in\n"
        "[SPEC.md](../../protocol/SPEC.md); the same shapes as JSON Schema in\n"
        "[protocol/schema/v1](../../protocol/schema/v1). A field that has its default may be left out, in both\n"
        "directions: an item without `attempt` is of the first.",
        "## The envelope",
        "Upward: `v` (1), `type`, `id` (8 to 64 characters, made by the client), `threadId` for a message about\n"
        "a thread, `payload`. Anything else is refused. Downward: `v`, `type`, `id`, `ts`, and where they apply\n"
        "`ref` (the `id` that is answered), `threadId` and `turnId`; an event of the log also has its `epoch`\n"
        "and `offset`. A client ignores fields and types that it does not know.",
        "## Upward",
        *(message("up", type_, schemas) for type_ in UP),
        "## Downward",
        *(message("down", type_, schemas) for type_ in DOWN),
        "### error.*",
        "A refusal of the message that `ref` names; the socket stays open. The type's last part is the code's\n"
        f"family: {', '.join(f'`error.{family}`' for family in FAMILIES)}.\n"
        "All codes are in [error codes](error-codes.md).",
        fields(components([down.ErrorPayload])["ErrorPayload"]),
        example("down", "error.conflict"),
    )


def message(direction: str, type_: Any, schemas: Json) -> str:
    """One message: its heading, docstring, payload and golden frame."""
    tag = TAGS[type_.__name__]
    schema = schemas[type_.__name__]
    payload = schemas.get(schema["properties"].get("payload", {}).get("$ref", ""), {})
    text = words(own_doc(type_))
    kind = " An event of the log." if type_ in down.DurableEvent.__args__ else ""
    parts = [f"### {tag}", (text + kind).strip(), words(own_doc_of(payload)), fields(payload)]
    return "\n\n".join(filter(None, [*parts, example(direction, tag)]))


def own_doc(type_: type) -> str | None:
    """The docstring of a type itself, not of what it is made of."""
    return type_.__dict__.get("__doc__")


def own_doc_of(schema: Json) -> str:
    """The description of a payload; one without a docstring has none."""
    return str(schema.get("description", ""))


def example(direction: str, tag: str) -> str:
    """The golden frame of a type, as both languages' tests read it."""
    path = FRAMES / f"{direction}-{tag}.json"
    frame = json.loads(path.read_text())["frame"]
    return f"```json\n{json.dumps(frame, indent=2, ensure_ascii=False)}\n```"
