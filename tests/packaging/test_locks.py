"""The lock files: exact versions, hashes for all of them, and no address of a registry."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "locks").glob("*.txt"))
PACKAGES = sorted((ROOT / "client" / "packages").glob("*/package.json"))
NPM_LOCK = json.loads((ROOT / "client" / "package-lock.json").read_text())


def locked(path):
    """Return {name: text after it} for each requirement of a lock."""
    found = re.findall(r"^([a-z0-9._-]+)==(.+(?:\n {4}--hash=.+)*)", path.read_text(), re.MULTILINE)
    return dict(found)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_python_requirement_has_a_hash_and_no_address(path):
    text = path.read_text()
    assert "://" not in text
    assert "--index-url" not in text
    requirements = locked(path)
    assert requirements
    assert all("--hash=sha256:" in rest for rest in requirements.values())


def test_the_runtime_lock_holds_every_dependency_and_dev_agrees():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[^A-Za-z0-9-]", wanted)[0] for wanted in project["dependencies"]}
    runtime, dev = locked(ROOT / "locks/runtime.txt"), locked(ROOT / "locks/dev.txt")
    assert names <= runtime.keys()
    assert {name: dev[name] for name in runtime} == runtime


def test_the_npm_lock_names_no_address_of_a_package():
    addresses = [
        package["resolved"] for package in NPM_LOCK["packages"].values() if "resolved" in package
    ]
    assert [address for address in addresses if ":" in address] == []


def test_every_npm_package_for_this_platform_has_a_hash():
    bare = [
        place
        for place, package in NPM_LOCK["packages"].items()
        if "node_modules/" in place and not package.get("link") and "integrity" not in package
    ]
    assert all(NPM_LOCK["packages"][place].get("optional") for place in bare)


@pytest.mark.parametrize("path", [ROOT / "client/package.json", *PACKAGES], ids=str)
def test_npm_dependencies_are_exact(path):
    package = json.loads(path.read_text())
    wanted = package.get("dependencies", {}) | package.get("devDependencies", {})
    assert [v for v in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", v)] == []


def test_all_parts_have_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    parts = [ROOT / "client/package.json", *PACKAGES]
    assert {json.loads(path.read_text())["version"] for path in parts} == {project["version"]}
