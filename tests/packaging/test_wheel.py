"""The wheel: one file that serves the built page on a machine without Node."""

import os
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tools.server import running_server

ROOT = Path(__file__).parents[2]
UV = shutil.which("uv", path=f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("wheel")]


def run(*command, **options):
    result = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert result.returncode == 0, result.stderr
    return result


def build_wheel(root, target):
    """Build from `root` with the backend that is locked in this environment."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    return subprocess.run(build, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    target = tmp_path_factory.mktemp("dist")
    result = build_wheel(ROOT, target)
    assert result.returncode == 0, result.stderr
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def scripts(wheel, tmp_path_factory):
    """Return the scripts folder of an environment with the wheel and the locked runtime alone."""
    home = tmp_path_factory.mktemp("home") / "venv"
    run(UV, "venv", "--quiet", "--python", sys.executable, str(home))
    install = [UV, "pip", "install", "--quiet", "--python", str(home / "bin" / "python")]
    run(*install, "--require-hashes", "-r", str(ROOT / "locks" / "runtime.txt"))
    run(*install, "--no-deps", str(wheel))
    return home / "bin"


def test_the_wheel_is_for_every_platform_and_holds_the_page(wheel):
    assert wheel.name == "instar-0.6.0-py3-none-any.whl"
    names = zipfile.ZipFile(wheel).namelist()
    assert "instar/static/index.html" in names
    assert any(name.startswith("instar/static/assets/") for name in names)
    assert "instar-0.6.0.dist-info/licenses/LICENSE" in names


def test_the_wheel_holds_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"instar", "instar-0.6.0.dist-info"}
    assert [name for name in names if "__pycache__" in name or "node_modules" in name] == []


def test_a_wheel_without_the_page_is_not_built(tmp_path):
    tree = tmp_path / "tree"
    for name in ("pyproject.toml", "LICENSE", "README.md", "tools/build_hook.py"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, tree / name)
    shutil.copytree(ROOT / "src", tree / "src", ignore=shutil.ignore_patterns("static"))
    result = build_wheel(tree, tmp_path / "dist")
    assert result.returncode != 0
    assert "src/instar/static/index.html is missing" in result.stderr


def test_the_installed_server_serves_the_page_without_node(scripts, wheel, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    env = {"PATH": str(empty), "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with running_server([str(scripts / "instar"), "serve"], tmp_path / "data", env=env) as address:
        origin, _, rest = address.partition("/login")
        assert rest.startswith("#ticket=")
        with urllib.request.urlopen(f"{origin}/", timeout=10) as answer:
            body = answer.read()
    assert body == zipfile.ZipFile(wheel).read("instar/static/index.html")
