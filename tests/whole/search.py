"""Looks for words and numbers in bytes, however they may have been written down there."""

from __future__ import annotations

import base64
import io
import json
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEAST = 6
"""A form shorter than this is found anywhere by chance."""


def forms(word: str) -> set[bytes]:
    """Return how a text may stand in a file: in UTF-8 or UTF-16, in hex, in base64, or escaped as in JSON."""
    utf8 = word.encode()
    plain = {utf8, word.encode("utf-16-le"), word.encode("utf-16-be")}
    escaped = json.dumps(word)[1:-1]
    upper = "".join(f"\\u{ord(letter):04X}" if ord(letter) > 127 else letter for letter in word)
    found = {escaped.encode(), upper.encode(), repr(utf8)[2:-1].encode(), *plain}
    for raw in plain:
        found |= {raw.hex().encode(), raw.hex().upper().encode(), *_base64(raw)}
    return {form for form in found if len(form) >= LEAST}


def _base64(raw: bytes) -> Iterator[bytes]:
    """Yield what of it stands in base64 whatever is around it: three alignments, two alphabets."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + raw)
        sure = whole[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
        yield sure
        yield sure.replace(b"+", b"-").replace(b"/", b"_")


def numbers(number: int) -> set[bytes]:
    """Return how a number may stand in a file: in figures, in hex, and as whole bytes in both orders."""
    size = max(4, (number.bit_length() + 7) // 8)
    orders = (number.to_bytes(size, "big"), number.to_bytes(size, "little"))
    whole = {order for order in orders if size >= LEAST - 1}
    return forms(str(number)) | {f"{number:x}".encode(), f"{number:X}".encode(), *whole}


def found(needles: dict[str, set[bytes]], hay: bytes) -> set[str]:
    """Return the names of the needles that stand in some bytes, or in whatever is packed in them."""
    layers = [hay, *unpacked(hay)]
    return {name for name, forms_ in needles.items() if any(form in hay for hay in layers for form in forms_)}


def unpacked(hay: bytes, depth: int = 2) -> Iterator[bytes]:
    """Yield each stream of zlib or gzip, from wherever one may begin, and each member of a ZIP file."""
    for inner in (*_streams(hay), *_members(hay)):
        yield inner
        if depth > 1:
            yield from unpacked(inner, depth - 1)


def _streams(hay: bytes) -> Iterator[bytes]:
    for start in _starts(hay):
        stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        try:
            inner = stream.decompress(hay[start:], 1 << 20)
        except zlib.error:
            continue
        if len(inner) >= LEAST:
            yield inner


def _starts(hay: bytes) -> Iterable[int]:
    """Yield where the head of a stream stands (RFC 1950, 2.2; RFC 1952, 2.3.1)."""
    for start in range(len(hay) - 1):
        first, second = hay[start], hay[start + 1]
        if ((first & 0x8F) == 0x08 and (first * 256 + second) % 31 == 0) or (first, second) == (0x1F, 0x8B):
            yield start


def _members(hay: bytes) -> Iterator[bytes]:
    if hay.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(hay)) as book:
            for name in book.namelist():
                yield book.read(name)
