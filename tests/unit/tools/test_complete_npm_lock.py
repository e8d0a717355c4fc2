"""npm's lock carries every platform, whatever the registry in use had."""

import json

import pytest

from tools.complete_npm_lock import complete, find_missing, read_platform


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("@biomejs/cli-darwin-arm64", {"cpu": ["arm64"], "os": ["darwin"]}),
        ("@biomejs/cli-linux-x64-musl", {"cpu": ["x64"], "os": ["linux"], "libc": ["musl"]}),
        (
            "@oxlint/binding-linux-arm-gnueabihf",
            {"cpu": ["arm"], "os": ["linux"], "libc": ["glibc"]},
        ),
        ("@rolldown/binding-win32-x64-msvc", {"cpu": ["x64"], "os": ["win32"]}),
        ("@rolldown/binding-wasm32-wasi", {"cpu": ["wasm32"]}),
        ("fsevents", {"os": ["darwin"]}),
        ("left-pad", {}),
    ],
)
def test_platform_is_read_from_the_name(name, platform):
    assert read_platform(name) == platform


def test_only_what_is_missing_is_written():
    packages = {
        "": {},
        "node_modules/tool": {
            "optionalDependencies": {"tool-linux-x64": "1.0.0", "tool-darwin-x64": "1.0.0"}
        },
        "node_modules/tool-linux-x64": {"version": "1.0.0", "integrity": "sha512-x"},
    }
    assert find_missing(packages) == {
        "node_modules/tool-darwin-x64": {
            "version": "1.0.0",
            "optional": True,
            "cpu": ["x64"],
            "os": ["darwin"],
        }
    }


def test_completing_twice_changes_nothing():
    packages = {"node_modules/tool": {"optionalDependencies": {"fsevents": "~2.3.3"}}}
    once = complete(json.dumps({"packages": packages}))
    assert complete(once) == once
    assert '"version": "2.3.3"' in once


def test_a_name_without_a_platform_is_not_guessed():
    packages = {"node_modules/tool": {"optionalDependencies": {"left-pad": "1.0.0"}}}
    with pytest.raises(ValueError, match="left-pad"):
        find_missing(packages)
