"""People: names told from words by a tagger for each language, and joined to one span."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Final

import pycrfsuite  # type: ignore[import-untyped]  # a C extension without stubs

from storage.register.scrub.features import Eyes, features
from storage.register.scrub.patrons import patrons
from storage.register.scrub.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from storage.register.scrub.finding import Mark
    from storage.register.scrub.lexicon import Lexicon
    from storage.register.scrub.tokens import Token

OUTSIDE, BEGINS, INSIDE = "O", "B", "I"
THRESHOLD: Final = {"pl": 0.25, "uk": 0.28, "ru": 0.18, "en": 0.3}
"""So likely a token must be part of a name; a name that stays does more harm than a word that goes."""

_USUAL: Final = 7
_CAPITAL: Final = frozenset("AUI")
_NO_NAME: Final = frozenset("WwGgmkDE")
"""Letters of `features` that do not speak of a person."""
_NEVER: Final = frozenset("tel тел ip acc sms nr nick нік ник haha hej elo art".split())

_JOINING: Final = frozenset(["-", "'"])
_PARTICLES: Final = frozenset(
    [
        "van",
        "von",
        "de",
        "da",
        "di",
        "del",
        "dela",
        "della",
        "dos",
        "al",
        "el",
        "bin",
        "ibn",
        "abu",
        "thi",
        "аль",
        "ель",
        "эль",
        "ван",
        "фон",
        "де",
    ]
)
_INITIAL: Final = re.compile(r"[^\W\d_]")


class People:
    """The taggers; one at a time asks a tagger, because it holds the text it looks at."""

    def __init__(self, folder: Path, lexicon: Lexicon, languages: Sequence[str]) -> None:
        self._eyes = {language: Eyes(lexicon, language) for language in languages}
        self._taggers = {language: _opened(folder / f"people.{language}.crf") for language in languages}
        self._lock = threading.Lock()

    def find(self, found: Sequence[Token], language: str) -> Iterator[Mark]:
        """Yield the names of people among the tokens of a text."""
        if not found:
            return
        likely = self.likely(found, language)
        for place in patrons(found):
            likely[place] = 0.0
        for place in self._ordinary(found, language):
            likely[place] = 0.0
        named = [chance > THRESHOLD[language] for chance in likely]
        self._again(found, named, likely, language)
        yield from joined(found, named)

    def likely(self, found: Sequence[Token], language: str) -> list[float]:
        """Return how likely each token is part of a name."""
        with self._lock:
            tagger = self._taggers[language]
            tagger.set(features(found, self._eyes[language]))
            return [1.0 - tagger.marginal(OUTSIDE, place) for place in range(len(found))]

    def _ordinary(self, found: Sequence[Token], language: str) -> Iterator[int]:
        """Yield the places of words that are no names: frequent ones, and those that say who somebody is."""
        eyes = self._eyes[language]
        for place, token in enumerate(found):
            if not token.word or len(token.low) == 1:
                continue
            seen = eyes.see(token.low)
            usual = seen.frequency >= _USUAL and not set(seen.code) - _NO_NAME
            plain = token.shape not in _CAPITAL and "W" in seen.code and (usual or seen.cue)
            before = found[place - 1] if place else token
            announced = token.shape == "A" and before.word and eyes.see(before.low).cue
            if plain or token.low in _NEVER or (eyes.stays(token.low) and not announced):
                yield place

    def _again(
        self, found: Sequence[Token], named: list[bool], likely: Sequence[float], language: str
    ) -> None:
        """Name a word wherever it stands, if it is a name somewhere in the text and no ordinary word."""
        see = self._eyes[language].see
        sure = {
            token.low
            for token, name in zip(found, named, strict=True)
            if name and token.word and "W" not in see(token.low).code
        }
        for place, token in enumerate(found):
            if token.low in sure and likely[place] > 0.02:
                named[place] = True


def _opened(file: Path) -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(file))
    return tagger


def joined(found: Sequence[Token], named: Sequence[bool]) -> Iterator[Mark]:
    """Yield the named tokens that stand together as one mark, with initials and particles between them."""
    place = 0
    while place < len(found):
        if not (named[place] and found[place].word):
            place += 1
            continue
        first = last = place
        while (further := _next(found, named, last)) is not None:
            last = further
        yield found[first].start, _end(found, last), Kind.PERSON
        place = last + 1


def _next(found: Sequence[Token], named: Sequence[bool], last: int) -> int | None:
    """Return the next token of the same name, or None."""
    ahead = last + 1
    while ahead < len(found) and ahead - last <= 2:
        token = found[ahead]
        if token.word and named[ahead] and "\n" not in {each.text for each in found[last + 1 : ahead]}:
            return ahead
        dotted = token.text == "." and _INITIAL.fullmatch(found[last].text)
        if not (token.text in _JOINING or token.low in _PARTICLES or dotted):
            return None
        ahead += 1
    return None


def _end(found: Sequence[Token], last: int) -> int:
    """Return the end of a name, before an English 's, and after the dot of an initial."""
    token = found[last]
    end = token.end - 2 if token.low.endswith("'s") and len(token.low) > 3 else token.end
    return (
        end + 1
        if len(token.text) == 1
        and last + 1 < len(found)
        and found[last + 1].text == "."
        and found[last + 1].start == end
        else end
    )
