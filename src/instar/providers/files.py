"""A person's files, as models take them."""

import base64

from instar.sdk.models import FileInput

PICTURES = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
"""What models look at."""


def is_picture(file: FileInput) -> bool:
    return file.mime_type in PICTURES


def base64_of(file: FileInput) -> str:
    return base64.b64encode(file.data).decode("ascii")


def data_url(file: FileInput) -> str:
    return f"data:{file.mime_type};base64,{base64_of(file)}"


def text_of(file: FileInput) -> str | None:
    """The file's text under its name; None when it is not text."""
    if is_picture(file) or b"\0" in file.data:
        return None
    try:
        text = file.data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return f'<file name="{_quoted(file.name)}">\n{text}\n</file>'


def unseen(file: FileInput) -> str:
    """What a model is told of a file that it cannot be shown."""
    return (
        f'<file name="{_quoted(file.name)}" type="{file.mime_type}">cannot be shown to you</file>'
    )


def _quoted(name: str) -> str:
    return name.replace('"', "'")
