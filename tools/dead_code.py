"""Find code that nothing uses, with vulture.

Fields of a message are read by the encoder and names in tests by pytest, so an unused variable or
attribute says little; an unused function, method, class or import says much. What only a library
calls says so where it is defined: `# noqa: V103` for a function, `V105` for a method. What the SDK
offers is for others to use.
"""

from __future__ import annotations

import sys
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parent.parent
PATHS = ("src", "tools", "tests")
OFFERED = ROOT / "src" / "instar" / "sdk"
KINDS = {"class", "function", "import", "method", "property", "unreachable_code"}

# Called by others: Alembic, hatchling, asyncio, the standard library's protocols.
CALLED_FROM_OUTSIDE = [
    "pytest_*",
    "upgrade",
    "downgrade",
    "PageHook",
    "initialize",
    "connection_made",
    "connection_lost",
    "data_received",
    "eof_received",
    "pause_writing",
    "resume_writing",
]
DECORATORS = [
    "@pytest.fixture",
    "@pytest_asyncio.fixture",
    "@*.command",
    "@*.group",
    "@*.callback",
    "@*.tool",
]


def find_dead_code(paths: list[Path]) -> list[str]:
    vulture = Vulture(ignore_names=CALLED_FROM_OUTSIDE, ignore_decorators=DECORATORS)
    vulture.scavenge([str(path) for path in paths])
    return [
        f"{Path(item.filename).relative_to(ROOT)}:{item.first_lineno}: {item.message}"
        for item in vulture.get_unused_code()
        if item.typ in KINDS and OFFERED not in Path(item.filename).parents
    ]


def main() -> int:
    found = find_dead_code([ROOT / path for path in PATHS])
    print("\n".join(found) if found else "No dead code.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
