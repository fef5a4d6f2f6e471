"""What a process still has in its memory: its private, readable pages, searched for words and numbers."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGIT = 30
"""CPython keeps an int in digits of so many bits."""


class Hit(NamedTuple):
    """Where something was found."""

    needle: str
    region: str
    around: bytes


def forms(word: str) -> set[bytes]:
    """Return how CPython and what it is linked with keep a text: one, two or four bytes a letter, or JSON."""
    wide = {word.encode("utf-16-le"), word.encode("utf-32-le")}
    return {word.encode(), json.dumps(word)[1:-1].encode(), *wide}


def number(value: int) -> set[bytes]:
    """Return how a number is kept: in figures, as eight bytes, or as CPython's int."""
    digits, left = [], value
    while left:
        digits.append(left & ((1 << DIGIT) - 1))
        left >>= DIGIT
    whole = b"".join(digit.to_bytes(4, "little") for digit in digits)
    return {*forms(str(value)), value.to_bytes(8, "little"), whole}


def regions(process: int) -> Iterator[tuple[str, bytes]]:
    """Yield the private regions of a process that can be read, by what the kernel calls them."""
    folder = Path(f"/proc/{process}")
    with (folder / "mem").open("rb", buffering=0) as memory:
        for line in (folder / "maps").read_text("ascii").splitlines():
            found = re.fullmatch(r"(\w+)-(\w+) r..p \S+ \S+ \S+ *(.*)", line)
            if not found or found[3] in ("[vvar]", "[vsyscall]"):
                continue
            start, end = int(found[1], 16), int(found[2], 16)
            try:
                memory.seek(start)
                yield found[3] or "anonymous", memory.read(end - start)
            except (OSError, ValueError):
                continue


def found(process: int, needles: dict[str, set[bytes]]) -> list[Hit]:
    """Return every place where one of the needles stands."""
    hits: list[Hit] = []
    for name, hay in regions(process):
        for needle, shapes in needles.items():
            for shape in shapes:
                at = hay.find(shape)
                while at >= 0:
                    hits.append(Hit(needle, name, hay[max(0, at - 160) : at + len(shape) + 160]))
                    at = hay.find(shape, at + 1)
    return hits


def counted(hits: list[Hit]) -> dict[str, int]:
    """Return how often each needle was found."""
    return dict(Counter(hit.needle for hit in hits))
