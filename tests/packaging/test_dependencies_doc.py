"""docs/dependencies.md gives a reason for each direct dependency, and for nothing else."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "dependencies.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def documented(heading):
    """Return the packages in the first column of the table under a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
    return {name for cell in cells for name in cell.split(", ")} - {"Package", "---"}


def names(requirements):
    return {re.split(r"[^A-Za-z0-9-]", requirement)[0] for requirement in requirements}


def npm(kind):
    files = [ROOT / "client/package.json", *(ROOT / "client/packages").glob("*/package.json")]
    found = {name for path in files for name in json.loads(path.read_text()).get(kind, {})}
    return {name for name in found if not name.startswith("@instar/")}


RUNTIME = names(PROJECT["project"]["dependencies"])
DEV = names(PROJECT["dependency-groups"]["dev"])


@pytest.mark.parametrize(
    ("heading", "direct"),
    [
        ("Server, at run time", RUNTIME),
        ("Server, to develop", DEV - RUNTIME),
        ("Page, at run time", npm("dependencies")),
        ("Page, to develop", npm("devDependencies")),
    ],
)
def test_each_direct_dependency_has_its_reason(heading, direct):
    assert documented(heading) == direct
