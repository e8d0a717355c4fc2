"""Which plugins `--plugins` names."""

import sys
from pathlib import Path

import pytest

from instar.cli.plugins import load_plugins


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    return tmp_path


def test_plugins_are_found_in_the_working_directory(folder: Path) -> None:
    code = "from instar.sdk import Plugin\none = Plugin('{}', '1', lambda registry: lambda: None)\n"
    (folder / "mine_a.py").write_text(code.format("a"))
    (folder / "mine_b.py").write_text(code.format("b"))
    assert [plugin.id for plugin in load_plugins("mine_a:one, mine_b:one")] == ["a", "b"]
    assert list(load_plugins("")) == []


@pytest.mark.parametrize("name", ["nowhere:plugin", "json:plugin", "json:loads", "not a name"])
def test_one_that_cannot_be_had_is_named(name: str) -> None:
    with pytest.raises(ValueError, match=f"--plugins {name}"):
        list(load_plugins(name))
