"""Reads rows out of SQLite's pages without SQLite, as somebody does who has only copies of pages.

The file format is that of https://www.sqlite.org/fileformat2.html; tables here are WITHOUT ROWID, so that
each is one index b-tree (§ 1.6, § 2.4).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = int | bytes | str | float | None
INTERIOR, LEAF = 0x02, 0x0A
"""Kinds of pages of an index b-tree."""
SIGHT = 128
"""Bytes of a row by which it is known again: keys, and a nonce that never comes twice."""


class Cell(NamedTuple):
    """A row as it lies on a page."""

    page: int
    offset: int
    """Where on the page: SQLite fills a page from its end."""
    values: tuple[Value, ...]


class Book:
    """The newest image of each page, from which rows are put together."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.pages: dict[int, bytes] = {}
        self._seen: dict[int, set[bytes]] = defaultdict(set)

    def turn(self, number: int, image: bytes) -> None:
        """Put a newer image in place of a page."""
        self.pages[number] = image

    def of_tree(self, root: int) -> Iterator[int]:
        """Yield the pages of a tree, its root first."""
        yield root
        image = self.pages[root]
        if image[_head(root)] != INTERIOR:
            return
        for at in _cells(root, image):
            yield from self.of_tree(int.from_bytes(image[at : at + 4], "big"))
        yield from self.of_tree(int.from_bytes(image[_head(root) + 8 : _head(root) + 12], "big"))

    def fresh(self, number: int) -> Iterator[Cell]:
        """Yield the rows of a page that did not lie on it before; interior pages hold rows too."""
        image, seen = self.pages[number], self._seen[number]
        kind = image[_head(number)]
        if kind not in (INTERIOR, LEAF):
            return
        for at in _cells(number, image):
            start = at + 4 if kind == INTERIOR else at
            raw = image[start : start + SIGHT]
            if raw not in seen:
                seen.add(raw)
                yield Cell(number, at, self._row(image, start))

    def rows(self, root: int) -> Iterator[Cell]:
        """Yield all rows of a tree as they lie there now, page by page."""
        for number in self.of_tree(root):
            image = self.pages[number]
            interior = image[_head(number)] == INTERIOR
            for at in _cells(number, image):
                yield Cell(number, at, self._row(image, at + 4 * interior))

    def _row(self, image: bytes, at: int) -> tuple[Value, ...]:
        length, at = _varint(image, at)
        here = self._local(length)
        payload = image[at : at + here]
        if here < length:
            payload += self._overflow(int.from_bytes(image[at + here : at + here + 4], "big"), length - here)
        return _record(payload)

    def _local(self, length: int) -> int:
        """Return how much of a payload lies on the page itself (§ 1.6)."""
        most = (self.size - 12) * 64 // 255 - 23
        if length <= most:
            return length
        least = (self.size - 12) * 32 // 255 - 23
        here = least + (length - least) % (self.size - 4)
        return here if here <= most else least

    def _overflow(self, number: int, left: int) -> bytes:
        found = b""
        while left > 0 and number in self.pages:
            image = self.pages[number]
            found += image[4 : 4 + min(left, self.size - 4)]
            left -= self.size - 4
            number = int.from_bytes(image[:4], "big")
        return found


def _head(number: int) -> int:
    """Return where the head of a page begins: the first page begins with that of the file."""
    return 100 if number == 1 else 0


def _cells(number: int, image: bytes) -> list[int]:
    head = _head(number)
    count = int.from_bytes(image[head + 3 : head + 5], "big")
    first = head + (12 if image[head] in (0x02, 0x05) else 8)
    return [int.from_bytes(image[at : at + 2], "big") for at in range(first, first + 2 * count, 2)]


def _varint(body: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(8):
        value = value << 7 | body[at + step] & 0x7F
        if body[at + step] < 0x80:
            return value, at + step + 1
    return value << 8 | body[at + 8], at + 9


_WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _record(payload: bytes) -> tuple[Value, ...]:
    """Read a record (§ 2.1)."""
    size, at = _varint(payload, 0)
    kinds = []
    while at < size:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind in _WIDTHS:
        width = _WIDTHS[kind]
        return int.from_bytes(payload[at : at + width], "big", signed=True), at + width
    if kind in (8, 9):
        return kind - 8, at
    if kind < 12:
        return None, at
    width = (kind - 12) // 2
    body = payload[at : at + width]
    return (body if kind % 2 == 0 else body.decode("utf-8", "replace")), at + width
