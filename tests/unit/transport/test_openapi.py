"""The API's own description."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import httpx
import msgspec

from instar.transport.http.docs import render
from instar.transport.http.openapi import document
from instar.transport.http.routes import PREFIX, ROUTES
from tests.support.rest import ORIGIN


def test_every_route_is_described() -> None:
    described = {
        (method.upper(), path)
        for path, methods in document()["paths"].items()
        for method in methods
    }
    assert described == {(route.method, PREFIX + route.path) for route in ROUTES}
    names = [route.answer.__name__ for route in ROUTES]
    assert len(set(names)) == len(names)


def test_every_reference_has_its_schema() -> None:
    api = document()
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(api)))
    assert references
    assert references <= set(api["components"]["schemas"])


def test_parameters_say_their_bounds() -> None:
    listing = document()["paths"]["/api/v1/threads"]["get"]["parameters"]
    limit = next(one for one in listing if one["name"] == "limit")
    assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 200, "default": 20}


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: set[str] = set()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(  # noqa: V105
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.attributes |= found.keys()
        self.ids.add(found.get("id") or "")
        self.targets.add(found.get("href") or "")


def test_the_page_links_only_to_what_is_there() -> None:
    links = Links()
    links.feed(render(document()))
    inside = {target[1:] for target in links.targets if target.startswith("#")}
    assert inside <= links.ids
    outside = {target for target in links.targets if target and not target.startswith("#")}
    assert outside == {"/api/docs.css", "/api/openapi.json"}
    assert not {"script", "style", "img", "iframe"} & links.tags
    assert "style" not in links.attributes


async def test_both_are_served(app: Any) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        api = await client.get("/api/openapi.json")
        assert api.json() == msgspec.to_builtins(document())
        page = await client.get("/api/docs")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        css = await client.get("/api/docs.css")
        assert css.headers["content-type"] == "text/css; charset=utf-8"
