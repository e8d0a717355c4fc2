"""Bodies and parameters that are wrong in every way we know (W12, W15, W17, W19, A2, A8, D1, D2)."""

import json
import time
from typing import Any

import pytest
import structlog

from instar.transport.http.routes import ROUTES
from tests.support.rest import ORIGIN, TOKEN, Person

DEEP = 10_000

NOT_JSON = {
    "empty": b"",
    "half": b'{"title": "x"',
    "two": b"{}{}",
    "a key twice": b'{"title": "a", "title": "b"}',
    "a key twice within": b'{"metadata": {"a": 1, "a": 2}}',
    "NaN": b'{"metadata": {"a": NaN}}',
    "Infinity": b'{"metadata": {"a": Infinity}}',
    "1e999": b'{"metadata": {"a": 1e999}}',
    "deep lists": b'{"metadata": {"a":' + b"[" * DEEP + b"]" * DEEP + b"}}",
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "100,000 digits": b'{"metadata": {"a": ' + b"9" * 100_000 + b"}}",
    "a lone surrogate": b'{"title": "\\ud800"}',
    "a surrogate turned round": b'{"title": "\\udc00\\ud800"}',
    "bad UTF-8": b'{"title": "\xff"}',
    "overlong UTF-8": b'{"title": "\xc0\xaf"}',
    "a byte order mark": b'\xef\xbb\xbf{"title": "x"}',
    "UTF-16": '{"title": "x"}'.encode("utf-16"),
    "a comment": b'{"title": "x" /* ! */}',
    "a raw control character": b'{"title": "\x01"}',
}

WRONG_SHAPE: list[Any] = [
    None,
    [],
    "title",
    0,
    True,
    {"title": None},
    {"title": 1},
    {"title": ["x"]},
    {"title": "x" * 201},
    {"metadata": []},
    {"metadata": None},
    {"__proto__": {}},
    {"constructor": 1},
]

NOT_OURS_TO_SAY = [
    "id",
    "ownerId",
    "owner_id",
    "createdAt",
    "revision",
    "epoch",
    "head",
    "access",
    "role",
    "isAdmin",
    "deletedAt",
    "lastRead",
    "status",
    "offset",
    "userId",
]


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
async def test_w12_what_is_not_strict_json_is_refused_quickly(ada: Person, body: bytes) -> None:
    begun = time.process_time()
    response = await ada.post(
        "/threads", content=body, headers={"content-type": "application/json"}
    )
    assert time.process_time() - begun < 0.5
    assert response.status_code == 400, response.text
    assert response.json()["code"].startswith("validation.")


@pytest.mark.parametrize("body", WRONG_SHAPE, ids=str)
async def test_a8_another_shape_is_refused(ada: Person, body: Any) -> None:
    headers = {"content-type": "application/json"}
    response = await ada.post("/threads", content=json.dumps(body), headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "validation.schema")


@pytest.mark.parametrize("field", NOT_OURS_TO_SAY)
async def test_a8_w15_a_field_that_is_the_servers_is_refused(ada: Person, field: str) -> None:
    problem = await ada.json("POST", "/threads", {"title": "x", field: 1}, status=400)
    assert problem["path"] == f"/{field}"
    item = {"content": [{"type": "input_text", "text": "x"}], "author": {"type": "assistant"}}
    thread = await ada.thread()
    problem = await ada.json("POST", f"/threads/{thread['id']}/items", item, status=400)
    assert problem["path"] == "/author"


async def test_a8_nobody_makes_themselves_an_admin(ada: Person, script: Person) -> None:
    await ada.json("POST", "/users", {"name": "Eve", "role": "admin"}, status=403)
    for role in ("root", "", None, 1, ["admin"]):
        await script.json("POST", "/users", {"name": "Eve", "role": role}, status=400)
    assert {one["name"] for one in (await script.json("GET", "/users"))["data"]} == {"Ada", "admin"}
    await script.json("POST", "/users", {"name": "Eve", "role": "viewer"}, status=201)


