"""A thread as Markdown that people read."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from instar.model.rules import Entry, apply_rules
from instar.protocol.base import Timestamp
from instar.protocol.interface import Rule
from instar.protocol.parts import ErrorPart, OutputText, Part, ToolCallPart
from instar.protocol.threads import Attachment, Item, Thread, text_of

_TITLES = {"error": "Error", "reasoning": "Reasoning", "tool_call": "Tool"}
_AUTHORS = {"assistant": "Assistant", "system": "System", "user": "User"}


def transcript(
    thread: Thread, items: Iterable[Item], rules: Mapping[str, Rule], at: Timestamp
) -> str:
    """Title, then every item with its author, time, words and the names of its files.

    What the rules hide at that time is left out; what they fold says so.
    """
    parts = [f"# {_line(thread.title) or 'Untitled thread'}"]
    for entry in apply_rules(items, rules, at):
        for item in entry.items:
            parts += filter(None, _said(item, _mark(entry)))
    return "\n\n".join(parts) + "\n"


def _said(item: Item, mark: str) -> Iterator[str]:
    who = _TITLES.get(item.type) or _line(item.author.name or "") or _AUTHORS[item.author.type]
    yield f"## {who} · {item.created_at[:16].replace('T', ' ')} UTC"
    yield mark
    yield text_of(item).strip()
    yield "\n".join(chain.from_iterable(map(_beside, item.content)))
    yield _files(item.attachments)
    yield _note(item)


def _mark(entry: Entry) -> str:
    if entry.rule is None:
        return ""
    return f"*Condensed: {_line(entry.label)}*" if entry.label else "*Condensed*"


def _beside(part: Part) -> Iterator[str]:
    """What a part says beside its text."""
    match part:
        case OutputText():
            yield from (f"- {_line(one.title) or one.url}: <{one.url}>" for one in part.sources)
        case ToolCallPart():
            yield f"`{_line(part.name)}`: {part.status}"
        case ErrorPart():
            yield _line(f"{part.title} {part.error.message}")


def _files(attachments: list[Attachment]) -> str:
    return "\n".join(
        f"- {_line(one.name)} ({one.mime_type}, {one.size} bytes)" for one in attachments
    )


def _note(item: Item) -> str:
    return "" if item.status == "done" else "*This message was not finished.*"


def _line(text: str) -> str:
    return " ".join(text.split())
