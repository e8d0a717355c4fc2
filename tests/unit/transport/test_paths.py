"""Which application a path belongs to."""

from typing import Any

import pytest

from instar.transport.paths import Paths


class Named:
    """An application that writes down that it was called, and with what in the path."""

    def __init__(self, name: str, calls: list[Any]) -> None:
        self._call = name, calls

    async def __call__(self, scope: Any, _receive: Any, _send: Any) -> None:
        name, calls = self._call
        calls.append((name, scope.get("path_params", {})))


PATHS = ("/", "/{file}", "/things", "/things/{one}", "/things/new", "/things/{thing}/parts/{part}")


@pytest.mark.parametrize(
    ("path", "expected", "values"),
    [
        ("/", "/", {}),
        ("/icon.svg", "/{file}", {"file": "icon.svg"}),
        ("/things", "/things", {}),
        ("/things/a", "/things/{one}", {"one": "a"}),
        ("/things/new", "/things/new", {}),
        ("/things/{one}", "/things/{one}", {"one": "{one}"}),
        ("/things/a/parts/b", "/things/{thing}/parts/{part}", {"thing": "a", "part": "b"}),
    ],
)
async def test_what_is_written_out_comes_before_a_name(
    path: str, expected: str, values: dict[str, str]
) -> None:
    assert await found(path) == (expected, values)


@pytest.mark.parametrize(
    "path",
    ["", "//", "/things/", "/things//parts/b", "/things/a/parts", "/things/a/parts/b/c", "/a\n/"],
)
async def test_everything_else_is_for_the_default(path: str) -> None:
    assert await found(path) == ("default", {})


async def found(path: str) -> Any:
    calls: list[Any] = []
    paths = Paths({path: Named(path, calls) for path in PATHS}, Named("default", calls))

    async def nothing(*_: Any) -> Any:
        return {}

    await paths({"type": "http", "path": path}, nothing, nothing)
    (call,) = calls
    return call
