"""docs/reference/rest.md"""

from instar.transport.http.openapi import document
from tools.reference.markdown import page, table
from tools.reference.shapes import TYPES, Json, default_of, shape


def render() -> str:
    """Every route, by what it is about."""
    paths = document()["paths"]
    routes = [
        (path, method, operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
    ]
    tags = dict.fromkeys(tag for *_, operation in routes for tag in operation["tags"])
    parts: list[str] = []
    for tag in tags:
        parts.append(f"## {tag.capitalize()}")
        parts += [route(*one) for one in routes if tag in one[2]["tags"]]
    return page(
        "REST",
        "JSON over HTTP under `/api/v1`, on the server's own origin. Sign in with the session cookie, or with\n"
        "`Authorization: Bearer` and the [admin token](settings.md). A running server shows the same at\n"
        "`/api/docs`, and as an OpenAPI 3.1 document at `/api/openapi.json`. A refusal is a\n"
        f"[Problem]({TYPES}#problem) (`application/problem+json`) with one of the [error codes](error-codes.md).\n"
        "What REST changes in a thread is an event of its log and reaches every subscriber.",
        "A body of JSON may hold 1 MiB (an import 64 MiB). A user may change 100 things at once and 20 a second\n"
        "after that; `POST /session` takes 30 at once and one a second from an address. A list is read page by\n"
        "page: `after` is the `lastId` of the page before, `before` the `firstId` of the page after.",
        *parts,
    )


def route(path: str, method: str, operation: Json) -> str:
    """One route: its heading, whom it is for, parameters, body and answer."""
    needs = operation.get("description", "" if operation["security"] else "Needs no session.")
    lines = []
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        body = shape(content["schema"]) if content else "the bytes"
        lines.append(
            f"Body: {body}" + ("" if media_type == "application/json" else " themselves") + "."
        )
    for status, response in operation["responses"].items():
        if status != "default":
            lines.append(f"Answer: {status}{answer(response)}.")
    parameters = (
        (f"`{one['name']}`", shape(one["schema"]), default_of(one["schema"], one["required"]))
        for one in operation["parameters"]
        if one["in"] == "query"
    )
    return "\n\n".join(
        filter(
            None,
            [
                f"### {method.upper()} {path}",
                f"{operation['summary']}. {needs}".strip(),
                table(("Parameter", "Type", "When left out"), parameters),
                " ".join(lines),
            ],
        )
    )


def answer(response: Json) -> str:
    """What an answer holds."""
    for media_type, content in response.get("content", {}).items():
        return f" {shape(content['schema'])}" if content else f" `{media_type}`"
    return ""
