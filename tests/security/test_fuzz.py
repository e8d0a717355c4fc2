"""Requests that nobody thought of: whatever comes, the answer is never a server's mistake (R13)."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instar.model.settings import Settings
from instar.runtime.server import Server
from instar.transport.app import create_app
from instar.transport.http.openapi import document
from tests.support.rest import ECHO, TOKEN, Person, no_socket, visitor

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def seldom(odd: st.SearchStrategy[Any], usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Once in sixteen times the odd one."""
    return st.integers(0, 15).flatmap(lambda number: odd if number == 7 else usual)


class Shapes:
    """Values that a schema describes, with something else put in here and there."""

    def __init__(self, api: Any) -> None:
        self._schemas = api["components"]["schemas"]

    def of(self, schema: Any, depth: int = 0) -> st.SearchStrategy[Any]:
        return seldom(JSON, self._right(schema, depth))

    def _right(self, schema: Any, depth: int) -> st.SearchStrategy[Any]:
        if depth > 6:
            return JSON
        match schema:
            case {"$ref": ref}:
                return self._right(self._schemas[ref.rpartition("/")[2]], depth + 1)
            case {"anyOf": options}:
                return st.one_of([self._right(one, depth + 1) for one in options])
            case {"enum": values}:
                return st.sampled_from(values)
            case {"type": "object", "properties": fields}:
                needed = set(schema.get("required", ()))
                parts = {name: self.of(one, depth + 1) for name, one in fields.items()}
                return st.fixed_dictionaries(
                    {name: one for name, one in parts.items() if name in needed},
                    optional={name: one for name, one in parts.items() if name not in needed},
                )
            case {"type": "array", "items": inner}:
                return st.lists(self.of(inner, depth + 1), max_size=3)
            case {"type": "string", "pattern": pattern} if len(pattern) > 12:
                return st.from_regex(pattern, fullmatch=True)
            case {"type": "string"}:
                return st.text(max_size=min(schema.get("maxLength", 40), 40))
            case {"type": "integer"}:
                return st.integers(schema.get("minimum"), schema.get("maximum"))
            case _:
                return JSON


class Target:
    """A server with things in it, whose ids the requests may guess."""

    def __init__(self, runner: asyncio.Runner, server: Server) -> None:
        self._runner = runner
        self.client = visitor(create_app(server, no_socket), authorization=f"Bearer {TOKEN}")
        self.fill()

    def fill(self) -> None:
        """Make things to ask about."""
        self.names = self._runner.run(self._fill(self.client))

    async def _fill(self, client: Person) -> dict[str, list[str]]:
        thread = (await client.thread())["id"]
        item = (await client.say(thread, "words"))["id"]
        me = (await client.json("GET", "/me"))["user"]["id"]
        file = (await client.json("POST", "/attachments", {"name": "a", "size": 1}, status=201))[
            "id"
        ]
        return {
            "thread_id": [thread],
            "item_id": [item],
            "user_id": [me],
            "attachment_id": [file],
        }

    def ask(self, method: str, path: str, **request: Any) -> Any:
        return self._runner.run(self.client.request(method, path, **request))


@pytest.mark.slow
def test_nothing_that_is_asked_is_the_servers_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.transport.app.WRITES_AT_ONCE", 10**6)
    api = document()
    shapes = Shapes(api)
    operations = [
        (method.upper(), path.removeprefix("/api/v1"), operation)
        for path, methods in api["paths"].items()
        for method, operation in methods.items()
        # With a token signing out does nothing, and signing in is throttled.
        if path != "/api/v1/session"
    ]
    settings_ = Settings(data_dir=tmp_path, admin_token=TOKEN, upload_count=10**9)
    with asyncio.Runner() as runner:
        opened = Server.open(settings_, [ECHO])
        target = Target(runner, runner.run(opened.__aenter__()))
        answered: Counter[int] = Counter()

        @settings(max_examples=1_500, deadline=None)
        @given(st.data())
        def holds(data: st.DataObject) -> None:
            method, path, operation = data.draw(st.sampled_from(operations))
            query: dict[str, str] = {}
            for one in operation["parameters"]:
                if one["in"] == "path":
                    known = st.sampled_from(target.names[one["name"]])
                    value = data.draw(seldom(st.text(min_size=1, max_size=70), known))
                    path = path.replace(f"{{{one['name']}}}", quote(value, safe=""))
                elif one["required"] or data.draw(st.sampled_from([True, False, False])):
                    query[one["name"]] = str(data.draw(shapes.of(one["schema"])))
            request: dict[str, Any] = {"params": query}
            for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                if kind == "application/json":
                    request["json"] = data.draw(shapes.of(content["schema"]))
                else:
                    request["content"] = data.draw(st.binary(max_size=40))
            response = target.ask(method, path, **request)
            assert response.status_code < 500, response.text
            answered[response.status_code] += 1
            if response.status_code == 204:
                target.fill()

        try:
            holds()
        finally:
            runner.run(opened.__aexit__(None, None, None))
    # A run in which everything was refused, or nothing, has shown nothing.
    assert all(answered[status] > 9 for status in (200, 201, 204, 400, 404)), answered
