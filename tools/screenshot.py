"""Draw the page of a fresh server, with something said in it.

python -m tools.screenshot            wide and narrow, into test-results/
python -m tools.screenshot --readme   the README's picture, into docs/images/
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tools.browser import find_browser, launch_args
from tools.server import running_server

ROOT = Path(__file__).resolve().parent.parent
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 390, "height": 844}
README: dict[Path, ViewportSize] = {ROOT / "docs/images/chat.png": {"width": 1280, "height": 1040}}
RESULTS = {
    ROOT / "test-results/page-wide.png": WIDE,
    ROOT / "test-results/page-narrow.png": NARROW,
}
SAID = ("Plan for the release", "Notes from the review", "/demo")
COLOURS = 128
"""Enough for a page of plain colours, and a third of the bytes."""


def converse(page: Page) -> None:
    """Begin a thread for each of a few messages; the last one stays open."""
    for text in SAID:
        page.get_by_role("link", name="new thread").first.click()
        message = page.get_by_role("textbox", name="Message", exact=True)
        message.fill(text)
        message.press("Enter")
        answer = page.get_by_role("article", name="Instar")
        expect(answer).to_have_attribute("aria-busy", "false", timeout=30_000)


def draw(browser: Browser, address: str, pictures: dict[Path, ViewportSize]) -> None:
    """Sign in once, talk, then draw the page at each size."""
    page = browser.new_page(color_scheme="light", viewport=WIDE)
    page.goto(address)
    converse(page)
    for path, size in pictures.items():
        page.set_viewport_size(size)
        page.wait_for_load_state("networkidle")
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, animations="disabled")
        Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
        print(path.relative_to(ROOT))


def main() -> int:
    """Returns 1 when there is no browser."""
    executable = find_browser()
    if executable is None:
        print("No browser: run `python tools/browser.py --install`.", file=sys.stderr)
        return 1
    serve = [str(Path(sys.prefix) / "bin" / "instar"), "serve"]
    with (
        tempfile.TemporaryDirectory() as data,
        running_server(serve, Path(data)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=executable, args=launch_args())
        draw(browser, address, README if "--readme" in sys.argv[1:] else RESULTS)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
