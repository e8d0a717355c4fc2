"""Pages in Markdown."""

from collections.abc import Iterable


def page(title: str, *parts: str) -> str:
    """A page with its title, the note that nobody should edit it, and its parts."""
    note = "<!-- Written by tools/generate_docs.py from the source. Do not edit. -->"
    return "\n\n".join([f"# {title}", note, *filter(None, parts)]) + "\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table, or nothing without rows."""
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines])


def words(text: str | None) -> str:
    """A docstring as one paragraph for each of its own."""
    return "\n\n".join(" ".join(part.split()) for part in (text or "").split("\n\n"))
