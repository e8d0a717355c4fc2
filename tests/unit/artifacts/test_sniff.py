"""What a file is, by its bytes."""

import time
from pathlib import Path

import pytest

from instar.artifacts.sniff import is_lie, sniff
from tests.support.pictures import GIF_AND_SCRIPT, HTML, SVG, picture


@pytest.mark.parametrize(
    ("body", "claimed", "found"),
    [
        (picture("PNG"), "text/html", "image/png"),
        (picture("JPEG"), "", "image/jpeg"),
        (picture("GIF"), "", "image/gif"),
        (picture("WEBP"), "", "image/webp"),
        (picture("BMP"), "image/bmp", "image/x-ms-bmp"),
        (SVG, "image/png", "image/svg+xml"),
        (b"<!-- a --><!-- b -->\n<svg/>", "", "image/svg+xml"),
        (HTML, "image/png", "text/plain"),
        (GIF_AND_SCRIPT, "text/javascript", "image/gif"),
        (b"%PDF-1.7\n%\xe2\xe3", "", "application/pdf"),
        (b"BM is how this text begins", "", "text/plain"),
        ("Grüße 🙂\r\n\ttab".encode(), "", "text/plain"),
        (b"", "", "text/plain"),
        (b"a\x00b", "text/plain", "application/octet-stream"),
        (b"\xfe\xfd\xfc" * 9, "", "application/octet-stream"),
        (b"PK\x03\x04" + bytes(60), "", "application/zip"),
    ],
)
def test_bytes_say_what_they_are(tmp_path: Path, body: bytes, claimed: str, found: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(body)
    assert sniff(path, claimed) == found


def test_a_claim_chooses_among_what_the_bytes_allow(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"PK\x03\x04" + bytes(60))
    document = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert sniff(path, document) == document
    assert sniff(path, "image/png") == "application/zip"


def test_a_long_text_is_looked_at_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes("ü".encode() * 1_000_000)
    assert sniff(path, "") == "text/plain"
    path.write_bytes("ü".encode() * 1_000_000 + b"\xff")
    assert sniff(path, "") == "application/octet-stream"


def test_comments_before_a_picture_cost_little(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"<!---->" * 5_000 + b"no picture")
    begun = time.process_time()
    assert sniff(path, "") == "text/plain"
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("claimed", "found", "lie"),
    [
        ("image/png", "text/plain", True),
        ("image/png", "application/octet-stream", True),
        ("image/png", "image/jpeg", False),
        ("image/svg+xml", "image/svg+xml", False),
        ("application/pdf", "text/plain", True),
        ("video/mp2t", "text/plain", False),
        ("video/mp4", "application/zip", True),
        ("audio/webm", "video/webm", False),
        ("text/plain", "application/octet-stream", False),
        ("", "image/png", False),
    ],
)
def test_only_claims_that_bytes_refute_are_lies(claimed: str, found: str, lie: bool) -> None:
    assert is_lie(claimed, found) is lie
