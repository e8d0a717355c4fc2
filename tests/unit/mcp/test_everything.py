"""A server by others, from npm, over both transports; it speaks 2025-11-25."""

import asyncio

import pytest

from instar.mcp.errors import McpError
from instar.model.settings import McpServer
from tests.unit.mcp.conftest import EVERYTHING, Listening, OpenMcp


@pytest.fixture(params=["stdio", "http"])
def everything(request: pytest.FixtureRequest) -> McpServer:
    if request.param == "stdio":
        return McpServer(command=[*EVERYTHING, "stdio"], approval="write")
    return McpServer(url=request.getfixturevalue("everything_over_http").url, approval="write")


async def test_its_tools_are_known_and_can_be_called(
    open_mcp: OpenMcp, everything: McpServer
) -> None:
    shelf = await open_mcp(all=everything)
    await shelf.until("all_echo", "all_get-sum", "all_get-tiny-image")
    echo, compress = shelf.tools["all_echo"], shelf.tools["all_gzip-file-as-resource"]
    assert (echo.capability, echo.approval, echo.source) == ("read", False, "all")
    assert (compress.capability, compress.approval) == ("write", True)
    assert await shelf.call("all_echo", message="Hello") == "Echo: Hello"
    assert await shelf.call("all_get-sum", a=1, b=2) == "The sum of 1 and 2 is 3."
    weather = await shelf.call("all_get-structured-content", location="Chicago")
    assert weather.count("temperature") == 1, "said once, though it comes as text and as JSON"
    assert "[image: image/png]" in await shelf.call("all_get-tiny-image")
    assert "[resource: demo://" in await shelf.call(
        "all_get-resource-reference", resourceType="Blob", resourceId=1
    )


async def test_a_failure_is_told_and_a_slow_tool_can_be_left(
    open_mcp: OpenMcp, everything: McpServer
) -> None:
    shelf = await open_mcp(all=everything)
    await shelf.until("all_get-sum", "all_trigger-long-running-operation")
    with pytest.raises(McpError, match="expected number"):
        await shelf.call("all_get-sum", a="one", b=2)
    slow = asyncio.create_task(
        shelf.call("all_trigger-long-running-operation", duration=60, steps=2)
    )
    assert await shelf.call("all_echo", message="Hello") == "Echo: Hello"
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    assert await shelf.call("all_echo", message="Again") == "Echo: Again"


async def test_it_is_found_again_when_its_sessions_are_lost(
    open_mcp: OpenMcp, everything_over_http: Listening
) -> None:
    shelf = await open_mcp(all=McpServer(url=everything_over_http.url))
    await shelf.until("all_echo")
    everything_over_http.kill()
    everything_over_http.start()
    with pytest.raises(McpError):
        await shelf.call("all_echo", message="Hello")
    await shelf.until(absent="all_echo")
    await shelf.until("all_echo")
    assert await shelf.call("all_echo", message="Hello") == "Echo: Hello"
