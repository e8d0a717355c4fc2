"""The interface over REST: what holds for whoever asks, and what admins set (SPEC, section U)."""

from typing import Any

import pytest

from tests.support.rest import Person

LOCK = {"op": "add", "path": "/locks/composer", "value": {"reason": "Moving house."}}


def change(*patch: dict[str, Any], layer: str = "global", **more: Any) -> dict[str, Any]:
    return {"layer": layer, "patch": list(patch), **more}


async def test_u6_a_lock_of_the_admin_is_enforced_on_rest_until_it_is_removed(
    script: Person, ada: Person
) -> None:
    thread = await ada.thread()
    path = f"/threads/{thread['id']}/items"
    body = {"content": [{"type": "input_text", "text": "hello"}]}
    set_ = await script.json("PATCH", "/interface", change(LOCK))
    assert set_["locks"] == {"composer": {"reason": "Moving house."}}
    problem = await ada.json("POST", path, body, status=423)
    assert (problem["code"], problem["detail"]) == ("locked.composer", "Moving house.")
    await script.json("PATCH", "/interface", change({"op": "remove", "path": LOCK["path"]}))
    await ada.json("POST", path, body, status=201)


async def test_u2_everybody_sees_what_holds_for_them(
    script: Person, ada: Person, bob: Person
) -> None:
    thread = await ada.thread()
    await script.json("PATCH", "/interface", change(LOCK, layer="user", of=ada.id))
    assert "composer" in (await ada.json("GET", "/interface"))["locks"]
    assert "locks" not in await bob.json("GET", "/interface")
    await ada.json("GET", f"/interface?threadId={thread['id']}")
    await bob.json("GET", f"/interface?threadId={thread['id']}", status=404)


@pytest.mark.parametrize(
    ("body", "status", "code", "path"),
    [
        (change(), 400, "validation.schema", "/patch"),
        (change(LOCK, layer="connection"), 400, "validation.schema", "/layer"),
        (change(LOCK, layer="global", of="x"), 400, "validation.ui_layer", "/of"),
        (change(LOCK, layer="role"), 400, "validation.ui_layer", "/of"),
        (change(LOCK, layer="role", of="root"), 400, "validation.ui_layer", "/of"),
        (change(LOCK, layer="user", of="usr_none"), 404, "not_found.user", None),
        (change(LOCK, layer="thread", of="thr_none"), 404, "not_found.thread", None),
        (change(LOCK | {"path": "/__proto__/x"}), 400, "validation.ui_path", "/patch/0/path"),
        (change(LOCK | {"value": {}}), 400, "validation.ui_value", "/patch/0/value"),
        (change(LOCK | {"op": "move"}), 400, "validation.schema", "/patch/0/op"),
        (change(LOCK, seconds=0), 400, "validation.schema", "/seconds"),
        (change(*[LOCK] * 65), 400, "validation.schema", "/patch"),
    ],
)
async def test_u5_what_is_no_change_of_it_is_refused_and_says_where(
    script: Person, body: dict[str, Any], status: int, code: str, path: str | None
) -> None:
    problem = await script.json("PATCH", "/interface", body, status=status)
    assert (problem["code"], problem.get("path")) == (code, path)
    assert "locks" not in await script.json("GET", "/interface")
