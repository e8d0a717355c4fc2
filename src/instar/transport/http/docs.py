"""The API's reference as a page: plain HTML, made of the OpenAPI document. No script."""

import json
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from instar.protocol.errors import FAMILIES
from instar.transport.http.openapi import Json, document

STYLE = Path(__file__).with_name("docs.css")


async def openapi(scope: Scope, receive: Receive, send: Send) -> None:
    """The document itself."""
    await JSONResponse(document(), headers={"cache-control": "no-cache"})(scope, receive, send)


async def reference(scope: Scope, receive: Receive, send: Send) -> None:
    """The page."""
    response = HTMLResponse(render(document()), headers={"cache-control": "no-cache"})
    await response(scope, receive, send)


async def style(scope: Scope, receive: Receive, send: Send) -> None:
    """The page's style sheet."""
    response = Response(STYLE.read_bytes(), media_type="text/css")
    await response(scope, receive, send)


def render(api: Json) -> str:
    """The document as HTML."""
    info = api["info"]
    operations = (
        _operation(method, path, operation)
        for path, methods in api["paths"].items()
        for method, operation in methods.items()
    )
    schemas = (_schema(name, schema) for name, schema in api["components"]["schemas"].items())
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(info["title"])} REST API</title>
<link rel="stylesheet" href="/api/docs.css"></head><body><main>
<h1>{escape(info["title"])} REST API <small>{escape(info["version"])}</small></h1>
<p>{escape(info["description"])} Sign in with a session cookie or <code>Authorization: Bearer</code>.
The same as a document: <a href="/api/openapi.json">openapi.json</a>.</p>
<h2>Requests</h2>{"".join(operations)}
<h2>Errors</h2><p>Every refusal is a <a href="#Problem">Problem</a>
(<code>application/problem+json</code>); its <code>code</code> begins with one of these.</p>
{_table(("Family", "Status", "Try again"), (_family(name) for name in FAMILIES))}
<h2>Types</h2>{"".join(schemas)}
</main></body></html>"""


def _operation(method: str, path: str, operation: Json) -> str:
    rows = [
        (escape(one["name"]), one["in"], _type(one["schema"])) for one in operation["parameters"]
    ]
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        rows.append(("body", escape(media_type), _type(content.get("schema", {}))))
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            if status != "default":
                rows.append(
                    (f"answer {status}", escape(media_type), _type(content.get("schema", {})))
                )
    needs = operation.get("description", "" if operation["security"] else "Needs no session.")
    return (
        f'<section id="{operation["operationId"]}"><h3><b>{method.upper()}</b> {escape(path)}</h3>'
        f"<p>{escape(operation['summary'])}. {escape(needs)}</p>"
        f"{_table(('Name', 'Where', 'Type'), rows)}</section>"
    )


def _schema(name: str, schema: Json) -> str:
    needed = schema.get("required", ())
    rows = [
        (escape(field) + ("" if field in needed else " ?"), _type(inner))
        for field, inner in schema.get("properties", {}).items()
    ]
    words = _words(schema.get("description", ""))
    return f'<section id="{name}"><h3>{name}</h3><p>{words}</p>{_table(("Field", "Type"), rows)}</section>'


def _family(name: str) -> tuple[str, str, str]:
    status, retryable = FAMILIES[name]
    return f'<a id="{name}">{name}</a>', str(status), "yes" if retryable else "no"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    if not body:
        return ""
    heads = "".join(f"<th>{cell}</th>" for cell in head)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _type(schema: Json) -> str:
    """A schema in a few words, as HTML."""
    match schema:
        case {"$ref": ref}:
            name = str(ref).rpartition("/")[2]
            return f'<a href="#{name}">{name}</a>'
        case {"anyOf": options}:
            return " or ".join(map(_type, options))
        case {"enum": values}:
            return " or ".join(f"<code>{escape(str(value))}</code>" for value in values)
        case {"type": "array", "items": inner}:
            return f"list of {_type(inner)}"
        case {"type": kind}:
            return escape(str(kind)) + _bounds(schema)
        case _:
            return "bytes" if not schema else "anything"


def _bounds(schema: Json) -> str:
    said = [
        _span(schema.get("minimum"), schema.get("maximum"), ""),
        _span(schema.get("minLength"), schema.get("maxLength"), " characters"),
        f"{json.dumps(schema['default'])} by default" if schema.get("default") else "",
    ]
    return f" ({', '.join(filter(None, said))})" if any(said) else ""


def _span(low: int | None, high: int | None, unit: str) -> str:
    if high is None:
        return "" if low is None else f"at least {low}{unit}"
    return f"{'at most' if low is None else f'{low} to'} {high}{unit}"


def _words(text: str) -> str:
    """A docstring as HTML."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
