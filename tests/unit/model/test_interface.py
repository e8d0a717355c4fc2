"""The golden sequences of `protocol/interface`, which the client's tests run too."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from instar.model.interface import Change, Entries, Entry, operations_of, plan, state_of
from instar.protocol.interface import Interface, Operation

CASES = sorted((Path(__file__).parents[3] / "protocol/interface/v1").glob("*.json"))
MINE = Entry(path="", value=None, owner="me")


def held_after(held: Entries, changes: list[Change]) -> Entries:
    after = dict(held)
    for change in changes:
        if change.entry is None:
            del after[change.path]
        else:
            after[change.path] = change.entry
    return after


def planned(held: Entries, operations: list[Operation]) -> list[Change]:
    return plan(held, operations, frozenset({"me"}), MINE)


def setting(state: dict[str, dict[str, Any]]) -> list[Operation]:
    keys = [
        (f"/{section}/{key}", value) for section in state for key, value in state[section].items()
    ]
    return [Operation(op="add", path=path, value=value) for path, value in keys]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_u4_golden_sequence(path: Path) -> None:
    case = json.loads(path.read_text())
    held = held_after({}, planned({}, setting(case["before"])))
    for patch in case["patches"]:
        changes = planned(held, msgspec.convert(patch, list[Operation]))
        assert planned(held, operations_of(changes)) == changes
        held = held_after(held, changes)
    assert state_of(held.values()) == msgspec.convert(case["after"], Interface)
