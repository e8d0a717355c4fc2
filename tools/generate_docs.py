"""Writes the pages of docs/reference/ that follow from the source.

python -m tools.generate_docs           write the pages
python -m tools.generate_docs --check   exit 1 when a page is not what the source says
"""

import sys
from pathlib import Path

from tools.reference import cli, errors, messages, rest, sdk, settings, slots, types, widgets

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/reference"


def outputs() -> dict[Path, str]:
    """Every generated page with its text."""
    return {
        REFERENCE / "messages.md": messages.render(),
        REFERENCE / "rest.md": rest.render(),
        REFERENCE / "types.md": types.render(),
        REFERENCE / "widgets.md": widgets.render(),
        REFERENCE / "cli.md": cli.render(),
        REFERENCE / "settings.md": settings.render(),
        REFERENCE / "error-codes.md": errors.render(),
        REFERENCE / "sdk.md": sdk.render(),
        REFERENCE / "slots.md": slots.render(),
    }


def main() -> int:
    """Write the pages, or compare them with `--check`."""
    checking = "--check" in sys.argv[1:]
    pages = outputs()
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text() != text]
    for path in stale:
        if checking:
            print(f"{path.relative_to(ROOT)} is stale: run python -m tools.generate_docs")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[path])
    return int(checking and bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())
