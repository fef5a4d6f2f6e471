"""How bodies are padded before they are sealed, so that their size says little."""

from __future__ import annotations

from typing import Final

LEAST_BUCKET: Final = 256
"""The smallest size of a padded body, in bytes."""
LENGTH_BYTES: Final = 4


def padded(plain: bytes, least: int = LEAST_BUCKET) -> bytes:
    """Return length, plain and zeros, together a power of two of at least `least` bytes."""
    needed = len(plain) + LENGTH_BYTES
    size = max(least, 1 << (needed - 1).bit_length())
    return len(plain).to_bytes(LENGTH_BYTES, "big") + plain + bytes(size - needed)


def unpadded(body: bytes) -> bytes:
    """Return what was padded."""
    length = int.from_bytes(body[:LENGTH_BYTES], "big")
    return body[LENGTH_BYTES : LENGTH_BYTES + length]
