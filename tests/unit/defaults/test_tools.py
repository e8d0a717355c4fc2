"""The built-in tools: what they answer, and what they will not do."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from instar.defaults.tools import plugin
from instar.defaults.tools.calculator import calculate
from instar.defaults.tools.clock import current_time
from instar.defaults.tools.search import search_thread
from instar.protocol.parts import InputText, OutputText
from instar.protocol.threads import Author, Item
from instar.sdk import Tool
from tests.support.mcp.shelf import Shelf, context


async def call(one: Tool, *items: Item, **arguments: Any) -> Any:
    return await one.run(context(*items), arguments)


def test_they_are_read_only_ask_nobody_and_go_with_their_plugin() -> None:
    class Registry(Shelf):
        add_tool = Shelf.add

    registry: Any = Registry()
    undo = plugin.register(registry)
    assert list(registry.tools) == ["current_time", "calculate", "search_thread"]
    assert {one.capability for one in registry.tools.values()} == {"read"}
    assert not any(one.approval for one in registry.tools.values())
    assert all(one.parameters["type"] == "object" for one in registry.tools.values())
    undo()
    assert registry.tools == {}


async def test_the_time_is_that_of_the_zone() -> None:
    told = await call(current_time, time_zone="Asia/Kathmandu")
    moment = datetime.fromisoformat(told["time"])
    assert moment.utcoffset() == timedelta(hours=5, minutes=45)
    assert abs(moment - datetime.now(UTC)) < timedelta(minutes=1)
    assert told["weekday"] == moment.strftime("%A")
    assert (await call(current_time))["time"].endswith("+00:00")


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Berlin", "try Europe/Berlin"),
        ("Kathmandu", "Asia/Kathmandu"),
        ("new york", "America/New_York"),
        ("Mars/Olympus", "a name such as Europe/Berlin"),
        ("../../etc/passwd", "a name such as"),
        ("/etc/passwd", "a name such as"),
        ("Europe", "a name such as"),
        ("a\0b", "a name such as"),
    ],
)
async def test_an_unknown_zone_is_refused_with_one_to_try(zone: str, said: str) -> None:
    with pytest.raises(ValueError, match="There is no time zone") as refused:
        await call(current_time, time_zone=zone)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("2 * (3 + 4) ** 2", "98"),
        ("2 ^ 10", "1024"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0.333333333333333"),
        ("7 // 2 + 7 % 4", "6"),
        ("-3 + +5", "2"),
        ("sqrt(2) * sqrt(2)", "2"),
        ("round(pi, 4)", "3.1416"),
        ("max(1, 2.5, 2)", "2.5"),
        ("10 ** -2", "0.01"),
        ("2 ** 200", str(2**200)),
        ("factor", None),
        ("log(100, 10)", "2"),
    ],
)
async def test_an_expression_is_worked_out(expression: str, result: str | None) -> None:
    if result is None:
        with pytest.raises(ValueError, match="cannot have `factor`"):
            await call(calculate, expression=expression)
    else:
        assert await call(calculate, expression=expression) == result


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("9 ** 9 ** 9", "too large"),
        ("2 ** 5000", "too large"),
        ("9" * 290, None),
        ("1 / 0", "divides by zero"),
        ("0 ** -1", "divides by zero"),
        ("1 // 0", "divides by zero"),
        ("exp(1000)", "too large"),
        ("(-8) ** 0.5", "math domain|no result"),
        ("sqrt(-1)", "math domain|no result"),
        ("1e308 * 10", "too large"),
        ("1e999", "too large"),
        ("round(1, 2, 3)", "too few or too many"),
        ("max()", "too few or too many"),
        ("round(1, 1.5)", "too few or too many"),
        ("__import__('os')", "cannot have"),
        ("().__class__", "cannot have"),
        ("[1] * 9", "cannot have"),
        ("'a' * 9", "cannot have"),
        ("True + 1", "cannot have"),
        ("1j", "cannot have"),
        ("lambda: 1", "cannot have"),
        ("max(*[1, 2])", "cannot have"),
        ("round(number=1)", "cannot have"),
        ("1 +", "no arithmetic expression"),
        ("a = 1", "no arithmetic expression"),
        ("(" * 299, "no arithmetic expression"),
        ("-" * 299 + "1", None),
        ("1\0", "no arithmetic expression"),
        ("1 if 2 else 3", "cannot have"),
        ("x" * 301, "length <= 300"),
        ("", "length >= 1"),
    ],
)
async def test_what_is_no_arithmetic_or_too_much_is_refused(
    expression: str, said: str | None
) -> None:
    if said is None:
        assert await call(calculate, expression=expression)
    else:
        with pytest.raises(ValueError, match=said):
            await call(calculate, expression=expression)


async def test_whole_numbers_stay_exact_and_bounded() -> None:
    product = " * ".join(["9" * 60] * 4)
    assert await call(calculate, expression=product) == str(math.prod([int("9" * 60)] * 4))
    with pytest.raises(ValueError, match="too large"):
        await call(calculate, expression="(2 ** 4000) * (2 ** 4000)")


def said(number: int, text: str, *, by: str = "") -> Item:
    author = Author(type="user", id="usr_1", name=by) if by else Author(type="assistant")
    part = InputText(text=text) if by else OutputText(text=text)
    return Item(
        id=f"itm_{number}",
        thread_id="thr_1",
        type="user_message" if by else "assistant_message",
        status="done",
        author=author,
        created_at=f"2026-01-01T00:0{number}:00.000Z",
        position=number,
        content=[part],
    )


THREAD = (
    said(1, "The Lunar landing was in 1969.", by="Ada"),
    said(2, "Yes, the landing was on July 20."),
    said(3, "x" * 1_000 + " lunar landing " + "y" * 1_000),
    said(4, "When was the lunar landing?", by="Ada"),
    said(5, "I will look for the lunar landing."),
)


async def test_messages_are_found_by_all_their_words_the_newest_first() -> None:
    found = await call(search_thread, *THREAD, query="LANDING lunar")
    assert [one["at"] for one in found] == [
        "2026-01-01T00:03:00.000Z",
        "2026-01-01T00:01:00.000Z",
    ]
    assert [one["by"] for one in found] == ["assistant", "Ada"]
    assert found[1]["text"] == "The Lunar landing was in 1969."
    assert "lunar landing" in found[0]["text"]
    assert found[0]["text"].startswith("…x")
    assert found[0]["text"].endswith("y…")
    assert len(found[0]["text"]) < 410


async def test_a_search_is_bounded_and_may_find_nothing() -> None:
    found = await call(search_thread, *THREAD, query="landing", limit=1)
    assert len(found) == 1
    assert await call(search_thread, *THREAD, query="solar") == []
    assert await call(search_thread, query="solar") == []
    with pytest.raises(ValueError, match="<= 20"):
        await call(search_thread, *THREAD, query="landing", limit=1_000)
