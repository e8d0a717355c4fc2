"""The built page and its files."""

import gzip
from pathlib import Path
from typing import Any

import httpx
import pytest

from instar.model.settings import Settings
from instar.protocol.errors import not_found
from instar.transport.edges import Edges
from instar.transport.http.page import Page
from instar.transport.paths import Paths
from tests.support.rest import ORIGIN

INDEX = b"<!doctype html><title>Instar</title>" + b" " * 500
SCRIPT = b"export const a = 1;\n" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(INDEX)
    (folder / "assets" / "index-abc123.js").write_bytes(SCRIPT)
    (folder / "assets" / "font-abc.woff2").write_bytes(b"wOF2" * 99)
    (folder / "favicon.svg").write_bytes(b"<svg/>")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (folder / ".hidden").write_bytes(b"hidden")
    return folder


@pytest.fixture
async def client(folder: Path) -> Any:
    page = Page(folder)
    paths = Paths(
        {"/": page.index, "/assets/{name}": page.asset, "/{name}": page.file}, default=nothing
    )
    transport = httpx.ASGITransport(Edges(paths, Settings()))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


async def nothing(*_: Any) -> None:
    raise not_found("page")


async def test_the_page_is_asked_for_again_each_time(client: httpx.AsyncClient) -> None:
    response = await client.get("/")
    assert response.content == INDEX
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    again = await client.get("/", headers={"if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_new_page_is_served_without_a_new_start(
    client: httpx.AsyncClient, folder: Path
) -> None:
    first = await client.get("/")
    (folder / "index.html").write_bytes(b"<!doctype html>new")
    second = await client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert (second.status_code, second.content) == (200, b"<!doctype html>new")


async def test_assets_are_kept_for_ever_and_come_compressed(client: httpx.AsyncClient) -> None:
    plain = await client.get("/assets/index-abc123.js", headers={"accept-encoding": "identity"})
    assert plain.content == SCRIPT
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
    async with client.stream("GET", "/assets/index-abc123.js") as zipped:
        raw = b"".join([chunk async for chunk in zipped.aiter_raw()])
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.headers["content-length"] == str(len(raw))
    assert gzip.decompress(raw) == SCRIPT
    font = await client.get("/assets/font-abc.woff2")
    assert font.headers["content-type"] == "font/woff2"
    assert "content-encoding" not in font.headers


async def test_head_says_what_get_would(client: httpx.AsyncClient) -> None:
    response = await client.head("/assets/index-abc123.js", headers={"accept-encoding": "identity"})
    assert response.headers["content-length"] == str(len(SCRIPT))
    assert response.content == b""


async def test_the_icon_is_served(client: httpx.AsyncClient) -> None:
    response = await client.get("/favicon.svg")
    assert (response.content, response.headers["content-type"]) == (b"<svg/>", "image/svg+xml")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/assets/../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e%2fsecret.txt",
        "/assets/..%5csecret.txt",
        "/assets/%00",
        "/assets/index-abc123.js%00.png",
        "/..%2fsecret.txt",
        "/.hidden",
        "/assets",
        "/assets/" + "a" * 300,
        "/assets/NUL",
        "/%2fetc%2fpasswd",
        "/assets/%e2%80%aesj.js",
    ],
)
async def test_f1_nothing_beside_the_folder_is_served(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(httpx.URL(ORIGIN, raw_path=path.encode()))
    assert response.status_code == 404
    assert b"secret" not in response.content
    assert b"hidden" not in response.content


async def test_a_page_that_is_not_built_says_how(client: httpx.AsyncClient, folder: Path) -> None:
    (folder / "index.html").unlink()
    response = await client.get("/")
    assert response.status_code == 503
    assert "make setup" in response.text
