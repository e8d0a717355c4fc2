"""A transcript shows what its reader would see."""

import msgspec

from instar.protocol.interface import Match, Rule
from instar.protocol.parts import OutputText, Source, ToolCallPart
from instar.protocol.threads import Author, Item, Thread, ThreadStatus
from instar.runtime.transcript import transcript

AT = "2026-11-22T18:00:00.000Z"
THREAD = Thread(
    id="thr_1",
    title="Moulting",
    owner_id="usr_1",
    status=ThreadStatus(type="active"),
    metadata={},
    created_at=AT,
    updated_at=AT,
    revision=1,
    epoch="epo_1",
    head=2,
    access="owner",
)
ANSWER = Item(
    id="itm_1",
    thread_id="thr_1",
    type="assistant_message",
    status="done",
    author=Author(type="assistant"),
    created_at=AT,
    position=1,
    content=[OutputText(text="A crab sheds its shell.")],
)
NOTICE = msgspec.structs.replace(
    ANSWER,
    id="itm_2",
    type="notice",
    author=Author(type="system"),
    content=[OutputText(text="Fed at noon.")],
)


def exported(**rules: Rule) -> str:
    return transcript(THREAD, [ANSWER, NOTICE], rules, AT)


def test_without_rules_everything_is_there() -> None:
    assert exported() == (
        "# Moulting\n\n"
        "## Assistant · 2026-11-22 18:00 UTC\n\nA crab sheds its shell.\n\n"
        "## System · 2026-11-22 18:00 UTC\n\nFed at noon.\n"
    )


def test_u7_what_is_hidden_is_left_out() -> None:
    text = exported(quiet=Rule(match=Match(types=["notice"]), effect="hide"))
    assert "Fed at noon." not in text
    assert "A crab sheds its shell." in text


def test_u7_what_is_condensed_says_so() -> None:
    rule = Rule(match=Match(types=["notice"]), effect="condense", label="Care")
    assert "UTC\n\n*Condensed: Care*\n\nFed at noon.\n" in exported(short=rule)
    assert "*Condensed*" in exported(short=msgspec.structs.replace(rule, label=""))


def test_m7_what_a_model_thought_and_did_says_what_it_is() -> None:
    thought = msgspec.structs.replace(ANSWER, type="reasoning")
    call = ToolCallPart(name="add", arguments={"a": 1}, status="done", output="1")
    used = msgspec.structs.replace(ANSWER, type="tool_call", content=[call])
    source = Source(url="https://example.org/", title="Crabs")
    said = msgspec.structs.replace(ANSWER, content=[OutputText(text="It does.", sources=[source])])
    assert transcript(THREAD, [thought, used, said], {}, AT) == (
        "# Moulting\n\n"
        "## Reasoning · 2026-11-22 18:00 UTC\n\nA crab sheds its shell.\n\n"
        "## Tool · 2026-11-22 18:00 UTC\n\n`add`: done\n\n"
        "## Assistant · 2026-11-22 18:00 UTC\n\nIt does.\n\n- Crabs: <https://example.org/>\n"
    )
