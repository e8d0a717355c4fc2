"""Which Node a tree uses: the machine's own when it is new enough, PyPI's otherwise."""

import pytest

from tools import setup_node


def put_script(folder, name, prints):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{prints}'\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("text", "version"),
    [("v24.19.0\n", (24, 19, 0)), ("v22.12.0", (22, 12, 0)), ("", (0,)), ("nonsense", (0,))],
)
def test_version_is_read_from_what_node_prints(text, version):
    assert setup_node.parse_version(text) == version


def test_a_new_enough_node_with_npm_is_used(tmp_path):
    node = put_script(tmp_path, "node", "v22.12.0")
    put_script(tmp_path, "npm", "11")
    assert setup_node.find_system_node(str(tmp_path)) == node


@pytest.mark.parametrize("prints", ["v20.20.2", "v22.11.9", "broken"])
def test_an_old_or_broken_node_is_not_used(tmp_path, prints):
    put_script(tmp_path, "node", prints)
    put_script(tmp_path, "npm", "11")
    assert setup_node.find_system_node(str(tmp_path)) is None


def test_a_node_without_npm_is_not_used(tmp_path):
    put_script(tmp_path, "node", "v24.0.0")
    assert setup_node.find_system_node(str(tmp_path)) is None


def test_links_of_the_environment_do_not_count_as_the_machines(tmp_path):
    path = f"{tmp_path / 'venv'}:{tmp_path / 'usr'}"
    assert setup_node.path_without(tmp_path / "venv", path) == str(tmp_path / "usr")


def test_linking_replaces_old_links_and_unlinking_leaves_nothing(tmp_path):
    scripts = tmp_path / "bin"
    scripts.mkdir()
    for name, target in setup_node.LINKS.items():
        place = tmp_path / "lib" / target
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(name)
    for _ in range(2):
        setup_node.link_node(scripts, tmp_path / "lib")
        assert {path.name: path.read_text() for path in scripts.iterdir()} == {
            name: name for name in setup_node.LINKS
        }
    setup_node.unlink_node(scripts)
    assert list(scripts.iterdir()) == []
