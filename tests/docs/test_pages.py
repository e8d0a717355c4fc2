"""What the pages point to is there, and nothing on them is of one machine alone."""

import re
from pathlib import Path

import click
import pytest

from instar.cli import main
from instar.model.settings import Settings
from tests.docs.pages import NAMES, PAGES, ROOT, anchors, prose

TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
LINK = re.compile(r"\]\(([^)\s]+)\)")
FOLDER = re.compile(r"(?<![\w.])/(?:work|root|home|Users|tmp|mnt|opt)/")
HOST = re.compile(r"\b(?:https?|wss?)://([^/\s:`\"')]+)")
PUBLIC = {
    "127.0.0.1",
    "chat.example.com",
    "mcp.example.com",
    "modelcontextprotocol.io",
    "keepachangelog.com",
    "semver.org",
    "www.w3.org",
}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(prose(page)):
        if HOST.match(link):
            continue
        path, _, fragment = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        assert not fragment or fragment in anchors(target), link


def test_every_page_is_linked_from_the_first_one() -> None:
    first = ROOT / "docs/README.md"
    decisions = ROOT / "docs/decisions/README.md"
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in (first, decisions)
        for link in LINK.findall(page.read_text())
    }
    outside = {first, ROOT / "README.md"}
    assert set(PAGES) - outside - linked == set()


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_make_command_is_a_target(page: Path) -> None:
    assert set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", page.read_text(), re.MULTILINE)) <= TARGETS


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_instar_command_exists(page: Path) -> None:
    for words in re.findall(
        r"(?:^\$ |^|`|bin/)instar ([a-z][a-z ]*)", page.read_text(), re.MULTILINE
    ):
        assert find_command(words.split()) is not None, words


def find_command(words: list[str]) -> click.Command | None:
    """The command that the words begin with, or None."""
    command: click.Command = main
    for word in words:
        if not isinstance(command, click.Group):
            break
        if word not in command.commands:
            return None
        command = command.commands[word]
    return None if isinstance(command, click.Group) and command is main else command


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_variable_is_a_setting(page: Path) -> None:
    others = {"INSTAR_FAILPOINT", "INSTAR_CHROMIUM"}
    known = {f"INSTAR_{name.upper()}" for name in Settings.__struct_fields__} | others
    assert set(re.findall(r"\bINSTAR_[A-Z_]*[A-Z]", page.read_text())) <= known


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_line_names_a_private_machine(page: Path) -> None:
    assert FOLDER.findall(page.read_text()) == []
    assert set(HOST.findall(page.read_text())) <= PUBLIC
