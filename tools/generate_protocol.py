"""Writes what follows from the models of `instar.protocol`: JSON Schema, TypeScript types and validators.

    python tools/generate_protocol.py           write the files
    python tools/generate_protocol.py --check   exit 1 when a file is not what the models say
"""

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from instar.protocol import base, close_codes, down, errors, rest, threads, up

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "protocol/schema/v1"
TYPESCRIPT = ROOT / "client/packages/protocol/src/generated.ts"

Schema = dict[str, Any]

UP = list(up.UpMessage.__args__)
DOWN = [*down.DownMessage.__args__, *down.ERRORS.values()]
DURABLE = list(down.DurableEvent.__args__)
REST = [
    rest.Page[threads.Thread],
    rest.Page[threads.Item],
    rest.Page[rest.SearchHit],
    *(rest.CreateThread, rest.PatchThread, rest.AppendItem, rest.CreateAttachment),
    *(rest.SetFeedback, rest.Member, rest.SetMember, rest.CreateUser, rest.LoginLink),
    *(rest.CreateSession, rest.Me, rest.Problem),
]


def components(types: list[Any]) -> dict[str, Schema]:
    """The schema of each type and of all that they use, by name."""
    return msgspec.json.schema_components(types, ref_template="#/$defs/{name}")[1]


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


def zod(schema: Schema) -> str:
    """The zod/mini expression of a schema made by msgspec."""
    match schema:
        case {"$ref": ref}:
            return str(ref).rpartition("/")[2]
        case {"enum": values}:
            literals = ", ".join(json.dumps(value) for value in values)
            return f"z.literal({literals})" if len(values) == 1 else f"z.literal([{literals}])"
        case {"anyOf": options, "discriminator": {"propertyName": key}}:
            return f'z.discriminatedUnion("{key}", [{", ".join(map(zod, options))}])'
        case {"anyOf": options}:
            return f"z.union([{', '.join(map(zod, options))}])"
        case {"type": "object", "properties": properties}:
            kind = "strictObject" if schema.get("additionalProperties") is False else "object"
            fields = [
                f"  {json.dumps(key)}: {field(value, key in schema['required'])},\n"
                for key, value in properties.items()
            ]
            return f"z.{kind}({{\n{''.join(fields)}}})"
        case {"type": "object", "additionalProperties": dict(value)} if value:
            return f"z.record(z.string(), {zod(value)})"
        case {"type": "object"}:
            return "z.record(z.string(), z.unknown())"
        case {"type": "array"}:
            checks = {"minLength": schema.get("minItems"), "maxLength": schema.get("maxItems")}
            return f"z.array({zod(schema['items'])})" + check(checks)
        case {"type": "string"}:
            checks = {"minLength": schema.get("minLength"), "maxLength": schema.get("maxLength")}
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
    raise ValueError(f"no zod for {schema}")


def check(limits: dict[str, int | None], *more: str) -> str:
    """The `.check(…)` of a zod/mini expression, or nothing."""
    checks = [f"z.{name}({limit})" for name, limit in limits.items() if limit is not None]
    checks.extend(more)
    return f".check({', '.join(checks)})" if checks else ""


def field(schema: Schema, required: bool) -> str:
    """The expression of an object's field."""
    return zod(schema) if required else f"z.optional({zod(schema)})"


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


def typescript() -> str:
    """The module `@instar/protocol` is made of."""
    schemas = components([*UP, *DOWN, *REST])
    lines = [
        "// Generated by tools/generate_protocol.py from instar.protocol. Do not edit.",
        "import * as z from 'zod/mini';",
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
    for name in ordered(schemas):
        if text := schemas[name].get("description"):
            lines.append("/** " + " ".join(text.split()) + " */")
        lines.append(f"export const {name} = {zod(schemas[name])};")
        lines.append(f"export type {name} = z.infer<typeof {name}>;\n")
    for name, types in (("UpMessage", UP), ("DownMessage", DOWN), ("DurableEvent", DURABLE)):
        union = ", ".join(map(name_of, types))
        lines.append(f"export const {name} = z.discriminatedUnion('type', [{union}]);")
        lines.append(f"export type {name} = z.infer<typeof {name}>;\n")
    return "\n".join(lines)


def outputs() -> dict[Path, str]:
    """Every generated file with its text."""
    return {
        SCHEMA / "up.json": document("Messages that a client sends", UP),
        SCHEMA / "down.json": document("Messages that the server sends", DOWN),
        SCHEMA / "rest.json": document("Bodies of the REST API", REST),
        TYPESCRIPT: typescript(),
    }


def main() -> int:
    """Write the files, or compare them with `--check`."""
    checking = "--check" in sys.argv[1:]
    stale = [path for path, text in outputs().items() if not path.exists() or path.read_text() != text]
    for path in stale:
        if checking:
            print(f"{path.relative_to(ROOT)} is not what the models say: run tools/generate_protocol.py")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(outputs()[path])
    return int(checking and bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())
