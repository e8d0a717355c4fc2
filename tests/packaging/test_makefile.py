"""The commands that people are told to type are there, and say what they do."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def commands(path):
    return set(re.findall(r"`make ([a-z-]+)", (ROOT / path).read_text()))


def test_every_documented_command_exists():
    pages = ["CONTRIBUTING.md", *(str(path) for path in (ROOT / "docs").rglob("*.md"))]
    assert set().union(*map(commands, pages)) <= TARGETS


def test_help_names_every_command_that_has_a_meaning_of_its_own():
    command = ["make", "--no-print-directory", "help"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    named = {line.split()[0] for line in said.stdout.splitlines()}
    assert named == {name for name in TARGETS if not name.startswith(("check-", "help"))} | {"help"}


def test_ci_runs_what_people_run():
    script = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^make (\S+)$", script, re.MULTILINE) == ["check", "test"]
