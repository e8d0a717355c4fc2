"""MCP servers of two kinds: found, used, lost, found again and left."""

import asyncio
import os

import pytest
import structlog

from instar.mcp import McpServers
from instar.mcp.errors import McpError
from instar.mcp.keeper import pause
from instar.model.settings import McpServer
from tests.support.mcp.shelf import LogBook, Shelf, context
from tests.unit.mcp.conftest import TOKEN, Bell, Listening, OpenMcp, program

WORKSHOP = program("workshop.py", "stdio")
ALL = {
    f"shop_{name}"
    for name in ("add", "fail", "variables", "process", "wait", "speak", "grow", "leave")
}


@pytest.fixture(params=["stdio", "http"])
def workshop(request: pytest.FixtureRequest) -> McpServer:
    """The same server over either transport."""
    if request.param == "stdio":
        return WORKSHOP
    url = request.getfixturevalue("listening").url
    return McpServer(url=url, headers={"authorization": "${WORKSHOP_TOKEN}"})


async def test_its_tools_are_known_and_can_be_called(
    open_mcp: OpenMcp, workshop: McpServer
) -> None:
    shelf = await open_mcp(shop=workshop)
    await shelf.until(*ALL)
    assert set(shelf.tools) == ALL
    add, fail = shelf.tools["shop_add"], shelf.tools["shop_fail"]
    assert (add.description, add.source) == ("Add two numbers.", "shop")
    assert (add.capability, add.approval) == ("read", True)
    assert (fail.capability, fail.approval) == ("write", True)
    assert set(add.parameters["properties"]) == {"a", "b"}
    assert "5" in await shelf.call("shop_add", a=2, b=3)


async def test_a_failure_is_told_in_the_servers_words(
    open_mcp: OpenMcp, workshop: McpServer
) -> None:
    shelf = await open_mcp(shop=workshop)
    await shelf.until(*ALL)
    with pytest.raises(McpError, match="the lathe is broken"):
        await shelf.call("shop_fail")
    with pytest.raises(McpError, match="validation error"):
        await shelf.call("shop_add", b=1)


async def test_cancelling_reaches_the_server(
    open_mcp: OpenMcp, workshop: McpServer, bell: Bell
) -> None:
    shelf = await open_mcp(shop=workshop)
    await shelf.until(*ALL)
    call = asyncio.create_task(shelf.call("shop_wait", port=bell.port))
    await bell.said("begun")
    call.cancel()
    await bell.said("cancelled")
    with pytest.raises(asyncio.CancelledError):
        await call
    assert "5" in await shelf.call("shop_add", a=2, b=3)


async def test_a_changed_list_is_followed(open_mcp: OpenMcp, workshop: McpServer) -> None:
    shelf = await open_mcp(shop=workshop)
    await shelf.until(*ALL)
    before = shelf.tools["shop_add"]
    await shelf.call("shop_grow")
    await shelf.until("shop_grown", absent="shop_speak")
    assert "new" in await shelf.call("shop_grown")
    assert shelf.tools["shop_add"] is before, "what has not changed has stayed"


async def test_a_program_that_ends_is_started_again(open_mcp: OpenMcp) -> None:
    shelf = await open_mcp(shop=WORKSHOP)
    await shelf.until(*ALL)
    old, number = shelf.tools["shop_process"], await shelf.call("shop_process")
    with pytest.raises(McpError, match="ended the connection"):
        await shelf.call("shop_leave")
    await shelf.until(absent="shop_add")
    with pytest.raises(McpError, match="shop is not there"):
        await old.run(context(), {})
    await shelf.until(*ALL)
    assert await old.run(context(), {}) != number, "a tool from before works again"


async def test_a_server_over_http_that_comes_back_is_found(
    open_mcp: OpenMcp, listening: Listening
) -> None:
    headers = {"authorization": "${WORKSHOP_TOKEN}"}
    shelf = await open_mcp(shop=McpServer(url=listening.url, headers=headers))
    await shelf.until(*ALL)
    listening.kill()
    await shelf.until(absent="shop_add")
    listening.start()
    await shelf.until(*ALL)
    assert "5" in await shelf.call("shop_add", a=2, b=3)


async def test_programs_have_ended_when_it_is_closed(bell: Bell) -> None:
    shelf = Shelf()
    mcp = McpServers({"shop": WORKSHOP}, shelf.add)
    mcp.open()
    await shelf.until(*ALL)
    number = int((await shelf.call("shop_process")).split()[0])
    assert alive(number)
    call = asyncio.create_task(shelf.call("shop_wait", port=bell.port))
    await bell.said("begun")
    await mcp.close()
    assert not alive(number)
    assert shelf.tools == {}
    with pytest.raises(McpError):
        await call


