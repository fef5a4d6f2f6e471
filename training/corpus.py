"""Invented reports as people type them: joined, cased, misspelt, transliterated, with names marked."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from storage.register.scrub.people import BEGINS, INSIDE, OUTSIDE
from storage.register.scrub.skeleton import LATIN
from storage.register.scrub.streets import KNOWN
from storage.register.scrub.tokens import tokens
from training import lists
from training.carriers import carriers, chosen
from training.persons import Persons, in_cyrillic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from storage.register.scrub.tokens import Token

_SLOT: Final = re.compile(r"\{([^}]+)\}")
_CYRILLIC_ODD: Final = (
    ("y", "i"),
    ("kh", "h"),
    ("ts", "c"),
    ("ya", "ja"),
    ("yu", "ju"),
    ("zh", "j"),
    ("shch", "sch"),
    ("y", "j"),
    ("v", "w"),
)
_STOPS: Final = (". ", ". ", ". ", "! ", "... ", "\n", ", ", " ")
_BETWEEN: Final = (*(" ",) * 20, ", ", ", ", "-", " - ")
_QUOTES: Final = (*(("", ""),) * 6, ("„", "”"), ("«", "»"), ('"', '"'))
_ENDINGS: Final = 3
_STREETS: Final = tuple(sorted(word for word in KNOWN if len(word) > _ENDINGS))
_IN: Final = {
    "pl": "z w do na pod we ze",
    "en": "from in to near at of",
    "uk": "з у в до на біля із",
    "ru": "из в до на возле у",
}
_ON: Final = {
    "pl": "na przy ul. koło",
    "en": "on at near ul. street",
    "uk": "на вул. біля вулиці",
    "ru": "на ул. возле улице",
}


class Example(NamedTuple):
    """Tokens of an invented report, a label for each, and which of them the lexicon shall not know."""

    found: Sequence[Token]
    labels: Sequence[str]
    hidden: frozenset[int]


class Corpus:
    """Invents reports in a language, the same ones each time."""

    def __init__(self, language: str, names: Path, seed: int) -> None:
        self._language = language
        self._chance = random.Random(seed)
        self._persons = Persons(language, names, self._chance)
        self._named, self._plain = carriers(language)
        self._alike: dict[str, list[str]] = defaultdict(list)
        usual = lists.frequent(language, 3e-7)
        self._usual = list(usual)
        self._often = list(accumulate(usual.values()))
        self._ordinary: set[str] = set()
        self._places = lists.places(language)
        self._polish = list(lists.frequent("pl", 1e-5)) if language != "pl" else []
        self._polish_places = lists.places("pl")

    def learn_words(self, ordinary: set[str], places: Iterable[str]) -> None:
        """Take the ordinary words that may stand for one another, by their endings, and more places."""
        self._places += [place.capitalize() for place in places]
        self._ordinary = ordinary
        for word in self._usual:
            if word in ordinary and len(word) > _ENDINGS:
                self._alike[word[-_ENDINGS:]].append(word)

    def examples(self, count: int) -> Iterator[Example]:
        """Yield so many reports."""
        for _ in range(count):
            yield self._example()

    def _example(self) -> Example:
        parts, names = self._written()
        text, marks = _joined(parts, names)
        if self._chance.random() < 0.05:
            text = text.upper()
        elif self._chance.random() < 0.5:
            text = text.lower() if self._chance.random() < 0.7 else self._careless(text.lower())
        found = tokens(text)
        labels = _labels(found, marks)
        hidden = {
            place
            for place, label in enumerate(labels)
            if found[place].word and self._chance.random() < self._unknown(label)
        }
        return Example(found, labels, frozenset(hidden))

    def _careless(self, text: str) -> str:
        """Return small letters with a capital here and there, as a phone puts them."""
        return re.sub(
            r"[^\W\d_]+",
            lambda match: match[0].capitalize() if self._chance.random() < 0.02 else match[0],
            text,
        )

    def _unknown(self, label: str) -> float:
        return 0.02 if label == OUTSIDE else 0.15

    def _written(self) -> tuple[list[str], list[bool]]:
        """Return pieces of a text, and which of them are names."""
        pieces: list[str] = []
        names: list[bool] = []
        way = self._way()
        small = self._chance.random() < 0.1
        careless = self._chance.random() < 0.3
        for _ in range(self._chance.choice([1, 1, 2, 3, 4])):
            named = self._chance.random() < 0.62
            carrier = chosen(self._chance.choice(self._named if named else self._plain), self._chance)
            sentence = self._sentence(carrier, capital=not careless)
            for piece, is_name in sentence:
                pieces.append(way(piece.lower() if small and is_name else piece))
                names.append(is_name)
            for piece, is_name in self._soup() if self._chance.random() < 0.4 else ():
                pieces.append(way(piece))
                names.append(is_name)
            pieces.append(self._chance.choice(_STOPS[-4:] if careless else _STOPS[:6]))
            names.append(False)
        return pieces, names

    def _soup(self) -> list[tuple[str, bool]]:
        """Return words as frequent as they are in life, with a place or somebody among them now and then."""
        drawn = self._chance.choices(self._usual, cum_weights=self._often, k=self._chance.randrange(3, 12))
        words = [(word, False) for word in drawn if word in self._ordinary or len(word) < _ENDINGS]
        if self._chance.random() < 0.5:
            words.insert(self._chance.randrange(len(words) + 1), (self._in_a_place(), False))
        if self._chance.random() < 0.25:
            words.insert(
                self._chance.randrange(len(words) + 1), (" ".join(self._persons.whole(".nom")), True)
            )
        if self._polish and self._chance.random() < 0.2:
            words += [(word, False) for word in self._in_polish()]
        if words and not words[0][1] and self._chance.random() < 0.7:
            words[0] = (words[0][0].capitalize(), False)
        if self._chance.random() < 0.3:
            words.insert(self._chance.randrange(len(words) + 1), (self._odd(), False))
        before = self._chance.choice([". ", "! ", "\n", " ", ", ", "? "])
        spaced = [(before, False)]
        for word in words:
            spaced += (word, (self._chance.choice(_BETWEEN), False))
        opening, closing = self._chance.choice(_QUOTES)
        return [*spaced[:1], (opening, False), *spaced[1:-1], (closing, False)]

    def _in_a_place(self) -> str:
        place = self._chance.choice(self._places)
        return (
            f"{self._chance.choice(_IN[self._language].split())} {place}"
            if self._chance.random() < 0.6
            else place
        )

    def _on_a_street(self) -> str:
        street = self._chance.choice(_STREETS).capitalize()
        if self._language in {"uk", "ru"} and self._chance.random() < 0.7:
            street = in_cyrillic(street.lower(), self._language).capitalize()
        return f"{self._chance.choice(_ON[self._language].split())} {street}"

    def _odd(self) -> str:
        """Return what else stands in reports: abbreviations, case numbers, hours, money, emoji."""
        letters = "".join(self._chance.choices("ABCDEGIKLMNOPRSTUWZ", k=self._chance.randrange(1, 5)))
        number = self._chance.randrange(1, 400)
        return self._chance.choice(
            [
                letters, f"{letters}-II.{number}.{number * 7}.2026", f"II K {number}/26",
                f"{letters} {number}/26",
                f"{number % 9}{letters[0]}",
                f"{number % 24}:15", f"{number * 10} zł", f"nr {number}", f"({letters})",
                "😭", "!!!", "??", f"SP {number}", f"{number}%",
            ]
        )  # fmt: skip

    def _in_polish(self) -> list[str]:
        """Return a few Polish words, as on a sign or the name of an office, for texts in other languages."""
        words = self._chance.choices(self._polish, k=self._chance.randrange(1, 5))
        if self._chance.random() < 0.4:
            words.append(self._chance.choice(self._polish_places))
        return [word.capitalize() for word in words] if self._chance.random() < 0.5 else words

    def _sentence(self, carrier: str, *, capital: bool) -> list[tuple[str, bool]]:
        pieces: list[tuple[str, bool]] = []
        for place, part in enumerate(_SLOT.split(carrier)):
            if place % 2:
                pieces.append(
                    (
                        " ".join(
                            self._persons.whole(
                                part.replace("acc", "nom") if self._language == "en" else part
                            )
                        ),
                        True,
                    )
                )
            elif part:
                pieces.append((re.sub(r"[^\W\d_]{4,}", lambda match: self._other(match[0]), part), False))
        if capital and pieces:
            first, is_name = pieces[0]
            pieces[0] = (first[:1].upper() + first[1:], is_name)
        return pieces

    def _other(self, word: str) -> str:
        """Return another ordinary word with the same ending, now and then, or one misspelt."""
        chance = self._chance.random()
        alike = self._alike.get(word[-_ENDINGS:])
        if alike and chance < 0.25 and word.islower():
            return self._chance.choice(alike)
        if chance > 0.985:
            place = self._chance.randrange(1, len(word) - 1)
            return (
                word[:place] + word[place + 1 :]
                if chance > 0.992
                else word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            )
        return word

    def _way(self) -> Translation:
        """Return how this person types: as it should be, without diacritics, in Latin letters."""
        chance = self._chance.random()
        if self._language == "pl" and chance < 0.3:
            return lambda text: text.translate(_WITHOUT)
        if self._language in {"uk", "ru"} and chance < 0.22:
            odd = self._chance.sample(_CYRILLIC_ODD, 3)
            return lambda text: _transliterated(text, odd)
        return lambda text: text


if TYPE_CHECKING:
    from collections.abc import Callable

    Translation = Callable[[str], str]

_WITHOUT: Final = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")


def _transliterated(text: str, odd: Sequence[tuple[str, str]]) -> str:
    latin = "".join(
        (letters.capitalize() if character.isupper() else letters)
        for character in text
        for letters in [character.lower().translate(LATIN)]
    )
    for usual, other in odd:
        latin = latin.replace(usual, other)
    return latin


def _joined(pieces: Sequence[str], names: Sequence[bool]) -> tuple[str, list[tuple[int, int]]]:
    text = ""
    marks: list[tuple[int, int]] = []
    for piece, is_name in zip(pieces, names, strict=True):
        if is_name:
            marks.append((len(text), len(text) + len(piece)))
        text += piece
    return text, marks


def _labels(found: Sequence[Token], marks: Sequence[tuple[int, int]]) -> list[str]:
    labels = []
    for token in found:
        mark = next((mark for mark in marks if mark[0] <= token.start < mark[1]), None)
        labels.append(OUTSIDE if mark is None else BEGINS if token.start == mark[0] else INSIDE)
    return labels
