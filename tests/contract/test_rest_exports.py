"""Threads as files: transcripts, archives, and archives taken in again."""

import base64
import copy
import json
from typing import Any

import pytest

from instar.runtime.server import Server
from tests.support.messages import submit
from tests.support.names import same_names
from tests.support.pictures import picture
from tests.support.reader import FakeReader
from tests.support.rest import Person


async def turn(server: Server, who: Person, thread_id: str, text: str) -> None:
    """A turn from its submit to its end."""
    principal = await server.accounts.find(session_of(who))
    assert principal is not None
    reader = FakeReader(principal)
    server.hub.enter(reader)
    await server.resume.subscribe(reader, thread_id, None, "ref-of-test")
    await server.turns.accept(principal, submit(thread_id, text))
    await reader.until("turn.end")
    server.hub.exit(reader)


def session_of(who: Person) -> str:
    return next(iter(who.cookies.jar)).value or ""


async def archive_of(who: Person, thread_id: str) -> Any:
    return await who.json("GET", f"/threads/{thread_id}/export?format=json")


async def upload(who: Person, body: bytes, name: str, claimed: str) -> str:
    announced = {"name": name, "size": len(body), "mimeType": claimed}
    pending = await who.json("POST", "/attachments", announced, status=201)
    assert (await who.put(f"/attachments/{pending['id']}/content", content=body)).status_code == 200
    return pending["id"]


@pytest.fixture
async def thread_id(ada: Person, bob: Person, server: Server) -> str:
    """A thread in which much has happened."""
    thread = (await ada.thread("All of it"))["id"]
    await ada.share(thread, bob, "writer")
    await turn(server, ada, thread, "Hello **there**")
    file = await upload(ada, picture(size=(20, 10)), "red.png", "image/png")
    await ada.say(thread, "look", attachments=[file])
    said = await bob.say(thread, "I see")
    removed = await bob.say(thread, "never mind")
    await bob.json("DELETE", f"/threads/{thread}/items/{removed['id']}", status=204)
    path = f"/threads/{thread}/items/{said['id']}/feedback"
    await ada.json("POST", path, {"rating": "up", "comment": "nice"})
    await ada.json("PATCH", f"/threads/{thread}", {"metadata": {"k": [1, {"deep": True}]}})
    return thread


async def test_a_transcript_is_read_by_people(ada: Person, thread_id: str) -> None:
    response = await ada.get(f"/threads/{thread_id}/export")
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert (
        response.headers["content-disposition"] == "attachment; filename*=utf-8''All%20of%20it.md"
    )
    lines = response.text.splitlines()
    assert lines[0] == "# All of it"
    headings = [line.split(" · ")[0] for line in lines if line.startswith("## ")]
    assert headings == ["## Ada", "## Assistant", "## Ada", "## Bob"]
    assert "Hello **there**" in lines
    assert any(line.startswith("- red.png (image/png, ") for line in lines)
    assert "never mind" not in response.text


async def test_an_import_is_the_same_thread_under_new_names(ada: Person, thread_id: str) -> None:
    first = await archive_of(ada, thread_id)
    made = await ada.json("POST", "/threads/import", first, status=201)
    assert made["id"] != thread_id
    assert made["metadata"]["importedFrom"]["threadId"] == thread_id
    assert await ada.json("GET", f"/threads/{made['id']}") == made
    second = await archive_of(ada, made["id"])
    assert second["thread"]["epoch"] != first["thread"]["epoch"]
    third_id = (await ada.json("POST", "/threads/import", second, status=201))["id"]
    third = await archive_of(ada, third_id)
    assert same_names(third) == same_names(second)
    expected = same_names(first)
    for said in (expected["items"], [e["payload"].get("item", {}) for e in expected["events"]]):
        for item in said:
            if item.get("author", {}).get("name") == "Bob":
                del item["author"]["id"]
    assert same_names(second) == expected


async def test_an_import_can_be_found_rated_and_downloaded(ada: Person, thread_id: str) -> None:
    archive = await archive_of(ada, thread_id)
    made = await ada.json("POST", "/threads/import", archive, status=201)
    items = (await ada.json("GET", f"/threads/{made['id']}/items?order=asc"))["data"]
    assert [item.get("rating") for item in items] == [None, None, None, "up"]
    (file,) = items[2]["attachments"]
    assert file["preview"]
    response = await ada.get(f"/attachments/{file['id']}/content")
    assert response.content == picture(size=(20, 10))
    hits = (await ada.json("GET", "/search?q=see"))["data"]
    assert {hit["thread"]["id"] for hit in hits} == {thread_id, made["id"]}


async def test_an_imported_turn_can_be_tried_again(
    ada: Person, server: Server, thread_id: str
) -> None:
    archive = await archive_of(ada, thread_id)
    made = await ada.json("POST", "/threads/import", archive, status=201)
    await turn(server, ada, made["id"], "and on")
    items = (await ada.json("GET", f"/threads/{made['id']}/items?order=asc"))["data"]
    assert [item["type"] for item in items[-2:]] == ["user_message", "assistant_message"]


async def test_nobody_here_is_taken_for_an_imported_author(
    ada: Person, bob: Person, thread_id: str
) -> None:
    archive = await archive_of(bob, thread_id)
    made = await bob.json("POST", "/threads/import", archive, status=201)
    assert made["ownerId"] == bob.id
    again = await archive_of(bob, made["id"])
    assert ada.id not in json.dumps(again)
    items = (await bob.json("GET", f"/threads/{made['id']}/items?order=asc"))["data"]
    assert items[0]["author"] == {"type": "user", "name": "Ada"}
    assert items[3]["author"] == {"type": "user", "name": "Bob", "id": bob.id}
    await ada.json("GET", f"/threads/{made['id']}", status=404)


