"""Where settings come from, and what is said of a bad one."""

from pathlib import Path

import click
import msgspec
import pytest

from instar.cli.settings import describe_settings, load_settings
from instar.model.settings import McpServer, Settings, base_url, local_url


@pytest.fixture(autouse=True)
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.__struct_fields__:
        monkeypatch.delenv("INSTAR_" + name.upper(), raising=False)


def test_defaults_hold_when_nothing_is_set() -> None:
    assert load_settings({}) == Settings()


def test_flags_win_over_the_environment_and_that_over_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("instar.toml").write_text('port = 1\nhost = "::1"\nturn_seconds = 5\n')
    monkeypatch.setenv("INSTAR_PORT", "2")
    monkeypatch.setenv("INSTAR_HOST", "127.0.0.2")
    found = load_settings({"port": "3", "host": None})
    assert (found.port, found.host, found.turn_seconds) == (3, "127.0.0.2", 5)


@pytest.mark.parametrize(
    ("flags", "environment", "toml", "said"),
    [
        ({"port": "nine"}, {}, "", "port (flag)"),
        ({}, {"INSTAR_PORT": "70000"}, "", "port (environment)"),
        ({}, {}, "upload_bytes = 0", "upload_bytes (instar.toml)"),
        ({}, {}, "colour = 1", "instar.toml: Object contains unknown field `colour`"),
        ({}, {}, "port = ", "instar.toml: "),
        ({}, {}, "[mcp.a]", "mcp[...] (instar.toml): An MCP server has either"),
        ({}, {}, "[mcp.a_b]", "mcp (instar.toml): Expected `str` matching regex"),
        ({}, {}, '[mcp.a]\ncommand = "npx"', "mcp[...].command (instar.toml): Expected `array`"),
        ({}, {"INSTAR_MCP": "[mcp.a]"}, "", "mcp (environment): Expected `object`"),
    ],
)
def test_a_bad_setting_is_named_with_its_source(
    monkeypatch: pytest.MonkeyPatch, flags, environment, toml, said
) -> None:
    Path("instar.toml").write_text(toml)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(click.ClickException) as refused:
        load_settings(flags)
    assert refused.value.message.startswith(said)


def test_every_setting_is_described_and_no_secret_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTAR_ADMIN_TOKEN", "a-very-secret-token")
    shown = describe_settings({"port": "9"})
    lines = {line.split()[0]: line for line in shown.splitlines()}
    assert list(lines) == list(Settings.__struct_fields__)
    assert "very-secret" not in shown
    assert "(set)" in lines["admin_token"]
    assert "flag" in lines["port"]
    assert all(len(line) > 68 for line in lines.values()), "each has a help text"


def test_mcp_servers_come_from_either_and_only_their_names_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hub = McpServer(url="https://mcp.example/k-123", headers={"authorization": "Bearer k-456"})
    Path("instar.toml").write_text('[mcp.files]\ncommand = ["npx", "--key=k-789"]\n')
    files = McpServer(command=["npx", "--key=k-789"])
    assert load_settings({}).mcp == {"files": files}
    assert "files " in describe_settings({})
    assert "k-" not in describe_settings({})
    monkeypatch.setenv("INSTAR_MCP", msgspec.json.encode({"hub": hub}).decode())
    assert load_settings({}).mcp == {"hub": hub}
    assert "hub " in describe_settings({})
    assert "k-" not in describe_settings({})


def test_a_database_of_another_engine_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="postgresql"):
        _ = Settings(database="postgresql://db/x").database_path
    assert Settings(database="sqlite:////tmp/x.db").database_path == Path("/tmp/x.db")


@pytest.mark.parametrize(
    ("settings", "local", "base"),
    [
        (Settings(), "http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        (Settings(host="0.0.0.0"), "http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        (Settings(host="::1"), "http://[::1]:8765", "http://[::1]:8765"),
        (
            Settings(public_url="https://chat.example/"),
            "http://127.0.0.1:8765",
            "https://chat.example",
        ),
    ],
)
def test_urls_are_those_that_a_browser_can_reach(settings, local, base) -> None:
    assert (local_url(settings), base_url(settings)) == (local, base)
