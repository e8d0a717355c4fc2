"""Write into npm's lock the builds for other platforms that the registry in use did not offer.

Native npm packages come as one optional package a platform. A registry that mirrors only some
platforms makes npm leave the others out of the lock, and then `npm ci` refuses the lock. Their
versions are pinned by the package that wants them, so the missing entries can be written down:
`npm ci` skips those of other platforms by their `os`, `cpu` and `libc`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

SYSTEMS = {"aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony"}
SYSTEMS |= {"sunos", "win32"}
PROCESSORS = {"arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32"}
PROCESSORS |= {"x64"}
ONE_SYSTEM = {"fsevents": "darwin"}


def read_platform(name: str) -> dict[str, list[str]]:
    """Read from a package's name where it runs, in the words of package.json."""
    words = re.split(r"[-/]", name)
    system = ONE_SYSTEM.get(name) or next((word for word in words if word in SYSTEMS), None)
    processor = next((word for word in words if word in PROCESSORS), None)
    libc = "musl" if words[-1].startswith("musl") else "glibc"
    has_libc = system == "linux" and words[-1].startswith(("musl", "gnu"))
    return {
        **({"cpu": [processor]} if processor else {}),
        **({"os": [system]} if system else {}),
        **({"libc": [libc]} if has_libc else {}),
    }


def find_missing(packages: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return an entry for each optional dependency that no package in the lock stands for."""
    missing = {}
    for place, package in packages.items():
        for name, version in package.get("optionalDependencies", {}).items():
            nested, hoisted = f"{place}/node_modules/{name}", f"node_modules/{name}"
            if nested in packages or hoisted in packages:
                continue
            platform = read_platform(name)
            if not platform:
                raise ValueError(f"{name} is not in the lock, and its name tells no platform")
            exact = version.lstrip("^~")
            missing[hoisted] = {"version": exact, "optional": True, **platform}
    return missing


def complete(text: str) -> str:
    lock = json.loads(text)
    packages = lock["packages"]
    packages.update(find_missing(packages))
    lock["packages"] = dict(sorted(packages.items()))
    return json.dumps(lock, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    path = Path(sys.argv[1])
    path.write_text(complete(path.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
