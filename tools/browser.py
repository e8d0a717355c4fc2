"""Find a Chromium for the tests that drive one; `--install` brings one when there is none.

    python tools/browser.py             say which browser the tests would use
    python tools/browser.py --install   install one if needed: Debian's as root, npm's otherwise

Nothing here runs by itself: no test and no server ever downloads a browser.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "chromium"

# A whole Chromium in one npm package, for machines where nobody may install Debian's.
PACKAGE = "@sparticuz/chromium@153.0.0"
INTEGRITY = (
    "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
)

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT_PATTERNS = (
    "chromium_headless_shell-*/*/headless_shell",
    "chromium_headless_shell-*/*/chrome-headless-shell",
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)

# The package's binary expects Lambda's libraries and fonts; both lie beside it.
WRAPPER = """\
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium.bin" "$@"
"""
FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""
INFLATE = """
const { createReadStream, createWriteStream } = require('node:fs');
const { createBrotliDecompress } = require('node:zlib');
const [from, to] = process.argv.slice(1);
createReadStream(from).pipe(createBrotliDecompress()).pipe(createWriteStream(to));
"""


def find_browser() -> Path | None:
    """Return the browser that tests use: the one named, the system's, Playwright's, or ours."""
    return find_named() or find_system() or find_playwright() or find_cached()


def launch_args() -> list[str]:
    """Return arguments that keep a test's browser quiet, and sandboxed wherever that works."""
    return [
        "--headless",
        *([] if can_sandbox() else ["--no-sandbox"]),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]


def find_named() -> Path | None:
    named = os.environ.get("INSTAR_CHROMIUM")
    if not named:
        return None
    if not Path(named).is_file():
        raise FileNotFoundError(f"INSTAR_CHROMIUM names {named}, which is not there.")
    return Path(named)


def find_system() -> Path | None:
    found = next(filter(None, map(shutil.which, SYSTEM_NAMES)), None)
    return Path(found) if found else None


def find_playwright() -> Path | None:
    default = Path("~/.cache/ms-playwright").expanduser()
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", default))
    found = [path for pattern in PLAYWRIGHT_PATTERNS for path in sorted(folder.glob(pattern))]
    return found[-1] if found else None


def find_cached() -> Path | None:
    return CACHE / "chromium" if (CACHE / "chromium").is_file() else None


def can_sandbox() -> bool:
    """Root and machines without user namespaces cannot; the page under test is our own anyway."""
    if os.geteuid() == 0:
        return False
    unshare = shutil.which("unshare")
    if unshare is None:
        return sys.platform != "linux"
    return (
        subprocess.run([unshare, "--user", "true"], capture_output=True, check=False).returncode
        == 0
    )


def install() -> Path:
    """Return a browser, after installing one when the machine has none."""
    found = find_browser()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install_debian()
        found = find_system()
    if found is None:
        found = install_cached(CACHE)
    return found


def install_debian() -> None:
    """Ask apt; a distribution without the package is no failure, there is another way."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    take = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
    for command in (["apt-get", "update"], take):
        if subprocess.run([*command, "-qq"], env=quiet, check=False).returncode:
            return


def install_cached(target: Path) -> Path:
    """Unpack npm's Chromium into `target`; nothing is left behind when it fails half-way."""
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        unpack(fetch(draft), draft)
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target / "chromium"


def node_environment() -> dict[str, str]:
    """Return what npm and Node need: the tree's own Node, and the system's authorities."""
    path = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "NODE_USE_SYSTEM_CA": "1"}


def fetch(folder: Path) -> Path:
    """Fetch the package with npm, and refuse any bytes but the ones this file names."""
    pack = ["npm", "pack", "--loglevel=error", "--ignore-scripts", "--pack-destination"]
    command = [*pack, str(folder), PACKAGE]
    subprocess.run(command, env=node_environment(), check=True, stdout=subprocess.DEVNULL)
    archive = next(folder.glob("*.tgz"))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != INTEGRITY:
        raise ValueError(f"{PACKAGE} is not the package that was reviewed: sha512-{digest}")
    return archive


def unpack(archive: Path, folder: Path) -> None:
    extract(archive, folder)
    packed = folder / "package" / "bin"
    inflate(packed / "chromium.br", folder / "chromium.bin")
    for name in ("al2023", "fonts", "swiftshader"):
        inflate(packed / f"{name}.tar.br", folder / f"{name}.tar")
        extract(folder / f"{name}.tar", folder)
        (folder / f"{name}.tar").unlink()
    (folder / "fonts.conf").write_text(FONTS)
    (folder / "chromium").write_text(WRAPPER)
    for name in ("chromium", "chromium.bin"):
        (folder / name).chmod(0o755)
    shutil.rmtree(folder / "package")
    archive.unlink()


def extract(archive: Path, folder: Path) -> None:
    """Write an archive's regular files; links, devices and places outside are not for us."""
    with tarfile.open(archive) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            target = (folder / member.name).resolve()
            if content is None or not target.is_relative_to(folder.resolve()):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                shutil.copyfileobj(content, out)


def inflate(source: Path, target: Path) -> None:
    """Undo Brotli with Node, which has it and is needed for npm already."""
    command = ["node", "--eval", INFLATE, str(source), str(target)]
    subprocess.run(command, env=node_environment(), check=True)


def main() -> int:
    found = install() if "--install" in sys.argv[1:] else find_browser()
    print(f"Browser: {found}" if found else "No browser: run `python tools/browser.py --install`.")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
