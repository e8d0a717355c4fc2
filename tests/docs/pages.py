"""The documentation as tests see it."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of a page in one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)


def prose(page: Path) -> str:
    """A page without its code blocks."""
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def headings(page: Path) -> list[str]:
    """The titles on a page."""
    return re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The fragments that a page's headings have where it is shown."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings(page)}


def cells(page: Path, column: int = 1) -> list[str]:
    """What stands in a column of the page's tables, without code marks."""
    rows = re.findall(r"^\|(.+)\|$", prose(page), re.MULTILINE)
    return [row.split("|")[column - 1].strip().strip("`") for row in rows]


def run_tests(folder: Path, name: str, plugin: str, tests: str) -> subprocess.CompletedProcess[str]:
    """Run what a page has people write: a plugin, and its tests."""
    (folder / f"{name}.py").write_text(plugin)
    (folder / f"test_{name}.py").write_text(tests)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-o", "asyncio_mode=auto", "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
