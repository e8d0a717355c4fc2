"""The golden cases of `protocol/rules`, which the client's tests run too."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from instar.model.rules import Entry, apply_rules
from instar.protocol.interface import Rule
from instar.protocol.threads import Item

CASES = sorted((Path(__file__).parents[3] / "protocol/rules/v1").glob("*.json"))


def item_of(position: int, fields: dict[str, Any]) -> Item:
    whole = {"threadId": "thr_1", "status": "done", "content": [], "position": position, **fields}
    return msgspec.convert({**whole, "author": {"type": fields["author"]}}, Item)


def spelled(entry: Entry) -> Any:
    ids = [item.id for item in entry.items]
    return (
        ids[0] if entry.rule is None else {"rule": entry.rule, "label": entry.label, "items": ids}
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_u7_golden_case(path: Path) -> None:
    case = json.loads(path.read_text())
    items = [item_of(index + 1, fields) for index, fields in enumerate(case["items"])]
    rules = msgspec.convert(case["rules"], dict[str, Rule])
    entries = apply_rules(items, rules, case["now"])
    assert [spelled(entry) for entry in entries] == case["expected"]["entries"]
