"""Small pictures of pictures."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from instar.artifacts.previews import PIXELS, draw_preview
from tests.support.pictures import SVG, picture


def drawn(tmp_path: Path, body: bytes) -> Image.Image | None:
    (tmp_path / "source").write_bytes(body)
    preview = draw_preview(tmp_path / "source")
    return None if preview is None else Image.open(BytesIO(preview))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_is_drawn_within_its_edge(tmp_path: Path, kind: str) -> None:
    preview = drawn(tmp_path, picture(kind, (1600, 800)))
    assert preview is not None
    assert (preview.format, preview.size) == ("WEBP", (512, 256))


def test_a_small_picture_keeps_its_size(tmp_path: Path) -> None:
    preview = drawn(tmp_path, picture(size=(7, 9)))
    assert preview is not None
    assert preview.size == (7, 9)


def test_a_turned_picture_stands_upright_and_says_nothing_of_its_maker(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "somebody"
    body = picture("JPEG", (200, 100), exif=exif)
    assert b"somebody" in body
    preview = drawn(tmp_path, body)
    assert preview is not None
    assert preview.size == (100, 200)
    assert not preview.getexif()


@pytest.mark.parametrize("body", [b"", SVG, picture()[:60], b"GIF89a" + bytes(40), picture("BMP")])
def test_what_cannot_be_drawn_has_no_preview(tmp_path: Path, body: bytes) -> None:
    assert drawn(tmp_path, body) is None


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    edge = int(PIXELS**0.5) + 1
    header = struct.pack(">IIBBBBB", edge, edge, 8, 0, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = zlib.compress(bytes((edge + 1) * edge), 9)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
    assert len(bomb) < 100_000
    assert drawn(tmp_path, bomb) is None
