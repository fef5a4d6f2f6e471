"""Words, numbers and marks of a text, and how its letters are cased on the whole."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s]|_|\n")
_ENDS: Final = frozenset(".!?…\n;:•")
_LETTERS: Final = 0.6
_CAPITALS: Final = 0.045
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_TITLED: Final = re.compile(r"(?<!\w)[A-ZĄĆĘŁŃÓŚŹŻА-ЯІЇЄҐЁ][^\W\d_]*[a-ząćęłńóśźżа-яіїєґё]")
_POSSESSIVE: Final = re.compile(r"'s?$")


class Token(NamedTuple):
    """A token of the shadow: `shadow.text[start:end]`, as typed and in small letters, and its shape.

    Shapes: "A" a capital within a sentence, "B" one at its beginning, "U" capitals only, "I" a single
    capital, "a" small letters; "l" and "u" the same in a text that is so throughout, "0" a number, else the
    mark itself.
    """

    start: int
    end: int
    text: str
    low: str
    shape: str

    @property
    def word(self) -> bool:
        """Whether it is a word."""
        return self.text[0].isalpha()


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text; `text` is that of a shadow."""
    mode = casing(text)
    found: list[Token] = []
    begins = True
    for match in _TOKEN.finditer(text):
        written = match[0]
        found.append(Token(*match.span(), written, written.lower(), _shape(written, mode, begins=begins)))
        begins = written in _ENDS or (begins and not written[0].isalnum())
    return found


def casing(text: str) -> str:
    """Return "upper" and "lower" for texts that are so throughout, else ""."""
    capitals = sum(character.isupper() for character in text)
    letters = sum(character.isalpha() for character in text)
    if capitals > _LETTERS * letters:
        return "upper"
    titled = len(_TITLED.findall(text))
    return "lower" if titled <= _CAPITALS * len(_WORD.findall(text)) else ""


def _shape(written: str, mode: str, *, begins: bool) -> str:
    if not written[0].isalpha():
        return "0" if written[0].isdigit() else written
    if mode == "upper":
        return "u"
    if written.islower():
        return "l" if mode == "lower" else "a"
    if len(written) == 1:
        return "I"
    if written.isupper():
        return "U"
    return "B" if begins else "A"
