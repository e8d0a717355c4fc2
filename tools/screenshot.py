"""Draw the page of a fresh server into test-results/, wide and narrow."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tools.browser import find_browser, launch_args
from tools.server import running_server

ROOT = Path(__file__).resolve().parent.parent
SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1280, "height": 800},
    "narrow": {"width": 390, "height": 844},
}


def draw(browser: Browser, address: str, target: Path) -> None:
    """Log in once, then draw the page at each size."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        page.screenshot(path=target / f"page-{name}.png")
        print(target / f"page-{name}.png")


def main() -> int:
    executable = find_browser()
    if executable is None:
        print("No browser: run `python tools/browser.py --install`.", file=sys.stderr)
        return 1
    target = ROOT / "test-results"
    target.mkdir(exist_ok=True)
    serve = [str(Path(sys.prefix) / "bin" / "instar"), "serve"]
    with (
        tempfile.TemporaryDirectory() as data,
        running_server(serve, Path(data)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=executable, args=launch_args())
        draw(browser, address, target)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