@pytest.mark.parametrize(
    "revision", ["1", 1.5, -1, 10**30, True, [1], {"a": 1}, "1; DROP TABLE threads"]
)
async def test_w17_a_revision_is_a_number(ada: Person, revision: Any) -> None:
    thread = await ada.thread()
    body = {"title": "x", "revision": revision}
    response = await ada.patch(f"/threads/{thread['id']}", json=body)
    assert response.status_code in (400, 409)
    tag = {"if-match": json.dumps(revision)}
    response = await ada.patch(f"/threads/{thread['id']}", json={"title": "x"}, headers=tag)
    assert response.status_code in (200, 409)


ODD_IDS = [
    "x",
    "thr_' OR 1=1 --",
    "%00",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%ff",
    "a" * 5_000,
    "%0a",
    "{thread_id}",
    "🙂",
    "*",
    "null",
]


@pytest.mark.parametrize("odd", ODD_IDS, ids=range(len(ODD_IDS)))
async def test_d1_f1_an_odd_id_is_nobodys(ada: Person, odd: str) -> None:
    for route in ROUTES:
        if "{" not in route.path or route.needs == "admin":
            continue
        path = route.path
        for name in ("thread_id", "item_id", "user_id", "attachment_id"):
            path = path.replace(f"{{{name}}}", odd)
        body = {
            "PATCH": {"title": "x"},
            "PUT": {"access": "reader"},
            "POST": {"rating": "up"},
        }.get(route.method)
        if route.path.endswith("/items") and body:
            body = {"content": [{"type": "input_text", "text": "x"}]}
        response = await ada.request(route.method, path, json=body)
        assert response.status_code in (404, 405), (route.path, odd, response.text)


async def test_a2_ones_own_thread_opens_no_door_to_anothers_items(ada: Person, bob: Person) -> None:
    hers, his = await ada.thread(), await bob.thread()
    item = await ada.say(hers["id"], "secret")
    own = await bob.say(his["id"], "own")
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("POST", "/feedback"),
    ):
        for thread_id, item_id in ((his["id"], item["id"]), (hers["id"], own["id"])):
            address = f"/threads/{thread_id}/items/{item_id}{path}"
            body = {"rating": "up"} if method == "POST" else None
            await bob.json(method, address, body, status=404)
    for cursor in ("after", "before"):
        await bob.json("GET", f"/threads/{his['id']}/items?{cursor}={item['id']}", status=404)
        await bob.json("GET", f"/threads?{cursor}={hers['id']}", status=404)
    assert await ada.json("GET", f"/threads/{hers['id']}/items/{item['id']}")


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        '""',
        "*",
        "a*b",
        "-",
        "^a",
        "a AND",
        "NOT",
        "NEAR(a b)",
        "words:a",
        "{a b}:c",
        "(",
        "a OR b",
        "'; DROP TABLE items; --",
        "%",
        "_",
        "\x00",
        "a\x00b",
        "\\",
        "🙂",
        ".",
        "+",
        "a" * 200,
        " ".join("ab" * 50),
    ],
)
async def test_d1_a_query_is_only_words(ada: Person, query: str) -> None:
    thread = await ada.thread()
    await ada.say(thread["id"], "some words of mine")
    response = await ada.get("/search", params={"q": query[:200]})
    assert response.status_code == 200, response.text
    assert response.json()["data"] == []
    assert len((await ada.json("GET", "/search?q=words"))["data"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        "'; DROP TABLE items; --",
        '" OR 1=1',
        "\x00\x01\x1b[31m",
        "\u202e\u200b",
        "a\r\nb",
        "\U0010ffff",
        "😀" * 100,
    ],
)
async def test_d1_what_people_write_is_kept_as_it_is(ada: Person, words: str) -> None:
    thread = await ada.json("POST", "/threads", {"title": words}, status=201)
    item = await ada.say(thread["id"], words)
    assert thread["title"] == words
    stored = await ada.json("GET", f"/threads/{thread['id']}/items/{item['id']}")
    assert stored["content"][0]["text"] == words
    assert (await ada.get(f"/threads/{thread['id']}/export")).status_code == 200


