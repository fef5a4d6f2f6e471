"""A text as translation sees it: what of it is language, and what must come out as it went in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

EXACT: Final = re.compile(
    r"\[[^\[\]\n]*\]|[\[\]]"  # what stands in place of a name (bot/translation_scrub.py)
    r"|(?:https?://|www\.|t\.me/)\S*[^\s.,;:!?()\"'«»„”]"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w{3,}"
    r"|(?<![^\s\[\]])[^\s\[\]]*_[^\s\[\]]*"  # the library makes a space of _
)
"""What a translation must hold as it was written; a word is tried from its start only, to stay linear."""
LONG_NUMBER: Final = re.compile(r"\d(?:[ \u00a0()./-]{0,3}\d){6,}")
"""A telephone number, a PESEL, a date with its year; its digits belong together."""
INVENTED_DIGITS: Final = 2
"""A number so long may stand in a translation alone, because "three" becomes "3"."""


class Line(NamedTuple):
    """A line of a text: the words, and the signs and spaces around them that are nobody's language."""

    before: str
    words: str
    after: str

    @classmethod
    def of(cls, line: str) -> Line:
        """Take a line apart."""
        start, end = 0, len(line)
        while start < end and _sign(line[start]):
            start += 1
        while end > start and _sign(line[end - 1]):
            end -= 1
        return cls(line[:start], line[start:end], line[end:])

    @property
    def speaks(self) -> bool:
        """Whether there is anything to translate: a letter outside of addresses, names and marks."""
        return any(character.isalpha() for character in EXACT.sub("", self.words))

    def with_words(self, words: str) -> str:
        """Return the line with other words in it."""
        return self.before + words + self.after


def _sign(character: str) -> bool:
    """Whether a character is a space, an emoji, a bullet or another symbol."""
    return unicodedata.category(character)[0] in "ZCS" or character in "\N{BULLET}\N{VARIATION SELECTOR-16}"


def kept(text: str, translated: str) -> bool:
    """Whether marks, addresses, names like @these and all numbers of a text stand in its translation.

    Nor may the translation hold any of them that the text does not, but for numbers of one or two digits.
    """
    if Counter(EXACT.findall(text)) != Counter(EXACT.findall(translated)):
        return False
    text, translated = EXACT.sub(" ", text), EXACT.sub(" ", translated)
    if Counter(_long(text)) != Counter(_long(translated)):
        return False
    numbers, others = _short(text), _short(translated)
    return numbers <= others and all(len(number) <= INVENTED_DIGITS for number in others - numbers)


def _long(text: str) -> Iterator[str]:
    return (re.sub(r"\D", "", number) for number in LONG_NUMBER.findall(text))


def _short(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+", LONG_NUMBER.sub(" ", text)))
