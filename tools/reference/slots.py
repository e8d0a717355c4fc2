"""docs/reference/slots.md, read from the page's TypeScript."""

import re
from pathlib import Path
from typing import NamedTuple

from tools.reference.markdown import page, table

PACKAGES = Path(__file__).parents[2] / "client/packages"
PROPS = PACKAGES / "react/src/slots/props.ts"
RENDERERS = PACKAGES / "shell/src/host/renderers.ts"
CONTRIBUTIONS = PACKAGES / "shell/src/host/contributions.ts"

_INTERFACE = re.compile(
    r"(?:/\*\* (?P<doc>.+?) \*/\n)?export interface (?P<name>\w+) \{\n(?P<body>.*?)^\}",
    re.MULTILINE | re.DOTALL,
)
_MEMBER = re.compile(
    r"(?:/\*\* (?P<doc>(?:(?!\*/).)+?) \*/\s+)?(?P<code>(?:readonly )?(?P<name>\w+)\??[:(].+?);",
    re.DOTALL,
)
_ENTRY = re.compile(r"\{ ([^{}]*id: '[^{}]*) \}", re.DOTALL)


class Member(NamedTuple):
    """A property or method of an interface."""

    name: str
    code: str
    doc: str


def render() -> str:
    """Every slot with its props, and every renderer that the page brings."""
    interfaces = read_interfaces(PROPS.read_text())
    slots = interfaces.pop("SlotProps")
    return page(
        "Slots and renderers",
        "What can be drawn where: [how it works](../explanation/slots-and-rules.md). A contribution is registered with\n"
        "`slots.register({id, slot, mode, component, priority})`, a renderer with\n"
        "`renderers.register({id, types, component, rank})`; both return their undo. A renderer is given `MessageProps`.",
        "## Slots",
        table(
            ("Slot", "Props", "What"), ((f"`{slot.name}`", link(slot), slot.doc) for slot in slots)
        ),
        "## Contributions of the page",
        table(
            ("Id", "Slot", "Mode"),
            (
                (f"`{value('id', entry)}`", f"`{value('slot', entry)}`", mode_of(entry))
                for entry in _ENTRY.findall(CONTRIBUTIONS.read_text())
            ),
        ),
        "## Renderers of the page",
        table(
            ("Id", "Types", "Rank"),
            (
                (f"`{value('id', entry)}`", types_of(entry), value("rank", entry) or "0")
                for entry in _ENTRY.findall(RENDERERS.read_text())
            ),
        ),
        "## Props",
        *(described(name, members) for name, members in interfaces.items()),
    )


def read_interfaces(source: str) -> dict[str, list[Member]]:
    """The exported interfaces of a file, with their members."""
    return {
        found["name"]: [
            Member(member["name"], " ".join(member["code"].split()), one_line(member["doc"]))
            for member in _MEMBER.finditer(found["body"])
        ]
        for found in _INTERFACE.finditer(source)
    }


def described(name: str, members: list[Member]) -> str:
    """A section for one contract."""
    rows = ((f"`{member.code.removeprefix('readonly ')}`", member.doc) for member in members)
    return f"### {name}\n\n{table(('Property', 'What'), rows)}"


def link(slot: Member) -> str:
    """Where the props of a slot are described."""
    type_ = slot.code.rpartition(" ")[2]
    return f"[{type_}](#{type_.lower()})"


def one_line(doc: str | None) -> str:
    return " ".join((doc or "").split())


def value(key: str, entry: str) -> str:
    """What an entry of a list says under a key; empty when it says nothing."""
    found = re.search(rf"\b{key}: '?([^',]+)", entry)
    return found[1].strip() if found else ""


def mode_of(entry: str) -> str:
    spread = re.search(r"\.\.\.([A-Z]+)", entry)
    assert spread, f"This contribution says no mode: {entry}"
    return "the default" if spread[1] == "DEFAULT" else f"`{spread[1].lower()}`"


def types_of(entry: str) -> str:
    found = re.search(r"types: \[([^\]]*)\]", entry)
    return ", ".join(f"`{type_}`" for type_ in re.findall(r"'([^']+)'", found[1] if found else ""))
