"""A thread as Markdown that people read."""

from collections.abc import Iterable

from instar.protocol.threads import Attachment, Item, Thread, text_of

_AUTHORS = {"assistant": "Assistant", "system": "System", "user": "User"}


def transcript(thread: Thread, items: Iterable[Item]) -> str:
    """Title, then every item with its author, time, words and the names of its files."""
    parts = [f"# {_line(thread.title) or 'Untitled thread'}"]
    for item in items:
        who = _line(item.author.name or "") or _AUTHORS[item.author.type]
        parts.append(f"## {who} · {item.created_at[:16].replace('T', ' ')} UTC")
        parts += filter(None, (text_of(item).strip(), _files(item.attachments), _note(item)))
    return "\n\n".join(parts) + "\n"


def _files(attachments: list[Attachment]) -> str:
    return "\n".join(
        f"- {_line(one.name)} ({one.mime_type}, {one.size} bytes)" for one in attachments
    )


def _note(item: Item) -> str:
    return "" if item.status == "done" else "*This message was not finished.*"


def _line(text: str) -> str:
    return " ".join(text.split())
