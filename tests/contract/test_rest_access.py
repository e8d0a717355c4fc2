"""Who may do what: every route for everybody, against one table."""

from typing import Any

import pytest

from instar.runtime.server import Server
from instar.storage import accounts
from instar.transport.http.routes import ROUTES
from tests.support.pictures import picture
from tests.support.rest import ORIGIN, MakePerson, Person, visitor

PEOPLE = ("anonymous", "outsider", "reader", "writer", "owner", "admin", "viewer")
"""The viewer is a user of that role with the access of a writer; the admin has no access."""

EVERYONE = (200, 200, 200, 200, 200, 200, 200)
USERS = (401, 200, 200, 200, 200, 200, 200)
USERS_MAKE = (401, 201, 201, 201, 201, 201, 403)
READERS = (401, 404, 200, 200, 200, 404, 200)
OWNER = (401, 404, 403, 403, 200, 404, 403)
OWNER_REMOVES = (401, 404, 403, 403, 204, 404, 403)
ADMINS = (401, 403, 403, 403, 403, 200, 403)

HIDDEN = {"op": "add", "path": "/visibility/rightPanel", "value": False}

THREAD = "/threads/{thread_id}"
ITEM = "/threads/{thread_id}/items/{item_id}"
ATTACHMENT = "/attachments/{attachment_id}"

TABLE: dict[tuple[str, str], tuple[int, ...]] = {
    ("POST", "/session"): EVERYONE,
    ("DELETE", "/session"): (401, 204, 204, 204, 204, 204, 204),
    ("GET", "/me"): USERS,
    ("GET", "/threads"): USERS,
    ("POST", "/threads"): USERS_MAKE,
    ("GET", THREAD): READERS,
    ("PATCH", THREAD): (401, 404, 403, 200, 200, 404, 403),
    ("DELETE", THREAD): OWNER_REMOVES,
    ("POST", THREAD + "/restore"): OWNER,
    ("GET", THREAD + "/export"): READERS,
    ("POST", "/threads/import"): USERS_MAKE,
    ("GET", THREAD + "/items"): READERS,
    ("POST", THREAD + "/items"): (401, 404, 403, 201, 201, 404, 403),
    ("GET", ITEM): READERS,
    ("DELETE", ITEM): OWNER_REMOVES,
    ("POST", ITEM + "/feedback"): (401, 404, 200, 200, 200, 404, 403),
    ("GET", THREAD + "/members"): READERS,
    ("PUT", THREAD + "/members/{user_id}"): OWNER,
    ("DELETE", THREAD + "/members/{user_id}"): OWNER_REMOVES,
    ("POST", "/attachments"): USERS_MAKE,
    ("GET", ATTACHMENT): READERS,
    ("PUT", ATTACHMENT + "/content"): (401, 404, 404, 404, 200, 404, 404),
    ("GET", ATTACHMENT + "/content"): READERS,
    ("GET", ATTACHMENT + "/preview"): READERS,
    ("GET", "/interface"): USERS,
    ("PATCH", "/interface"): ADMINS,
    ("GET", "/search"): USERS,
    ("GET", "/users"): ADMINS,
    ("POST", "/users"): (401, 403, 403, 403, 403, 201, 403),
    ("PATCH", "/users/{user_id}"): ADMINS,
    ("POST", "/users/{user_id}/login-link"): ADMINS,
}


def test_the_table_names_every_route() -> None:
    assert set(TABLE) == {(route.method, route.path) for route in ROUTES}


@pytest.fixture
async def people(app: Any, person: MakePerson) -> dict[str, Person]:
    roles = {"admin": "admin", "viewer": "viewer"}
    made = {name: await person(f"the {name}", roles.get(name, "member")) for name in PEOPLE[1:]}
    return {"anonymous": visitor(app, origin=ORIGIN), **made}


async def thread_with_everything(people: dict[str, Person]) -> dict[str, str]:
    """The names in the paths, for a new thread of the owner."""
    owner = people["owner"]
    thread_id = (await owner.thread())["id"]
    for name, access in (("reader", "reader"), ("writer", "writer"), ("viewer", "writer")):
        await owner.share(thread_id, people[name], access)
    body = picture(size=(8, 8))
    announced = {"name": "a.png", "size": len(body), "mimeType": "image/png"}
    file = await owner.json("POST", "/attachments", announced, status=201)
    await owner.put(f"/attachments/{file['id']}/content", content=body)
    item = await owner.say(thread_id, "hello", attachments=[file["id"]])
    return {
        "thread_id": thread_id,
        "item_id": item["id"],
        "user_id": people["reader"].id,
        "attachment_id": file["id"],
    }


async def body_of(
    method: str, path: str, names: dict[str, str], people: dict[str, Person], server: Server
) -> dict[str, Any]:
    """What makes the request one that is right in itself."""
    match method, path:
        case "POST", "/session":
            admin = await server.database.write(accounts.ensure_admin)
            ticket = await server.database.write(lambda conn: accounts.create_ticket(conn, admin))
            return {"json": {"ticket": ticket.value}}
        case "PUT", "/attachments/{attachment_id}/content":
            announced = {"name": "b", "size": 1}
            file = await people["owner"].json("POST", "/attachments", announced, status=201)
            names["attachment_id"] = file["id"]
            return {"content": b"x"}
        case "POST", "/threads/import":
            path = f"/threads/{names['thread_id']}/export?format=json"
            return {"json": await people["owner"].json("GET", path)}
        case "POST", "/users":
            return {"json": {"name": "somebody new"}}
    bodies: dict[tuple[str, str], Any] = {
        ("POST", "/threads"): {"title": "x"},
        ("PATCH", THREAD): {"title": "x"},
        ("POST", THREAD + "/items"): {"content": [{"type": "input_text", "text": "x"}]},
        ("POST", ITEM + "/feedback"): {"rating": "up"},
        ("PUT", THREAD + "/members/{user_id}"): {"access": "writer"},
        ("PATCH", "/users/{user_id}"): {"role": "member"},
        ("PATCH", "/interface"): {"layer": "role", "of": "member", "patch": [HIDDEN]},
        ("POST", "/attachments"): {"name": "a", "size": 1},
    }
    return {"json": bodies[method, path]} if (method, path) in bodies else {}


@pytest.mark.parametrize(
    ("method", "path"), TABLE, ids=[f"{method} {path}" for method, path in TABLE]
)
async def test_everybody_gets_what_the_table_says(
    people: dict[str, Person], server: Server, method: str, path: str
) -> None:
    requests = []
    for _ in PEOPLE:
        names = await thread_with_everything(people)
        requests.append((names, await body_of(method, path, names, people, server)))
    query = "?q=hello" if path == "/search" else ""
    got = {}
    for name, (names, body) in zip(PEOPLE, requests, strict=True):
        response = await people[name].request(method, path.format(**names) + query, **body)
        got[name] = response.status_code
    assert got == dict(zip(PEOPLE, TABLE[method, path], strict=True))


async def test_the_token_is_one_more_way_to_be_the_admin(
    people: dict[str, Person], script: Person, server: Server
) -> None:
    names = await thread_with_everything(people)
    for (method, path), statuses in TABLE.items():
        if path == "/session":
            continue
        body = await body_of(method, path, names, people, server)
        query = "?q=hello" if path == "/search" else ""
        response = await script.request(method, path.format(**names) + query, **body)
        expected = statuses[PEOPLE.index("admin")]
        assert (method, path, response.status_code) == (method, path, expected)
