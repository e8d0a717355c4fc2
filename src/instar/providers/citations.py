"""Pages that an answer leans on."""

from collections.abc import Iterable
from typing import Any

from instar.protocol.parts import Source
from instar.sdk.models import Cited

_URL_CHARS, _TITLE_CHARS = 2_000, 500


def cited(annotation: dict[str, Any]) -> Iterable[Cited]:
    """The page that an annotation names; nothing when it names none that a person could open."""
    url, title = annotation.get("url"), annotation.get("title")
    if isinstance(url, str) and url.startswith(("https://", "http://")) and len(url) <= _URL_CHARS:
        yield Cited(Source(url=url, title=title[:_TITLE_CHARS] if isinstance(title, str) else ""))
