"""What a file is, by its bytes."""

import codecs
import re
from pathlib import Path

HEAD_BYTES = 40_960
CHUNK_BYTES = 1_048_576
UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
SVG = "image/svg+xml"
PDF = "application/pdf"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
# The atomic group keeps a row of comments from being divided in every way there is.
_SVG = re.compile(
    r"\A\ufeff?\s*(?:(?><\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>)\s*)*+<svg[\s/>]", re.DOTALL
)


def sniff(path: Path, claimed: str) -> str:
    """The media type of the file. `claimed` only chooses among types that the bytes allow."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(b"%PDF-"):
        return PDF
    if _is_text(path):
        return SVG if _SVG.match(head.decode(errors="replace")) else TEXT
    return _by_magic(head, claimed)


def is_lie(claimed: str, found: str) -> bool:
    """Whether a claim is one that these bytes refute.

    Claims that browsers make by the ending of a name are not held against anybody: a program
    in TypeScript says that it is a video.
    """
    family = claimed.partition("/")[0]
    if family in ("audio", "video"):
        return found.partition("/")[0] not in ("audio", "video", "text")
    if family == "image":
        return not found.startswith("image/")
    return claimed == PDF and found != PDF


def _is_text(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK_BYTES):
                if _CONTROL.search(decoder.decode(chunk)):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _by_magic(head: bytes, claimed: str) -> str:
    import puremagic

    try:
        found = [match.mime_type for match in puremagic.magic_string(head) if match.mime_type]
    except puremagic.PureError:
        return UNKNOWN
    if claimed in found:
        return claimed
    if head.startswith(b"PK\x03\x04"):
        # Every office format begins like this.
        return "application/zip"
    return found[0] if found else UNKNOWN
