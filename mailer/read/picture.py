"""
What a picture file is, told by its first bytes and never by its name: PNG, JPEG or GIF.

Promises: the size in pixels is read from the header; nothing is decoded.
Never: takes a picture that mail programs do not show, or that can hold a script (SVG).
"""

import struct
from typing import NamedTuple

_JPEG_STANDALONE = frozenset((0x01, *range(0xD0, 0xD8)))
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Start-of-frame markers (ITU T.81 table B.1); C4, C8 and CC in their midst are other things."""


class Picture(NamedTuple):
    """Kind and size of a picture, in pixels."""

    media_type: str
    width: int
    height: int


def measure_picture(content: bytes) -> Picture | None:
    """The picture's kind and size; None for whatever is no whole PNG, JPEG or GIF."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
            size = struct.unpack_from(">II", content, 16)
            return _picture("image/png", *size)
        if content.startswith((b"GIF87a", b"GIF89a")):
            size = struct.unpack_from("<HH", content, 6)
            return _picture("image/gif", *size)
        if content.startswith(b"\xff\xd8\xff"):
            return _measure_jpeg(content)
    except (struct.error, IndexError):
        return None
    return None


def _picture(media_type: str, width: int, height: int) -> Picture | None:
    return Picture(media_type, width, height) if width and height else None


def _measure_jpeg(content: bytes) -> Picture | None:
    """From segment to segment until the frame; each tells its own length."""
    at = 2
    while content[at] == 0xFF:  # noqa: PLR2004 - every marker begins with it (ITU T.81 B.1.1.2)
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte before the marker
            at += 1
        elif marker in _JPEG_STANDALONE:
            at += 2
        elif marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return _picture("image/jpeg", width, height)
        else:
            at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return None
