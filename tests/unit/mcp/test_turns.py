"""Tools of an MCP server in turns, on a server of ours whose settings name it."""

import msgspec
import pytest

from instar.model.settings import Settings
from tests.conftest import OpenServer
from tests.support.scripted import ScriptedProvider, Step, says, with_assistant
from tests.unit.mcp.conftest import program
from tests.unit.runtime.conftest import Chat, Killed, killed
from tests.unit.runtime.test_tools import asked, calls, decide, outputs, parts

__all__ = ["killed"]

ADD = calls('{"a": 2, "b": 3}', name="shop_add")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, mcp={"shop": program("workshop.py", "stdio")})


async def open_chat(open_server: OpenServer, settings: Settings, *scripts: list[Step]) -> Chat:
    provider = ScriptedProvider(*scripts)
    chat = await Chat.open(await open_server(*with_assistant(provider), at=settings))
    assert await chat.server.tools.wait_for("shop_add")
    return chat


async def test_m6_a_tool_of_a_server_is_called_when_a_person_agrees(
    open_server: OpenServer, settings: Settings
) -> None:
    chat = await open_chat(open_server, settings, ADD, says("5."))
    await chat.submit("2 + 3?")
    assert "of shop" in (await asked(chat))["content"][0]["question"]
    await decide(chat, "allow")
    await chat.reader.until("turn.end")
    (part,) = parts(chat)
    assert (part["source"], part["status"]) == ("shop", "done")
    assert "5" in part["output"]
    assert chat.said()[-1] == "5."


async def test_m6_an_approval_is_waited_for_across_a_restart_before_its_server_is_back(
    open_server: OpenServer, settings: Settings, killed: Killed
) -> None:
    chat = await open_chat(open_server, settings, ADD)
    await chat.submit("2 + 3?")
    await asked(chat)
    again = ScriptedProvider(says("5."))
    server = await open_server(*with_assistant(again), at=killed(chat.server))
    assert server.tools.find("shop_add") is None
    chat = await chat.at(server)
    await decide(chat, "allow")
    chat = await chat.ended()
    assert "5" in outputs(again, 0)[0]
    assert chat.said()[-1] == "5."
