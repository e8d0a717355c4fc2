"""Where requests may come from: names, origins, cookies (W1, W3, W18, A9, A10, A11)."""

from typing import Any

import httpx
import pytest

from instar.model.settings import Settings
from instar.runtime.server import Server
from instar.transport.app import create_app
from instar.transport.edges import SECURITY_HEADERS, allowed_hosts, allowed_origins
from tests.support.rest import ORIGIN, TOKEN, Person, no_socket, visitor

FOREIGN = [
    "http://evil.example",
    "null",
    "",
    "http://127.0.0.1:8765.evil.example",
    "http://127.0.0.1:87655",
    "http://127.0.0.1",
    "http://127.0.0.1:8766",
    "https://127.0.0.1:8765",
    "http://127.0.0.1:8765/",
    "HTTP://127.0.0.1:8765",
    "http://127.0.0.1:8765 http://evil.example",
]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_w1_a_request_from_elsewhere_is_refused(ada: Person, origin: str) -> None:
    for method, path in (("POST", "/threads"), ("GET", "/threads"), ("OPTIONS", "/threads")):
        response = await ada.request(method, path, json={}, headers={"origin": origin})
        assert response.status_code == 403, (method, response.text)
        assert response.json()["code"] == "forbidden.origin"
    assert (await ada.json("GET", "/threads"))["data"] == []


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:8765", "http://localhost:8765", "http://[::1]:8765"]
)
async def test_w1_a_request_from_the_page_is_taken(ada: Person, origin: str) -> None:
    response = await ada.post("/threads", json={}, headers={"origin": origin})
    assert response.status_code == 201


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 201), ("cross-site", 403), ("same-site", 403), ("none", 403), (None, 403)],
)
async def test_a9_a_cookie_needs_a_sign_of_our_own_page(
    ada: Person, site: str | None, status: int
) -> None:
    del ada.headers["origin"]
    headers = {} if site is None else {"sec-fetch-site": site}
    response = await ada.post("/threads", json={}, headers=headers)
    assert response.status_code == status
    assert (await ada.get("/threads", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_a9_a_form_cannot_pose_as_json(ada: Person, kind: str) -> None:
    body = b'{"title": "forged"}'
    response = await ada.post("/threads", content=body, headers={"content-type": kind})
    assert (response.status_code, response.json()["code"]) == (415, "unsupported.media_type")
    response = await ada.post(
        "/threads", content=body, headers={"content-type": "application/json; charset=utf-8"}
    )
    assert response.status_code == 201


async def test_a9_nobody_is_signed_in_from_elsewhere(app: Any, server: Server) -> None:
    async with visitor(app, origin="http://evil.example") as evil:
        response = await evil.post("/session", json={"ticket": "x" * 43})
        assert response.json()["code"] == "forbidden.origin"
    async with visitor(app, **{"sec-fetch-site": "cross-site"}) as evil:
        response = await evil.post("/session", json={"ticket": "x" * 43})
        assert response.json()["code"] == "forbidden.origin"
    async with visitor(app, origin=ORIGIN) as page:
        response = await page.post("/session", json={"ticket": "x" * 43})
        assert response.json()["code"] == "unauthorized.ticket"


async def test_a9_reading_changes_nothing(ada: Person) -> None:
    thread = await ada.thread()
    before = await ada.json("GET", f"/threads/{thread['id']}")
    for path in ("", "/items", "/members", "/export", "/export?format=json", "/restore"):
        for method in ("GET", "HEAD"):
            await ada.request(method, f"/threads/{thread['id']}{path}")
    assert await ada.json("GET", f"/threads/{thread['id']}") == before


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1",
        "127.0.0.1:80",
        "localhost.evil.example:8765",
        "",
    ],
)
async def test_w3_another_name_is_refused(app: Any, host: str) -> None:
    async with visitor(app, host=host, authorization=f"Bearer {TOKEN}") as client:
        response = await client.get("/me")
        assert (response.status_code, response.json()["code"]) == (421, "forbidden.host")
        page = await client.get(f"{ORIGIN}/")
        assert page.status_code == 421


async def test_w3_our_own_names_are_taken(app: Any) -> None:
    for host in ("127.0.0.1:8765", "LocalHost:8765", "[::1]:8765"):
        async with visitor(app, host=host, authorization=f"Bearer {TOKEN}") as client:
            assert (await client.get("/me")).status_code == 200


