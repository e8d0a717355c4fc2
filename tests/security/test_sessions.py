"""Signing in: tickets, tokens, sessions (W4, A6, A7, A11, A12)."""

import base64
import json
from typing import Any

import pytest
import structlog

from instar.runtime.server import Server
from tests.support.rest import ORIGIN, TOKEN, Person, visitor


async def ticket_of(server: Server, who: Person) -> str:
    return (await server.accounts.login_link(who.id, ORIGIN)).url.partition("#ticket=")[2]


async def test_w4_a_ticket_is_for_once(ada: Person, app: Any, server: Server) -> None:
    ticket = await ticket_of(server, ada)
    async with visitor(app, origin=ORIGIN) as client:
        await client.json("GET", "/me", status=401)
        assert (await client.json("POST", "/session", {"ticket": ticket}))["user"]["id"] == ada.id
        assert (await client.json("GET", "/me"))["user"]["name"] == "Ada"
    async with visitor(app, origin=ORIGIN) as thief:
        problem = await thief.json("POST", "/session", {"ticket": ticket}, status=401)
        made_up = await thief.json("POST", "/session", {"ticket": "x" * 43}, status=401)
        assert {**problem, "requestId": 0} == {**made_up, "requestId": 0}
        assert not thief.cookies
        assert (await thief.get(f"/me?ticket={ticket}")).status_code == 401


async def test_w4_a_ticket_is_in_no_log(ada: Person, app: Any, server: Server) -> None:
    ticket = await ticket_of(server, ada)
    with structlog.testing.capture_logs() as logs:
        async with visitor(app, origin=ORIGIN) as client:
            await client.post("/session", json={"ticket": ticket})
            await client.post("/session", json={"ticket": ticket})
            await client.get("/me", headers={"authorization": "Bearer guessed-secret"})
    assert logs
    said = json.dumps(logs)
    assert ticket not in said
    assert "guessed-secret" not in said


async def test_a11_signing_out_ends_that_session_alone(
    ada: Person, app: Any, server: Server
) -> None:
    async with visitor(app, origin=ORIGIN) as other:
        await other.json("POST", "/session", {"ticket": await ticket_of(server, ada)})
        kept = dict(other.cookies)
        response = await other.delete("/session")
        assert response.status_code == 204
        assert "Max-Age=0" in response.headers["set-cookie"]
        other.cookies.update(kept)
        await other.json("GET", "/me", status=401)
    await ada.json("GET", "/me")


async def test_a11_a_session_is_new_at_each_sign_in(ada: Person, app: Any, server: Server) -> None:
    fixed = "A" * 43
    async with visitor(app, origin=ORIGIN, cookie=f"instar_session_8765={fixed}") as client:
        await client.json("POST", "/session", {"ticket": await ticket_of(server, ada)})
        given = next(iter(client.cookies.jar)).value
    assert given != fixed
    async with visitor(app, cookie=f"instar_session_8765={fixed}") as client:
        await client.json("GET", "/me", status=401)


def unsigned(**claims: Any) -> str:
    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none'})}.{part(claims)}."


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN.upper()}",
        f"Basic {TOKEN}",
        TOKEN,
        f"Bearer {unsigned(sub='admin', role='admin')}",
        "Bearer ünïcode",
    ],
)
async def test_a7_only_the_token_is_the_token(ada: Person, authorization: str) -> None:
    # Ada's cookie is good, but who shows a token is judged by it.
    headers = [(b"authorization", authorization.encode())]
    response = await ada.get("/me", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


async def test_a6_the_token_is_the_admin(script: Person) -> None:
    assert (await script.json("GET", "/me"))["user"]["role"] == "admin"
    thread = await script.thread()
    assert thread["access"] == "owner"


@pytest.mark.parametrize(
    "cookie",
    [
        "instar_session_8765=",
        "instar_session_8765=x",
        "instar_session_8766=x",
        "=",
        "a=b; ;;",
        "\xff",
    ],
)
async def test_a_strange_cookie_is_nobodys(app: Any, cookie: str) -> None:
    async with visitor(app) as client:
        headers = [(b"cookie", cookie.encode("latin-1"))]
        assert (await client.get("/me", headers=headers)).status_code == 401


async def test_a12_guessing_is_throttled(ada: Person, app: Any, server: Server) -> None:
    async with visitor(app, origin=ORIGIN) as guesser:
        answers = [
            await guesser.post("/session", json={"ticket": f"guess-{number:040}"})
            for number in range(40)
        ]
    statuses = [response.status_code for response in answers]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert answers[-1].json()["retryable"] is True
    await ada.json("GET", "/me")


async def test_writes_are_throttled_for_each_user(ada: Person, bob: Person) -> None:
    path = f"/threads/{(await ada.thread())['id']}"
    statuses = [
        (await ada.patch(path, json={"title": str(number)})).status_code for number in range(160)
    ]
    assert statuses[0] == 200
    assert 429 in statuses
    await ada.json("GET", path)
    await bob.thread()
