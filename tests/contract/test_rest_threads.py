"""Threads over REST."""

import pytest

from tests.support.rest import Person


async def test_a_new_thread_is_its_makers(ada: Person) -> None:
    thread = await ada.json("POST", "/threads", {"title": "Hi", "metadata": {"k": [1]}}, status=201)
    assert thread["title"] == "Hi"
    assert thread["metadata"] == {"k": [1]}
    assert thread["access"] == "owner"
    assert thread["ownerId"] == ada.id
    assert thread["head"] == 1
    assert await ada.json("GET", f"/threads/{thread['id']}") == thread


async def test_others_do_not_see_it(ada: Person, bob: Person) -> None:
    thread = await ada.thread()
    theirs = await bob.json("GET", f"/threads/{thread['id']}", status=404)
    nobodys = await bob.json("GET", "/threads/thr_none", status=404)
    assert theirs.pop("requestId") != nobodys.pop("requestId")
    assert theirs == nobodys
    assert (await bob.json("GET", "/threads"))["data"] == []


async def test_a_patch_changes_what_it_names(ada: Person) -> None:
    thread = await ada.thread("One")
    path = f"/threads/{thread['id']}"
    patched = await ada.json("PATCH", path, {"title": "Two"})
    assert (patched["title"], patched["revision"]) == ("Two", 2)
    locked = await ada.json("PATCH", path, {"status": {"type": "locked", "reason": "Lunch"}})
    assert locked["title"] == "Two"
    assert locked["status"] == {"type": "locked", "reason": "Lunch"}


@pytest.mark.parametrize("how", ["header", "body"])
async def test_a_patch_of_an_older_revision_is_refused(ada: Person, how: str) -> None:
    thread = await ada.thread("One")
    path = f"/threads/{thread['id']}"

    async def patch(title: str, revision: int) -> int:
        body = {"title": title}
        if how == "header":
            response = await ada.patch(path, json=body, headers={"if-match": f'"{revision}"'})
        else:
            response = await ada.patch(path, json={**body, "revision": revision})
        return response.status_code

    assert await patch("Two", 1) == 200
    assert await patch("Three", 1) == 409
    assert await patch("Three", 2) == 200
    response = await ada.get(path)
    assert response.json()["title"] == "Three"
    assert response.headers["etag"] == '"3"'


async def test_a_deleted_thread_can_be_restored(ada: Person) -> None:
    thread = await ada.thread()
    path = f"/threads/{thread['id']}"
    await ada.json("DELETE", path, status=204)
    await ada.json("GET", path, status=404)
    await ada.json("DELETE", path, status=404)
    assert (await ada.json("GET", "/threads"))["data"] == []
    (deleted,) = (await ada.json("GET", "/threads?deleted=true"))["data"]
    assert "deletedAt" in deleted
    restored = await ada.json("POST", path + "/restore")
    assert "deletedAt" not in restored
    assert (await ada.json("GET", path))["id"] == thread["id"]


async def test_only_the_owner_sees_what_was_deleted(ada: Person, bob: Person) -> None:
    thread = await ada.thread()
    await ada.share(thread["id"], bob, "writer")
    await ada.json("DELETE", f"/threads/{thread['id']}", status=204)
    assert (await bob.json("GET", "/threads?deleted=true"))["data"] == []
    assert (await bob.json("GET", "/threads"))["data"] == []
    await bob.json("POST", f"/threads/{thread['id']}/restore", status=403)
    await ada.json("POST", f"/threads/{thread['id']}/restore")
    assert len((await bob.json("GET", "/threads"))["data"]) == 1


async def test_pages_of_threads_follow_each_other(ada: Person) -> None:
    made = [(await ada.thread(str(number)))["id"] for number in range(5)]
    first = await ada.json("GET", "/threads?limit=2")
    assert first["hasMore"]
    assert [one["id"] for one in first["data"]] == made[:2:-1]
    second = await ada.json("GET", f"/threads?limit=2&after={first['lastId']}")
    third = await ada.json("GET", f"/threads?limit=2&after={second['lastId']}")
    found = [one["id"] for page in (first, second, third) for one in page["data"]]
    assert found == made[::-1]
    assert not third["hasMore"]
    back = await ada.json("GET", f"/threads?limit=2&before={third['firstId']}")
    assert back["data"] == second["data"]
    upwards = await ada.json("GET", "/threads?order=asc")
    assert [one["id"] for one in upwards["data"]] == made


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "/limit"),
        ("limit=201", "/limit"),
        ("limit=x", "/limit"),
        ("order=up", "/order"),
        ("deleted=maybe", "/deleted"),
        ("page=2", "/page"),
    ],
)
async def test_a_wrong_parameter_is_named(ada: Person, query: str, path: str) -> None:
    problem = await ada.json("GET", f"/threads?{query}", status=400)
    assert (problem["code"], problem["path"]) == ("validation.schema", path)


async def test_metadata_has_a_size_and_a_depth(ada: Person) -> None:
    nested: list[object] = []
    for _ in range(40):
        nested = [nested]
    for metadata, status, code in (
        ({"k": "x" * 8000}, 201, None),
        ({"k": "x" * 9000}, 413, "too_large.metadata"),
        ({"k": nested}, 400, "validation.depth"),
    ):
        answer = await ada.json("POST", "/threads", {"metadata": metadata}, status=status)
        assert answer.get("code") == code