def test_the_names_follow_the_settings() -> None:
    loopback = {"127.0.0.1:9", "localhost:9", "[::1]:9"}
    assert allowed_hosts(Settings(port=9)) == loopback
    assert allowed_hosts(Settings(port=9, host="0.0.0.0")) == loopback
    assert allowed_hosts(Settings(port=9, host="10.1.2.3")) == loopback | {"10.1.2.3:9"}
    assert allowed_hosts(Settings(port=9, host="fd00::1")) == loopback | {"[fd00::1]:9"}
    public = Settings(port=9, public_url="https://Chat.example:443/")
    assert allowed_hosts(public) == loopback | {"chat.example"}
    assert allowed_origins(public) == {f"http://{one}" for one in loopback} | {
        "https://chat.example"
    }
    other_port = Settings(port=9, public_url="https://chat.example:8443")
    assert "https://chat.example:8443" in allowed_origins(other_port)
    assert "127.0.0.1" in allowed_hosts(Settings(port=80))


async def test_w18_two_hosts_are_none(app: Any) -> None:
    headers = [("host", "127.0.0.1:8765"), ("host", "evil.example")]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        response = await client.get(f"{ORIGIN}/api/v1/me", headers=headers)
        assert response.status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"x-user-id": "usr_1"},
        {"x-forwarded-user": "admin"},
        {"x-forwarded-for": "127.0.0.1"},
        {"x-original-url": "/api/v1/users"},
        {"x-http-method-override": "DELETE"},
        {"x-api-key": TOKEN},
        {"cookie": f"session={TOKEN}"},
        {"forwarded": "for=127.0.0.1;host=127.0.0.1:8765"},
    ],
)
async def test_w18_a6_no_other_header_makes_anybody_somebody(
    app: Any, headers: dict[str, str]
) -> None:
    async with visitor(app, origin=ORIGIN, **headers) as client:
        assert (await client.get("/me")).status_code == 401
        assert (await client.get("/me?token=" + TOKEN)).status_code == 401


async def test_a10_no_answer_invites_other_origins(ada: Person, app: Any) -> None:
    async with visitor(app, origin="http://evil.example") as evil:
        preflight = {"access-control-request-method": "POST"}
        for response in (
            await evil.options("/threads", headers=preflight),
            await evil.get("/threads"),
            await ada.get("/threads"),
            await ada.options("/threads", headers=preflight),
        ):
            assert not [name for name in response.headers if name.startswith("access-control-")]


async def test_every_answer_carries_the_security_headers(ada: Person, app: Any) -> None:
    async with visitor(app) as anyone:
        answers = [
            await ada.get("/me"),
            await ada.get("/nothing"),
            await ada.post("/threads", json={}),
            await anyone.get("/me"),
            await anyone.get(f"{ORIGIN}/"),
            await anyone.get(f"{ORIGIN}/api/docs"),
            await anyone.get(f"{ORIGIN}/assets/nothing.js"),
            await anyone.get("/me", headers={"host": "evil.example"}),
        ]
    for response in answers:
        for name, value in SECURITY_HEADERS.items():
            assert response.headers[name] == value
        assert "server" not in response.headers


async def test_a11_the_cookie_is_for_our_page_alone(ada: Person, app: Any, server: Server) -> None:
    ticket = (await server.accounts.login_link(ada.id, ORIGIN)).url.partition("#ticket=")[2]
    async with visitor(app, origin=ORIGIN) as client:
        response = await client.post("/session", json={"ticket": ticket})
        cookie = response.headers["set-cookie"]
    assert cookie.startswith("instar_session_8765=")
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= flags
    assert "secure" not in flags
    assert not any(flag.startswith("domain") for flag in flags)


async def test_a11_behind_https_the_cookie_is_secure(server: Server) -> None:
    public = Settings(data_dir=server.settings.data_dir, public_url="https://chat.example")
    server.settings = public
    app = create_app(server, no_socket)
    link = await server.accounts.login_link((await server.accounts.first_admin()).user.id, "x")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://chat.example") as client:
        body = {"ticket": link.url.partition("#ticket=")[2]}
        origin = {"origin": "https://chat.example"}
        response = await client.post("/api/v1/session", json=body, headers=origin)
        assert "; Secure" in response.headers["set-cookie"]


async def test_a13_nothing_leads_elsewhere(ada: Person) -> None:
    for path in ("/login?next=//evil.example", "//evil.example", "/%2f%2fevil.example", "/login/"):
        response = await ada.get(ORIGIN + path)
        assert "location" not in response.headers


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "FOO", "PROPFIND"])
async def test_other_methods_are_refused(ada: Person, method: str) -> None:
    response = await ada.request(method, "/threads")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


async def test_head_and_options_are_answered(ada: Person) -> None:
    assert (await ada.head("/threads")).status_code == 200
    response = await ada.options("/threads")
    assert (response.status_code, response.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
