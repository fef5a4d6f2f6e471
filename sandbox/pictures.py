"""The width and height that stand in the head of a picture, whichever of its usual formats it has."""

from __future__ import annotations

from struct import error as CutShort  # noqa: N812  struct names its exception in lower case
from struct import unpack_from

# JPEG's start-of-frame marks; C4, C8 and CC between them mean other things.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return a picture's width and height in pixels, or None for what is none."""
    try:
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return unpack_from(">II", content, 16)
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return _webp(content)
        if content.startswith((b"GIF87a", b"GIF89a")):
            return unpack_from("<HH", content, 6)
    except CutShort:
        pass
    return None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while content[at : at + 1] == b"\xff":
        mark, span = unpack_from(">BH", content, at + 1)
        if mark in FRAMES:
            height, width = unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + span
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    form = content[12:16]
    if form == b"VP8 ":
        width, height = unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if form == b"VP8L":
        (bits,) = unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    return None
