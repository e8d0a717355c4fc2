"""Earlier messages of the thread, by their words."""

from itertools import dropwhile
from typing import Annotated

from msgspec import Meta

from instar.sdk import Item, ToolContext, text_of, tool

LOOKED_AT = 500
SHOWN_CHARS = 400
BEFORE_CHARS = 100
MESSAGES = ("user_message", "assistant_message")

Query = Annotated[
    str,
    Meta(description="Words that the message holds, all of them.", min_length=1, max_length=200),
]
Limit = Annotated[int, Meta(description="Most messages to return.", ge=1, le=20)]


@tool(capability="read")
async def search_thread(
    context: ToolContext, query: Query, limit: Limit = 5
) -> list[dict[str, str]]:
    """Find earlier messages of this conversation, the newest first, among the last 500."""
    words = query.casefold().split()
    found: list[dict[str, str]] = []
    for item in _earlier(await context.history(LOOKED_AT)):
        text = text_of(item)
        if len(found) < limit and words and all(word in text.casefold() for word in words):
            found.append(
                {
                    "at": item.created_at,
                    "by": item.author.name or item.author.type,
                    "text": _around(text, words),
                }
            )
    return found


def _earlier(history: list[Item]) -> list[Item]:
    """The messages before the one that is being answered, the newest first."""
    newest_first = [item for item in reversed(history) if item.type in MESSAGES]
    asked = dropwhile(lambda item: item.type != "user_message", newest_first)
    return list(asked)[1:]


def _around(text: str, words: list[str]) -> str:
    """The part of a text in which the first of the words is found."""
    lowered = text.casefold()
    begin = max(0, min(map(lowered.find, words), default=0) - BEFORE_CHARS)
    end = begin + SHOWN_CHARS
    return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"
