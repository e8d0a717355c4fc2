"""Writes what follows from `instar.protocol`: JSON Schema, TypeScript types and validators.

python tools/generate_protocol.py           write the files
python tools/generate_protocol.py --check   exit 1 when a file is not what the models say
"""

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from instar.protocol import base, close_codes, down, errors, interface, rest, threads, up, widgets

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "protocol/schema/v1"
TYPESCRIPT = ROOT / "client/packages/protocol/src/generated.ts"
WIDGETS = ROOT / "client/packages/protocol/src/widgets/generated.ts"

Schema = dict[str, Any]

REF = "#/$defs/{name}"

# Unions that are written out wherever they stand, unless by their name; a tree names its nodes often.
UNIONS = {
    json.dumps(msgspec.json.schema_components([union], ref_template=REF)[0][0]): name
    for name, union in (("Node", widgets.Node), ("Root", widgets.Root))
}

# Field types that have a name of their own in the validators.
SCALARS = {
    "Id": base.Id,
    "ClientId": base.ClientId,
    "Timestamp": base.Timestamp,
    "Offset": base.Offset,
    "Text": base.Text,
}

UP = list(up.UpMessage.__args__)
OTHER = [up.PluginMessage, interface.Interface]
DOWN = [*down.DownMessage.__args__, *down.ERRORS.values()]
DURABLE = list(down.DurableEvent.__args__)
REST = [
    rest.Page[threads.Thread],
    rest.Page[threads.Item],
    rest.Page[rest.SearchHit],
    *(rest.CreateThread, rest.PatchThread, rest.AppendItem, rest.CreateAttachment),
    *(
        rest.SetFeedback,
        rest.Member,
        rest.SetMember,
        rest.CreateUser,
        rest.PatchUser,
        rest.LoginLink,
    ),
    *(rest.CreateSession, rest.Me, rest.Problem, rest.PatchInterface),
]


def components(types: list[Any]) -> dict[str, Schema]:
    """The schema of each type and of all that they use, by name; of a named union, too."""
    schemas = msgspec.json.schema_components(types, ref_template=REF)[1]
    folded = {name: fold(schema) for name, schema in schemas.items()}
    return folded | {
        name: json.loads(union) for union, name in UNIONS.items() if name in references(folded)
    }