async def test_d2_a_request_writes_no_line_of_its_own(ada: Person) -> None:
    with structlog.testing.capture_logs() as logs:
        await ada.get("/threads/x%0a[error]%20forged")
        await ada.get("/threads?limit=1%0d%0aforged")
        await ada.get("/nothing", headers={"user-agent": "forged"})
    assert logs
    assert "forged" not in json.dumps(logs)


WORDS_OF_THE_INSIDE = (
    "Traceback",
    "sqlite",
    "SELECT",
    'File "',
    "/home",
    "/src/",
    "site-packages",
    "msgspec",
)


async def test_w19_no_refusal_tells_of_the_inside(ada: Person, script: Person) -> None:
    answers = [
        await ada.post("/threads", content=body, headers={"content-type": "application/json"})
        for body in NOT_JSON.values()
    ]
    answers += [await ada.get(f"/threads/{odd}/items?limit={odd}") for odd in ODD_IDS]
    answers += [await script.post("/users", json=body) for body in WRONG_SHAPE]
    for response in answers:
        assert response.status_code < 500
        for word in WORDS_OF_THE_INSIDE:
            assert word.lower() not in response.text.lower()
        if response.status_code >= 400:
            problem = response.json()
            assert response.headers["content-type"] == "application/problem+json"
            assert problem["status"] == response.status_code
            assert len(problem["requestId"]) == 16


async def test_w19_our_own_mistake_is_a_plain_sentence(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("instar.runtime.views.thread_page", break_down)
    with structlog.testing.capture_logs() as logs:
        response = await ada.get("/threads")
    assert response.status_code == 500
    assert "secret" not in response.text
    problem = response.json()
    assert problem["code"] == "internal.error"
    (logged,) = [line for line in logs if line["event"] == "http.failed"]
    assert logged["request_id"] == problem["requestId"]


async def test_a_body_has_a_largest_size(ada: Person) -> None:
    kind = {"content-type": "application/json"}
    body = json.dumps({"title": "x"}).encode()
    padded = body + b" " * (1_048_576 - len(body))
    assert (await ada.post("/threads", content=padded, headers=kind)).status_code == 201
    response = await ada.post("/threads", content=padded + b" ", headers=kind)
    assert (response.status_code, response.json()["code"]) == (413, "too_large.body")
    sent = 0

    async def long() -> Any:
        nonlocal sent
        while sent < 4_000_000:
            sent += 65_536
            yield b" " * 65_536

    response = await ada.post("/threads", content=long(), headers=kind)
    assert response.status_code == 413
    assert sent < 1_300_000


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "", "9" * 40])
async def test_f6_a_strange_length_is_refused(ada: Person, length: str) -> None:
    headers = {"content-type": "application/json", "content-length": length}
    response = await ada.post("/threads", content=b"{}", headers=headers)
    assert response.status_code in (400, 413)


async def test_too_many_or_double_parameters_are_refused(ada: Person) -> None:
    for query in ("limit=1&limit=2", "&".join(f"p{n}=1" for n in range(200)), "limit=1;order=asc"):
        await ada.json("GET", f"/threads?{query}", status=400)


async def test_w20_no_answer_holds_a_secret(ada: Person, script: Person, server: Any) -> None:
    thread = await ada.thread()
    await ada.say(thread["id"], "x")
    session = next(iter(ada.cookies.jar)).value
    for who in (ada, script):
        for path in ("/me", "/threads", f"/threads/{thread['id']}/export?format=json", "/users"):
            text = (await who.get(path)).text
            assert TOKEN not in text
            assert server.command_token not in text
            assert (session or "") not in text
            assert "hash" not in text
    assert TOKEN not in (await ada.get(f"{ORIGIN}/api/openapi.json")).text
