"""The pages on tools: what they tell people to write works."""

from pathlib import Path

import msgspec
import pytest

from instar.cli.settings import describe_settings, load_settings
from instar.mcp import McpServers
from instar.model.settings import McpServer
from tests.docs.pages import ROOT, blocks, cells, run_tests
from tests.support.mcp.shelf import Shelf
from tests.unit.mcp.conftest import EVERYTHING

CONNECT = ROOT / "docs/how-to/connect-an-mcp-server.md"
WRITE = ROOT / "docs/how-to/write-a-tool.md"
FETCHED = ["npx", "-y", "@modelcontextprotocol/server-everything"]


def test_the_tool_passes_its_tests(tmp_path: Path) -> None:
    plugin, tests = blocks(WRITE, "python")
    run = run_tests(tmp_path, "store", plugin, tests)
    assert run.returncode == 0, run.stdout
    assert "1 passed" in run.stdout


async def test_the_servers_of_the_file_are_connected_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, issues = blocks(CONNECT, "toml")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "instar.toml").write_text(first + issues)
    servers = load_settings({}).mcp
    assert list(servers) == ["everything", "tickets", "issues"]
    assert "TOKEN" not in describe_settings({})
    everything = servers["everything"]
    assert everything.command[:3] == FETCHED
    installed = msgspec.structs.replace(everything, command=[*EVERYTHING, *everything.command[3:]])
    shelf = Shelf()
    mcp = McpServers({"everything": installed}, shelf.add)
    mcp.open()
    await shelf.until("everything_echo")
    assert await shelf.call("everything_echo", message="hello") == "Echo: hello"
    await mcp.close()


def test_the_variable_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (exported,) = blocks(CONNECT, "sh")
    name, _, value = exported.removeprefix("export ").strip().partition("=")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value.strip("'"))
    assert load_settings({}).mcp["everything"].command == [*FETCHED, "stdio"]


def test_the_page_names_every_key() -> None:
    assert set(McpServer.__struct_fields__) <= set(cells(CONNECT))