def fold(schema: Any) -> Any:
    """A schema with a reference wherever msgspec wrote out a union that has a name."""
    if isinstance(schema, list):
        return [fold(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if name := UNIONS.get(
        json.dumps({k: schema[k] for k in ("anyOf", "discriminator") if k in schema})
    ):
        return {"$ref": REF.format(name=name)}
    return {key: fold(value) for key, value in schema.items()}


def name_of(type_: Any) -> str:
    """The name under which msgspec files a type."""
    (schema,), _ = msgspec.json.schema_components([type_], ref_template="{name}")
    return str(schema["$ref"])


def document(title: str, types: list[Any]) -> str:
    """A JSON Schema document whose instances are the given types."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "anyOf": [{"$ref": f"#/$defs/{name_of(type_)}"} for type_ in types],
        "$defs": components(types),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def zod(schema: Schema, tolerant: frozenset[str] = frozenset()) -> str:
    """The zod/mini expression of a schema made by msgspec.

    `tolerant` names the types of which the variant is meant that ignores unknown fields.
    """
    if name := named(schema):
        return name
    match schema:
        case {"$ref": ref}:
            name = str(ref).rpartition("/")[2]
            return f"{name}Seen" if name in tolerant else name
        case {"enum": values}:
            literals = ", ".join(json.dumps(value) for value in values)
            return f"z.literal({literals})" if len(values) == 1 else f"z.literal([{literals}])"
        case {"anyOf": options, "discriminator": {"propertyName": key}}:
            union = ", ".join(zod(option, tolerant) for option in options)
            return f'z.discriminatedUnion("{key}", [{union}])'
        case {"anyOf": options}:
            return f"z.union([{', '.join(zod(option, tolerant) for option in options)}])"
        case {"type": "object", "properties": properties}:
            fields = [
                f"  {json.dumps(key)}: {field(value, key in schema['required'], tolerant)},\n"
                for key, value in properties.items()
            ]
            return f"z.{kind(schema)}({{\n{''.join(fields)}}})"
        case {"type": "object", "additionalProperties": dict(value)} if value:
            return f"z.record(z.string(), {zod(value, tolerant)})"
        case {"type": "object"}:
            return "z.record(z.string(), z.unknown())"
        case {"type": "array", "items": {"discriminator": {"mapping": tags}}} if tolerant:
            # A kind of part that this client does not know yet is left out, not an error.
            return f"knownOnly({json.dumps(sorted(tags))}, {array(schema, tolerant)})"
        case {"type": "array"}:
            return array(schema, tolerant)
        case {"type": "string"}:
            checks = {"minLength": schema.get("minLength"), "maxChars": schema.get("maxLength")}
            if pattern := schema.get("pattern"):
                return f"z.string(){check(checks, f'z.regex(/{pattern}/)')}"
            return "z.string()" + check(checks)
        case {"type": "integer"}:
            return "z.int()" + check({"gte": schema.get("minimum"), "lte": schema.get("maximum")})
        case {"type": "number"}:
            return "z.number()"
        case {"type": "boolean"}:
            return "z.boolean()"
        case {"type": "null"}:
            return "z.null()"
        case _ if not schema.keys() - {"default", "description", "title"}:
            return "z.unknown()"
    raise ValueError(f"no zod for {schema}")


def named(schema: Schema) -> str | None:
    """The name of a field type that `SCALARS` lists."""
    bare = {key: value for key, value in schema.items() if key not in ("default", "description")}
    return next(
        (name for name, type_ in SCALARS.items() if msgspec.json.schema(type_) == bare), None
    )


def kind(schema: Schema) -> str:
    """Whether an object refuses fields that it does not know."""
    return "strictObject" if schema.get("additionalProperties") is False else "object"


def array(schema: Schema, tolerant: frozenset[str]) -> str:
    """The expression of a list."""
    checks = {"minLength": schema.get("minItems"), "maxLength": schema.get("maxItems")}
    return f"z.array({zod(schema['items'], tolerant)})" + check(checks)


def check(limits: dict[str, int | None], *more: str) -> str:
    """The `.check(…)` of a zod/mini expression, or nothing. `maxChars` is a helper of our own."""
    checks = [
        f"{name}({limit})" if name == "maxChars" else f"z.{name}({limit})"
        for name, limit in limits.items()
        if limit is not None
    ]
    checks.extend(more)
    return f".check({', '.join(checks)})" if checks else ""


def field(schema: Schema, required: bool, tolerant: frozenset[str]) -> str:
    """The expression of an object's field."""
    expression = zod(schema, tolerant)
    return expression if required else f"z.optional({expression})"


def seen(schemas: dict[str, Schema]) -> frozenset[str]:
    """The types of what clients say that the server says too: its readers are tolerant [E1]."""
    found: set[str] = set()
    todo = [name for name, schema in schemas.items() if kind(schema) == "object"]
    while todo:
        held = references(schemas[todo.pop()]) - found
        strict = {name for name in held if kind(schemas[name]) == "strictObject"}
        found |= strict
        todo.extend(strict)
    return frozenset(found)


def references(schema: Any) -> set[str]:
    """The names that a schema refers to."""
    if isinstance(schema, dict):
        # A discriminator's mapping repeats the references of its anyOf.
        inner = (references(value) for key, value in schema.items() if key != "discriminator")
        own = {schema["$ref"].rpartition("/")[2]} if "$ref" in schema else set()
        return own.union(*inner)
    if isinstance(schema, list):
        return set().union(*map(references, schema))
    return set()


def ordered(schemas: dict[str, Schema]) -> list[str]:
    """The names, each after those that it refers to."""
    done: list[str] = []

    def visit(name: str) -> None:
        if name not in done:
            for needed in sorted(references(schemas[name])):
                visit(needed)
            done.append(name)

    for name in sorted(schemas):
        visit(name)
    return done


def sealed(types: list[Any]) -> dict[str, Schema]:
    """The schemas of `types`, in which a widget is anything: it is drawn node by node, and no validator
    of a whole tree would let through what its reader does not know."""
    schemas = components(types)
    schemas["WidgetPart"]["properties"]["root"] = {}
    wanted: set[str] = set()
    todo = {name_of(type_) for type_ in types}
    while todo:
        wanted |= todo
        todo = set().union(*(references(schemas[name]) for name in todo)) - wanted
    return {name: schema for name, schema in schemas.items() if name in wanted}


def typescript() -> str:
    """The module `@instar/protocol` is made of."""
    schemas = sealed([*UP, *DOWN, *REST, *OTHER])
    lines = [
        "// Generated by tools/generate_protocol.py from instar.protocol. Do not edit.",
        "import * as z from 'zod/mini';",
        "import { knownOnly, maxChars } from './checks.ts';",
        "",
        f"export const PROTOCOL_VERSION = {base.PROTOCOL_VERSION};",
        f"export const SUBPROTOCOL = '{base.SUBPROTOCOL}';",
        f"export const FRAME_BYTES = {base.FRAME_BYTES};",
        f"export const TEXT_CHARS = {base.TEXT_CHARS};",
        f"export const SNAPSHOT_ITEMS = {base.SNAPSHOT_ITEMS};",
        "export const CLOSE_CODES = {",
        *(f"  {code.name}: {code.value}," for code in close_codes.CloseCode),
        "} as const;",
        "export const ERROR_FAMILIES = {",
        *(
            f"  {name}: {{ status: {status}, retryable: {json.dumps(retryable)} }},"
            for name, (status, retryable) in errors.FAMILIES.items()
        ),
        "} as const;",
        "",
    ]
    for name, type_ in SCALARS.items():
        # With a title it is not the schema that `named` knows, and so is written out.
        lines.append(f"const {name} = {zod({**msgspec.json.schema(type_), 'title': name})};")
    lines.append("")
    twice = seen(schemas)
    for name in ordered(schemas):
        schema = schemas[name]
        strict = kind(schema) == "strictObject"
        if text := schema.get("description"):
            lines.append("/** " + " ".join(text.split()) + " */")
        lines.append(f"export const {name} = {zod(schema, frozenset() if strict else twice)};")
        lines.append(f"export type {name} = z.infer<typeof {name}>;\n")
        if name in twice:
            relaxed = {**schema, "additionalProperties": True}
            lines.append(f"const {name}Seen = {zod(relaxed, twice)};\n")
    for name, types in (("UpMessage", UP), ("DownMessage", DOWN), ("DurableEvent", DURABLE)):
        union = ", ".join(map(name_of, types))
        lines.append(f"export const {name} = z.discriminatedUnion('type', [{union}]);")
        lines.append(f"export type {name} = z.infer<typeof {name}>;\n")
    return "\n".join(lines)


def type_of(schema: Schema) -> str:
    """The TypeScript type of a schema made by msgspec."""
    match schema:
        case {"$ref": ref}:
            return str(ref).rpartition("/")[2]
        case {"enum": values}:
            return " | ".join(json.dumps(value) for value in values)
        case {"anyOf": options}:
            return " | ".join(map(type_of, options))
        case {"type": "object", "additionalProperties": value}:
            return f"Readonly<Record<string, {type_of(value)}>>"
        case {"type": "array", "items": items}:
            return f"ReadonlyArray<{type_of(items)}>"
        case {"type": "integer"}:
            return "number"
        case {"type": "string" | "number" | "boolean" | "null" as name}:
            return str(name)
    raise ValueError(f"no type for {schema}")


def widget_types() -> str:
    """The nodes of a widget, as types alone."""
    roots = list(widgets.Root.__args__)
    lines = [
        "// Generated by tools/generate_protocol.py from instar.protocol.widgets. Do not edit."
    ]
    lines.append(f"export type Root = {' | '.join(map(name_of, roots))};\n")
    for name, schema in sorted(components(roots).items()):
        if "anyOf" in schema:
            lines.append(f"export type {name} = {type_of(schema)};\n")
            continue
        if text := schema.get("description"):
            lines.append("/** " + " ".join(text.split()) + " */")
        lines.append(f"export interface {name} {{")
        for key, value in schema["properties"].items():
            mark = "" if key in schema["required"] else "?"
            lines.append(f"  readonly {key}{mark}: {type_of(value)};")
        lines.append("}\n")
    return "\n".join(lines)


def outputs() -> dict[Path, str]:
    """Every generated file with its text."""
    return {
        SCHEMA / "up.json": document("Messages that a client sends", [*UP, up.PluginMessage]),
        SCHEMA / "down.json": document("Messages that the server sends", DOWN),
        SCHEMA / "rest.json": document("Bodies of the REST API", REST),
        TYPESCRIPT: typescript(),
        WIDGETS: widget_types(),
    }


def main() -> int:
    """Write the files, or compare them with `--check`."""
    checking = "--check" in sys.argv[1:]
    stale = [
        path for path, text in outputs().items() if not path.exists() or path.read_text() != text
    ]
    for path in stale:
        if checking:
            print(f"{path.relative_to(ROOT)} is stale: run tools/generate_protocol.py")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(outputs()[path])
    return int(checking and bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())
