"""What is served where."""

from typing import Any

import pytest

from instar.runtime.server import Server
from instar.transport.http.page import STATIC
from tests.support.handlers import Paused
from tests.support.messages import submit
from tests.support.rest import ORIGIN, Person, visitor


async def test_the_server_says_that_it_is_well(app: Any) -> None:
    async with visitor(app) as anyone:
        response = await anyone.get(f"{ORIGIN}/healthz")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
        posted = await anyone.post(f"{ORIGIN}/healthz")
        assert (posted.status_code, posted.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/login", "/t/thr_1", "/t/anything"])
async def test_every_place_of_the_client_is_the_page(app: Any, path: str) -> None:
    async with visitor(app) as anyone:
        response = await anyone.get(ORIGIN + path)
    if (STATIC / "index.html").is_file():
        assert response.status_code == 200
        assert "<!doctype html>" in response.text.lower()
    else:
        assert (response.status_code, "make setup" in response.text) == (503, True)


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/api", "/api/v1", "/api/v1/nothing", "/api/v2/me", "/t/a/b", "/login/x", "/ws"],
)
async def test_elsewhere_is_nothing(ada: Person, path: str) -> None:
    response = await ada.get(ORIGIN + path)
    assert response.status_code == 404
    assert response.json()["code"] == "not_found.page"


async def test_other_routes_win_over_ids(ada: Person) -> None:
    # "import" is a route, not the id of a thread.
    response = await ada.get("/threads/import")
    assert response.status_code == 405


async def test_deleting_a_thread_stops_its_turn(ada: Person, server: Server) -> None:
    paused = Paused()
    undo = server.handlers.add(paused)
    thread = (await ada.thread())["id"]
    principal = await server.accounts.find(next(iter(ada.cookies.jar)).value or "")
    assert principal is not None
    await server.turns.accept(principal, submit(thread, "go"))
    await paused.reached.wait()
    await ada.json("DELETE", f"/threads/{thread}", status=204)
    restored = await ada.json("POST", f"/threads/{thread}/restore")
    assert "turnId" not in restored
    undo()
