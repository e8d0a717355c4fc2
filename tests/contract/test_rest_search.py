"""The search, and ratings."""

import pytest

from tests.support.rest import Person


async def test_every_word_must_occur(ada: Person) -> None:
    thread = await ada.thread("Cooking")
    await ada.say(thread["id"], "A café in Zürich serves soup")
    await ada.say(thread["id"], "Soup of the day")

    async def found(query: str) -> int:
        page = await ada.json("GET", f"/search?q={query}")
        assert all(hit["thread"]["title"] == "Cooking" for hit in page["data"])
        return len(page["data"])

    assert await found("soup") == 2
    assert await found("soup cafe") == 1
    assert await found("zur") == 1
    assert await found("soup bread") == 0


async def test_a_hit_shows_where_it_is(ada: Person) -> None:
    thread = await ada.thread()
    item = await ada.say(thread["id"], "before needle after")
    (hit,) = (await ada.json("GET", "/search?q=needle"))["data"]
    assert hit["item"] == item
    assert hit["thread"]["id"] == thread["id"]
    assert "needle" in hit["excerpt"]


async def test_only_what_one_may_read_is_found(ada: Person, bob: Person, script: Person) -> None:
    thread = await ada.thread()
    item = await ada.say(thread["id"], "hidden treasure")

    async def found(who: Person) -> int:
        return len((await who.json("GET", "/search?q=treasure"))["data"])

    assert [await found(who) for who in (ada, bob, script)] == [1, 0, 0]
    await ada.share(thread["id"], bob, "reader")
    assert await found(bob) == 1
    await ada.json("DELETE", f"/threads/{thread['id']}", status=204)
    assert [await found(who) for who in (ada, bob)] == [0, 0]
    await ada.json("POST", f"/threads/{thread['id']}/restore")
    await ada.json("DELETE", f"/threads/{thread['id']}/items/{item['id']}", status=204)
    assert [await found(who) for who in (ada, bob)] == [0, 0]


async def test_pages_of_hits_follow_each_other(ada: Person) -> None:
    thread = await ada.thread()
    said = [(await ada.say(thread["id"], f"word {number}"))["id"] for number in range(5)]
    found: list[str] = []
    after = ""
    for more in (True, True, False):
        page = await ada.json("GET", f"/search?q=word&limit=2{after}")
        found += [hit["item"]["id"] for hit in page["data"]]
        assert page["hasMore"] is more
        after = f"&after={page['lastId']}"
    assert found == said[::-1]


@pytest.mark.parametrize("query", ["", "q=", "q=" + "a" * 201, "q=a&after=x", "q=a&limit=0"])
async def test_a_search_has_its_bounds(ada: Person, query: str) -> None:
    await ada.json("GET", f"/search?{query}", status=400)


async def test_a_rating_is_ones_own(ada: Person, bob: Person) -> None:
    thread = await ada.thread()
    item = await ada.say(thread["id"], "x")
    await ada.share(thread["id"], bob, "reader")
    path = f"/threads/{thread['id']}/items/{item['id']}"

    async def ratings(who: Person) -> list[str | None]:
        page = await who.json("GET", f"/threads/{thread['id']}/items")
        one = await who.json("GET", path)
        return [page["data"][0].get("rating"), one.get("rating")]

    rated = await bob.json("POST", path + "/feedback", {"rating": "up", "comment": "yes"})
    assert rated["rating"] == "up"
    assert await ratings(bob) == ["up", "up"]
    assert await ratings(ada) == [None, None]
    await bob.json("POST", path + "/feedback", {"rating": "down"})
    assert await ratings(bob) == ["down", "down"]
    await bob.json("POST", path + "/feedback", {"rating": None})
    assert await ratings(bob) == [None, None]
    head = (await ada.json("GET", f"/threads/{thread['id']}"))["head"]
    assert head == 2