async def test_a_program_sees_little_of_our_environment(
    open_mcp: OpenMcp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-ours")
    monkeypatch.setenv("SHOP_TOKEN", "theirs")
    server = program("workshop.py", "stdio", env={"TOKEN": "it-is-${SHOP_TOKEN}"})
    shelf = await open_mcp(shop=server)
    await shelf.until(*ALL)
    said = await shelf.call("shop_variables")
    assert "TOKEN=it-is-theirs" in said
    assert "PATH=" in said
    assert "sk-ours" not in said


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        (McpServer(command=["no-such-program"]), "The server cannot be started: No such file"),
        (McpServer(command=["true"]), "The server ended the connection."),
        (McpServer(url="http://127.0.0.1:9/mcp"), "The server cannot be reached."),
        (McpServer(url="localhost:9/mcp"), "no address that begins with http://"),
        (McpServer(url="https://${NOWHERE}/mcp"), "the variable NOWHERE, which is not set"),
    ],
)
async def test_one_that_cannot_be_had_is_named_once_and_breaks_nothing(
    open_mcp: OpenMcp, monkeypatch: pytest.MonkeyPatch, server: McpServer, reason: str
) -> None:
    monkeypatch.setattr("instar.mcp.keeper.FIRST_SECONDS", 0.01)
    with structlog.testing.capture_logs() as logs:
        shelf = await open_mcp(lost=server, shop=WORKSHOP)
        await shelf.until(*ALL)
    assert [entry["event"] for entry in logs].count("mcp.connected") == 1
    (said,) = [entry for entry in logs if entry["event"] == "mcp.unavailable"]
    assert said["server"] == "lost"
    assert reason in said["reason"]


def test_tries_come_less_and_less_often_and_never_in_step() -> None:
    assert 0.25 <= pause(1) <= 0.5
    assert 1 <= pause(3) <= 2
    assert 30 <= pause(100_000) <= 60
    assert len({pause(8) for _ in range(10)}) == 10


async def test_who_may_not_in_is_told_without_the_token(
    open_mcp: OpenMcp, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"authorization": "${WORKSHOP_TOKEN}"}
    monkeypatch.setenv("WORKSHOP_TOKEN", "a-wrong-one")
    book = LogBook()
    with structlog.testing.capture_logs(processors=[book]):
        shelf = await open_mcp(shop=McpServer(url=listening.url, headers=headers))
        said = await book.until("mcp.unavailable")
        monkeypatch.setenv("WORKSHOP_TOKEN", TOKEN)
        await shelf.until(*ALL)
    assert said["reason"] == "The server answers 401 Unauthorized: look at its headers."
    assert "a-wrong-one" not in str(book.entries)
    assert TOKEN not in str(book.entries)


async def test_odd_tools_are_skipped_and_names_made_to_fit(open_mcp: OpenMcp) -> None:
    with structlog.testing.capture_logs() as logs:
        shelf = await open_mcp(old=program("old_server.py"))
        await shelf.until("old_plain")
    reasons = {entry["tool"]: entry["reason"] for entry in logs if entry["event"] == "mcp.skipped"}
    assert set(reasons) == {"list", "large"}
    assert len(shelf.tools) == 3
    assert all(len(name) <= 64 for name in shelf.tools)
    (read,) = [name for name in shelf.tools if name.startswith("old_files-read-")]
    assert len(read) == len("old_files-read-") + 8
    assert max(len(tool.description) for tool in shelf.tools.values()) == 4_000


async def test_an_older_server_is_followed_too(open_mcp: OpenMcp) -> None:
    shelf = await open_mcp(old=program("old_server.py"))
    await shelf.until("old_plain")
    (read,) = [name for name in shelf.tools if name.startswith("old_files-read-")]
    said = await shelf.call("old_plain")
    assert said == (
        "one\n\n[image: image/png]\n\n[a.txt: file:///a.txt]\n\ntwo\n\n[resource: file:///c.bin]"
    )
    await shelf.until("old_plain", absent=read)


async def test_an_id_that_is_taken_is_skipped(open_mcp: OpenMcp) -> None:
    shelf = await open_mcp(Shelf("shop_add"), shop=WORKSHOP)
    await shelf.until(*(ALL - {"shop_add"}))
    assert "shop_add" not in shelf.tools


def alive(number: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
