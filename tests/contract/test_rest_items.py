"""Items over REST."""

from tests.support.rest import Person


async def test_pages_of_items_follow_each_other_both_ways(ada: Person) -> None:
    thread = await ada.thread()
    path = f"/threads/{thread['id']}/items"
    said = [(await ada.say(thread["id"], str(number)))["id"] for number in range(5)]

    async def ids(query: str) -> list[str]:
        return [item["id"] for item in (await ada.json("GET", f"{path}?{query}"))["data"]]

    assert await ids("") == said[::-1]
    assert await ids("order=asc&limit=2") == said[:2]
    assert await ids(f"order=asc&limit=2&after={said[1]}") == said[2:4]
    assert await ids(f"order=asc&limit=2&before={said[4]}") == said[2:4]
    assert await ids("limit=2") == [said[4], said[3]]
    assert await ids(f"limit=2&after={said[3]}") == [said[2], said[1]]
    assert await ids(f"limit=2&before={said[1]}") == [said[3], said[2]]
    page = await ada.json("GET", f"{path}?limit=5")
    assert (page["hasMore"], page["firstId"], page["lastId"]) == (False, said[4], said[0])
    assert await ids(f"order=asc&after={said[4]}") == []


async def test_an_item_is_ones_own_message(ada: Person, bob: Person) -> None:
    thread = await ada.thread()
    await ada.share(thread["id"], bob, "writer")
    item = await bob.say(thread["id"], "hello")
    assert item["author"] == {"type": "user", "id": bob.id, "name": "Bob"}
    assert item["type"] == "user_message"
    assert item["position"] == 2
    assert await ada.json("GET", f"/threads/{thread['id']}/items/{item['id']}") == item


async def test_an_item_with_an_id_is_added_once(ada: Person) -> None:
    thread = await ada.thread()
    first = await ada.say(thread["id"], "once", id="message-1")
    assert await ada.say(thread["id"], "once", id="message-1") == first
    body = {"content": [{"type": "input_text", "text": "twice"}], "id": "message-1"}
    problem = await ada.json("POST", f"/threads/{thread['id']}/items", body, status=409)
    assert problem["code"] == "conflict.id_reused"
    assert len((await ada.json("GET", f"/threads/{thread['id']}/items"))["data"]) == 1


async def test_a_locked_thread_says_why(ada: Person) -> None:
    thread = await ada.thread()
    path = f"/threads/{thread['id']}"
    await ada.json("PATCH", path, {"status": {"type": "locked", "reason": "Lunch"}})
    body = {"content": [{"type": "input_text", "text": "x"}]}
    problem = await ada.json("POST", path + "/items", body, status=423)
    assert (problem["code"], problem["detail"]) == ("locked.thread", "Lunch")
    await ada.json("PATCH", path, {"status": {"type": "active"}})
    await ada.say(thread["id"], "x")


async def test_members_are_listed_owner_first(ada: Person, bob: Person) -> None:
    thread = await ada.thread()
    await ada.share(thread["id"], bob, "reader")
    listed = (await bob.json("GET", f"/threads/{thread['id']}/members"))["data"]
    assert [(one["user"]["name"], one["access"]) for one in listed] == [
        ("Ada", "owner"),
        ("Bob", "reader"),
    ]
    await ada.share(thread["id"], bob, "writer")
    await bob.say(thread["id"], "x")
