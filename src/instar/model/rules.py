"""What the interface's rules make of items [U7]. `state/rules.ts` of the client says the same."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from instar.protocol.base import Timestamp
from instar.protocol.interface import Match, Rule
from instar.protocol.threads import Item


class Entry(NamedTuple):
    """An item, or with `rule` a line under which one or several are folded."""

    items: tuple[Item, ...]
    rule: str | None = None
    label: str = ""


class _Verdict(NamedTuple):
    item: Item
    group: str | None
    condense: str | None


def apply_rules(items: Iterable[Item], rules: Mapping[str, Rule], at: Timestamp) -> list[Entry]:
    """The entries that `items` come to at a time."""
    ordered = dict(sorted(rules.items()))
    now = datetime.fromisoformat(at)
    verdicts = [verdict for item in items if (verdict := _judge(item, ordered, now))]
    entries: list[Entry] = []
    for group, run in groupby(verdicts, key=lambda verdict: verdict.group):
        together = list(run)
        if group is not None and len(together) > 1:
            folded = tuple(verdict.item for verdict in together)
            entries.append(Entry(folded, group, ordered[group].label))
        else:
            entries += (_alone(verdict, ordered) for verdict in together)
    return entries


def _alone(verdict: _Verdict, rules: Mapping[str, Rule]) -> Entry:
    if verdict.condense is None:
        return Entry((verdict.item,))
    return Entry((verdict.item,), verdict.condense, rules[verdict.condense].label)


def _judge(item: Item, rules: Mapping[str, Rule], now: datetime) -> _Verdict | None:
    """What holds for the item; None when it is hidden."""
    if item.expires_at is not None and datetime.fromisoformat(item.expires_at) <= now:
        return None
    first: dict[str, str] = {}
    for key, rule in rules.items():
        if _matches(item, rule.match) and _is_due(item, rule, now):
            first.setdefault(rule.effect, key)
    if "hide" in first:
        return None
    return _Verdict(item, first.get("group"), first.get("condense"))


def _is_due(item: Item, rule: Rule, now: datetime) -> bool:
    if not rule.after:
        return True
    return datetime.fromisoformat(item.created_at) + timedelta(seconds=rule.after) <= now


def _matches(item: Item, match: Match) -> bool:
    return (
        (not match.types or any(_is_of_type(item.type, wanted) for wanted in match.types))
        and (not match.authors or item.author.type in match.authors)
        and all(_is_same(item.metadata.get(key), value) for key, value in match.metadata.items())
    )


def _is_of_type(type_: str, wanted: str) -> bool:
    """Whether `type_` is `wanted` or below it: `widget.card` is a `widget`."""
    return type_ == wanted or type_.startswith(f"{wanted}.")


def _is_same(one: object, other: object) -> bool:
    """As JSON has it: `true` is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