async def test_a_lie_about_ones_name_is_not_taken(bob: Person, thread_id: str) -> None:
    archive = await archive_of(bob, thread_id)
    for event in archive["events"]:
        if event["payload"].get("item", {}).get("author", {}).get("id") == bob.id:
            event["payload"]["item"]["author"]["name"] = "Ada"
    for item in archive["items"]:
        if item["author"].get("id") == bob.id:
            item["author"]["name"] = "Ada"
    made = await bob.json("POST", "/threads/import", archive, status=201)
    items = (await bob.json("GET", f"/threads/{made['id']}/items?order=asc"))["data"]
    assert items[3]["author"]["name"] == "Bob"


async def test_what_went_on_ends_interrupted(ada: Person, server: Server, thread_id: str) -> None:
    archive = await archive_of(ada, thread_id)
    kinds = [event["type"] for event in archive["events"]]
    begun = kinds.index("item.done") - 1
    archive["events"] = archive["events"][: begun + 1]
    assert kinds[begun] == "item.added"
    added = [e["payload"]["item"] for e in archive["events"] if e["type"] == "item.added"]
    archive["items"] = added
    archive["items"][-1]["content"] = [{"type": "output_text", "text": "Hel"}]
    last = [e for e in archive["events"] if e["type"] == "thread.updated"][-1]
    archive["thread"] = last["payload"]["thread"]
    archive["feedback"], archive["attachments"] = {}, []
    made = await ada.json("POST", "/threads/import", archive, status=201)
    assert made["head"] == len(archive["events"]) + 2
    items = (await ada.json("GET", f"/threads/{made['id']}/items?order=asc"))["data"]
    assert [item["status"] for item in items] == ["done", "incomplete"]
    assert items[1]["content"] == [{"type": "output_text", "text": "Hel"}]
    again = await archive_of(ada, made["id"])
    assert [e["type"] for e in again["events"][-2:]] == ["item.done", "turn.end"]
    assert again["events"][-1]["payload"]["status"] == "interrupted"
    await turn(server, ada, made["id"], "go on")


def broken(archive: Any, where: str, value: Any) -> Any:
    """A copy of the archive with one thing changed."""
    changed = copy.deepcopy(archive)
    at = changed
    *path, last = [int(step) if step.lstrip("-").isdigit() else step for step in where.split("/")]
    for step in path:
        at = at[step]
    at[last] = value
    return changed


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("format", "instar.thread/2"),
        ("events", []),
        ("events/0/offset", 2),
        ("events/1/threadId", "thr_other"),
        ("events/0/payload/thread/revision", 10**30),
        ("events/0/ts", "2026-13-01T00:00:00.000Z"),
        ("events/1/payload/item/position", 9),
        ("events/1/payload/item/type", "user message"),
        ("events/1/payload/item/content/0/text", "forged"),
        ("events/1/payload/item/author/name", "x" * 101),
        ("events/2/type", "turn.end"),
        ("events/2/payload/turn/status", "completed"),
        ("items", []),
        ("items/0/content/0/text", "forged"),
        ("items/0/status", "in_progress"),
        ("thread/title", "Other"),
        ("attachments", []),
        ("attachments/0/content", "no base64!"),
        ("attachments/0/record/size", -1),
        ("attachments/0/content", base64.b64encode(b"no picture").decode()),
        ("feedback", {"itm_x": {"rating": "sideways"}}),
    ],
)
async def test_an_archive_that_contradicts_itself_is_refused(
    ada: Person, thread_id: str, where: str, value: Any
) -> None:
    archive = await archive_of(ada, thread_id)
    problem = await ada.json("POST", "/threads/import", broken(archive, where, value), status=400)
    assert problem["code"].startswith("validation.")
    assert len((await ada.json("GET", "/threads"))["data"]) == 1


async def test_an_item_stands_where_its_event_does(ada: Person, thread_id: str) -> None:
    archive = await archive_of(ada, thread_id)
    changed = broken(archive, "events/1/payload/item/position", 9)
    changed["items"][0]["position"] = 9
    problem = await ada.json("POST", "/threads/import", changed, status=400)
    assert (problem["code"], problem["path"]) == ("validation.archive", "/events/1")


async def test_only_who_may_read_may_export(ada: Person, bob: Person, person: Any) -> None:
    thread = await ada.thread()
    for form in ("md", "json"):
        await bob.json("GET", f"/threads/{thread['id']}/export?format={form}", status=404)
    await ada.share(thread["id"], bob, "reader")
    assert (await bob.get(f"/threads/{thread['id']}/export")).status_code == 200


async def test_u7_a_transcript_leaves_out_what_its_reader_would_not_see(
    ada: Person, bob: Person, script: Person, thread_id: str
) -> None:
    rule = {"match": {"authors": ["assistant"]}, "effect": "hide"}
    patch = [{"op": "add", "path": "/rules/quiet", "value": rule}]
    await script.json("PATCH", "/interface", {"layer": "user", "of": bob.id, "patch": patch})
    path = f"/threads/{thread_id}/export?format=md"
    seen, left = (await ada.get(path)).text, (await bob.get(path)).text
    assert "## Assistant" in seen
    assert "## Assistant" not in left
    assert "Hello **there**" in left
