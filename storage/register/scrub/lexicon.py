"""The lexicon: what is known of a form of a word, mapped from files that `python -m training` makes."""

from __future__ import annotations

import mmap
import struct
from typing import TYPE_CHECKING, Final

import marisa_trie  # type: ignore[import-not-found]  # a C extension without stubs

if TYPE_CHECKING:
    from pathlib import Path

FIRST, LAST, PATRONYMIC, PLACE, WORD = 1, 2, 4, 8, 16
"""A form of a first name, of a surname, of a patronymic, of a place, of an ordinary word."""
SECOND: Final = 5
"""The second language of a script (en, ru) has its bits so many places further."""
FOREIGN_FIRST, FOREIGN_LAST = 1 << 10, 1 << 11
FREQUENCY: Final = 12
"""Four bits for how frequent the form is in the first language, then four for the second."""

STAYS: Final = 1 << 20
"""A place, people or shop of the hand-written list that is no first name: it is never somebody."""

LANGUAGES: Final = ("pl", "uk", "ru", "en")
SIDE: Final = {"pl": 0, "uk": 0, "en": 1, "ru": 1}


class Table:
    """Words with 32 bits each: a trie that numbers them, and an index into the different values."""

    def __init__(self, folder: Path, name: str) -> None:
        self._trie = marisa_trie.Trie()
        self._trie.mmap(str(folder / f"{name}.marisa"))
        with (folder / f"{name}.bits").open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        (count,) = struct.unpack_from("<I", self._map)
        self._values = struct.unpack_from(f"<{count}I", self._map, 4)
        self._start = 4 + 4 * count
        if self._start + 2 * len(self._trie) != len(self._map):
            raise ValueError(name)

    def get(self, word: str) -> int:
        """Return the bits of a word, 0 for one that is not there."""
        key = self._trie.get(word)
        if key is None:
            return 0
        (index,) = struct.unpack_from("<H", self._map, self._start + 2 * key)
        return int(self._values[index])


class Lexicon:
    """The tables: forms as written, skeletons of names and frequent words, words of other languages."""

    def __init__(self, folder: Path) -> None:
        self.words = Table(folder, "words")
        self.skeletons = Table(folder, "skeletons")
        self.others = Table(folder, "others")
