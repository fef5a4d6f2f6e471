"""A text as it is searched: plain digits, dashes, spaces, nothing invisible, with the way back."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from storage.register.scrub.spans import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣⁃－"), "-")
_QUOTES: Final = dict.fromkeys(map(ord, "’‘ʼ`´ʹ′＇"), "'")
_PLAIN: Final = _DASHES | _QUOTES | {ord("″"): '"', ord("\t"): " ", ord("º"): "°", ord("˚"): "°"}
_ENCLOSING: Final = "\ufe0e\ufe0f\u20e3"

_AS_DIGIT: Final = str.maketrans("OoОоIlІі|ЗзБбSsBВ", "00001111133665588")
_AS_LATIN: Final = str.maketrans("АВСЕНІКМОРТХаеіорсухІ", "ABCEHIKMOPTXaeiopcyxI")
_AS_CYRILLIC: Final = str.maketrans("ABCEHIKMOPTXaeiopcyx", "АВСЕНІКМОРТХаеіорсух")
_PICTURES: Final = "[\u2190-\u2bff\U0001f000-\U0001fbff\ufe0e\ufe0f]+"
"""Arrows, signs and emoji (Unicode blocks), with what chooses how they are drawn."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_PICTURED: Final = re.compile(f"(?<=[^\\W_]){_PICTURES}|{_PICTURES}(?=[^\\W_])")
"""Pictures that touch a letter or a digit."""
_BROKEN: Final = re.compile(r"(?<=\d)[ ]*[\n\r][ ]*(?=\d)")
_UNSEEN: Final = "\u2060"
"""A sign that the shadow leaves out, of the same length as what it stands for."""
_ROUND: Final = "OoОо"
_DIGITS: Final = "0123456789"
_RUN_JOINS: Final = frozenset(" -./()+")
_KEPT: Final = frozenset("\n\r\t")
_ENOUGH: Final = 6
"""So many true digits must stand in a run before letters in it are read as digits."""


class Shadow(NamedTuple):
    """Readings of one text, of the same length, with the place in the original of each character."""

    original: str
    text: str
    """Normalised; case as typed."""
    low: str
    """The same in small letters."""
    digits: str
    """As `text`, but O, l, З and the like are digits where they stand between many digits."""
    latin: str
    """As `digits`, but Cyrillic capitals that look Latin are Latin: for numbers with letters in them."""
    places: tuple[int, ...]

    def span(self, start: int, end: int, kind: Kind) -> Span:
        """Return a span of the original for one of the shadow, with what encloses its last character."""
        last = self.places[end - 1] + 1
        after = self.places[end] if end < len(self.places) else len(self.original)
        while last < after and _dropped(self.original[last]):
            last += 1
        return Span(self.places[start], last, kind)


def shadow(text: str) -> Shadow:
    """Return the shadow of a text."""
    return _shadow(text, enumerate(text))


def straightened(text: str) -> Shadow | None:
    """Return a second shadow of a text that is written to mislead, None where nothing in it is.

    No pictures stand in its words and numbers, numbers go on over the end of a line, and words are in one
    alphabet: so a link to "faсebook" is found although its с is Cyrillic.
    """
    words = _PICTURED.sub(lambda found: _UNSEEN * len(found[0]), text)
    words = _WORD.sub(lambda found: _in_one_alphabet(found[0]), words)
    words = _BROKEN.sub(lambda found: " " * len(found[0]), words)
    return None if words == text else _shadow(text, enumerate(words))


def _shadow(text: str, seen: Iterable[tuple[int, str]]) -> Shadow:
    characters: list[str] = []
    places: list[int] = []
    for place, character in seen:
        if characters and unicodedata.combining(character):
            characters[-1] = _composed(characters[-1], character)
        elif character in _KEPT or not _dropped(character):
            plain = _plain(character)
            if plain == " " and characters[-1:] == [" "]:
                continue
            characters += plain
            places += [place] * len(plain)
    normal = "".join(characters)
    digits = _digits(normal)
    return Shadow(text, normal, _low(normal), digits, digits.translate(_AS_LATIN), tuple(places))


def _in_one_alphabet(word: str) -> str:
    """Return a word of Latin and Cyrillic letters in the alphabet of most of them, where they look alike."""
    latin = sum("a" <= letter <= "z" for letter in word.lower())
    cyrillic = sum("а" <= letter <= "ӿ" for letter in word.lower())
    if not latin or not cyrillic:
        return word
    return word.translate(_AS_LATIN if latin >= cyrillic else _AS_CYRILLIC)


def _dropped(character: str) -> bool:
    return character not in _KEPT and (
        character in _ENCLOSING or unicodedata.category(character) in {"Cf", "Cc", "Me", "Mn"}
    )


def _composed(base: str, mark: str) -> str:
    """Return й for и and its breve; an accent that makes no letter (Любо́в) is left out."""
    joined = unicodedata.normalize("NFC", base + mark)
    return joined if len(joined) == 1 else base


def _plain(character: str) -> str:
    if character.isascii():
        return " " if character == "\t" else character
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return _DIGITS[digit]
    if character.isspace():
        return "\n" if character in "\u2028\u2029\x85" else " "
    translated = character.translate(_PLAIN)
    return unicodedata.normalize("NFKC", translated) if translated == character else translated


def _low(text: str) -> str:
    """Return small letters, one for each character: a letter whose small form is longer stays as it is."""
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _digits(text: str) -> str:
    """Return the text with letters read as digits within runs that are mostly digits."""
    read = list(text)
    start = 0
    while start < len(text):
        end = start
        while end < len(text) and (text[end] in _RUN_JOINS or text[end].translate(_AS_DIGIT) in _DIGITS):
            end += 1
        run = text[start:end]
        if sum(character in _DIGITS for character in run) >= _ENOUGH:
            read[start:end] = _between_digits(run)
        start = max(end, start + 1)
    return "".join(read)


def _between_digits(run: str) -> str:
    """Return the run with letters between digits as digits, and an O that touches the first or last of them.

    Other letters in front stay: they may be the series of a document.
    """
    first = min(place for place, character in enumerate(run) if character in _DIGITS)
    last = max(place for place, character in enumerate(run) if character in _DIGITS)
    if first == 1 and run[0] in _ROUND:
        first = 0
    if last + 2 == len(run) and run[-1] in _ROUND:
        last += 1
    return run[:first] + run[first : last + 1].translate(_AS_DIGIT) + run[last + 1 :]
