"""Small pictures and other bytes to upload."""

from io import BytesIO

from PIL import Image

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
GIF_AND_SCRIPT = b"GIF89a/*" + bytes(16) + b"*/=1;alert(1)"


def picture(kind: str = "PNG", size: tuple[int, int] = (800, 400), **options: object) -> bytes:
    """A picture in some format."""
    body = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(body, kind, **options)
    return body.getvalue()
