"""Small pictures of pictures. Only formats that are pixels: SVG is never drawn."""

from io import BytesIO
from pathlib import Path

import structlog

PREVIEW_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
PREVIEW_EDGE = 512
PIXELS = 40_000_000
"""Most pixels that are unpacked: a small file can hold a picture that fills the memory."""

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")

log = structlog.get_logger(__name__)


def draw_preview(source: Path) -> bytes | None:
    """A WebP of at most 512 by 512; None when the picture is broken or has too many pixels."""
    from PIL import Image, ImageOps

    drawn = BytesIO()
    try:
        with Image.open(source, formats=_FORMATS) as image:
            if image.width * image.height > PIXELS:
                return None
            image.thumbnail((PREVIEW_EDGE, PREVIEW_EDGE))
            upright = ImageOps.exif_transpose(image)
            mode = "RGBA" if upright.has_transparency_data else "RGB"
            upright.convert(mode).save(drawn, "WEBP", quality=80)
    except Exception as error:
        # Decoders of hostile pictures raise whatever they like; the file is kept without preview.
        log.info("preview.failed", error=type(error).__name__)
        return None
    return drawn.getvalue()
