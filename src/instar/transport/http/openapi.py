"""The API as an OpenAPI 3.1 document, made of the table of routes."""

import functools
import re
from typing import Any

import msgspec

from instar import __version__
from instar.protocol.rest import Problem
from instar.transport.http.route import Route
from instar.transport.http.routes import PREFIX, ROUTES

Json = dict[str, Any]

_REFS = "#/components/schemas/{name}"


@functools.cache
def document() -> Json:
    """The whole API."""
    schemas, components = _schemas()
    paths: dict[str, Json] = {}
    for route in ROUTES:
        paths.setdefault(PREFIX + route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Instar",
            "version": __version__,
            "description": "Threads, items and files. What REST changes reaches every socket.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "instar_session_PORT"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _schemas() -> tuple[dict[Any, Json], Json]:
    """A reference to the schema of each type that a route names, and the schemas."""
    types = {type_ for route in ROUTES for type_ in (route.body, route.query, _result_type(route))}
    ordered = sorted(types - {None} | {Problem}, key=repr)
    references, components = msgspec.json.schema_components(ordered, ref_template=_REFS)
    return dict(zip(ordered, references, strict=True)), components


def _result_type(route: Route) -> Any:
    return None if isinstance(route.result, str) else route.result


def _operation(route: Route, schemas: dict[Any, Json]) -> Json:
    operation: Json = {
        "operationId": route.answer.__name__,
        "summary": route.summary,
        "tags": [route.path.split("/")[1]],
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        "responses": {
            str(route.status if route.result else 204): _success(route, schemas),
            "default": {
                "description": "A refusal",
                "content": {"application/problem+json": {"schema": schemas[Problem]}},
            },
        },
        "security": [] if route.needs == "nobody" else [{"session": []}, {"token": []}],
    }
    if route.needs == "admin":
        operation["description"] = "Needs the role admin."
    if route.body is not None:
        content: Json = {"application/json": {"schema": schemas[route.body]}}
        operation["requestBody"] = {"required": True, "content": content}
    elif route.raw:
        operation["requestBody"] = {"required": True, "content": {"application/octet-stream": {}}}
    return operation


def _success(route: Route, schemas: dict[Any, Json]) -> Json:
    if route.result is None:
        return {"description": "Done"}
    if isinstance(route.result, str):
        return {"description": "The file", "content": {route.result: {}}}
    schema = schemas[route.result]
    return {"description": "The answer", "content": {"application/json": {"schema": schema}}}


def _path_parameters(route: Route) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]


def _query_parameters(route: Route) -> list[Json]:
    _, components = msgspec.json.schema_components([route.query], ref_template=_REFS)
    schema = components[route.query.__name__]
    return [
        {"name": name, "in": "query", "required": name in schema["required"], "schema": field}
        for name, field in schema["properties"].items()
    ]
