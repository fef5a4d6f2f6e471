"""Codenames: two words that stand for a case before the team, and that say nothing about anybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import yaml
from msgspec import Struct, ValidationError, convert

from flows.model import Codes  # noqa: TC001  msgspec reads the annotations when the class is made

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEAST: Final = 150
"""The fewest words of a list; two such lists make 22 500 codenames."""
WORD: Final = re.compile("[a-ząćęłńóśźż]{3,12}")
FOLD: Final = str.maketrans("ąćęłńóśźż", "acelnoszz")
"""How a word is read where Polish letters are not at hand, on the phone or on a keyboard."""
STEM: Final = 5
"""Letters of a second word by which a first word of the same root is known ("klonowy klon")."""


class Codenames(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of codenames.yaml; the edge chooses one number below the length of each list."""

    first: Codes
    """Adjectives in the masculine."""
    second: Codes
    """Masculine nouns for things, so that every adjective agrees with every noun."""
    never: dict[str, Codes]
    """How no word may begin, by what it would bring to mind."""


def read_codenames(source: str) -> Codenames:
    """Read the text of codenames.yaml; raises ValueError with one sentence."""
    try:
        return convert(yaml.load(source, yaml.BaseLoader), Codenames)  # noqa: S506  plain strings only
    except yaml.YAMLError as error:
        raise ValueError(f"codenames.yaml: this is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        raise ValueError(f"codenames.yaml: {error}") from error


def codename(names: Codenames, first: int, second: int) -> str:
    """Return the codename of two numbers, each from 0 and below the length of its list."""
    return f"{names.first[first].capitalize()} {names.second[second].capitalize()}"


def faults(names: Codenames) -> list[str]:
    """Return what a program can find wrong with the words, a sentence each; [] where nothing is."""
    return [
        *_counts(names),
        *_shapes(names),
        *_unwanted(names),
        *_twins(names),
        *_near(names),
        *_echoes(names),
    ]


def folded(word: str) -> str:
    """Return a word without the marks of Polish letters."""
    return word.translate(FOLD)


def _counts(names: Codenames) -> Iterator[str]:
    for name, words in (("first", names.first), ("second", names.second)):
        if len(words) < LEAST:
            yield f"{name}: {len(words)} words are too few, {LEAST} are needed."


def _shapes(names: Codenames) -> Iterator[str]:
    for word in (*names.first, *names.second):
        if not WORD.fullmatch(word):
            yield f"{word}: a word has 3 to 12 small Polish letters."
    for word in names.first:
        if not word.endswith(("y", "i")):
            yield f"{word}: an adjective in the masculine ends with y or i."
    for word in names.second:
        if word.endswith((*"aeiouyąęó", "ść")):
            yield f"{word}: this does not look like a masculine noun."


def _unwanted(names: Codenames) -> Iterator[str]:
    for reason, stems in names.never.items():
        for word in (*names.first, *names.second):
            if folded(word).startswith(stems):
                yield f"{word}: no word may begin like this ({reason})."


def _twins(names: Codenames) -> Iterator[str]:
    seen: set[str] = set()
    for word in (*names.first, *names.second):
        if folded(word) in seen:
            yield f"{word}: this word is there already, if one leaves out the marks of its letters."
        seen.add(folded(word))


def _near(names: Codenames) -> Iterator[str]:
    """Yield pairs of a list that one letter tells apart: one changed, one more or one less."""
    for words in (names.first, names.second):
        seen: dict[str, str] = {}
        for word in dict.fromkeys(map(folded, words)):
            for other in dict.fromkeys(seen[pattern] for pattern in _patterns(word) if pattern in seen):
                yield f"{word}: only one letter tells it from {other}."
            seen |= dict.fromkeys(_patterns(word), word)


def _patterns(word: str) -> Iterable[str]:
    """Every way to put a gap in the place of a letter or between two; near words share one."""
    changed = [f"{word[:at]}?{word[at + 1 :]}" for at in range(len(word))]
    return [*changed, *(f"{word[:at]}?{word[at:]}" for at in range(len(word) + 1))]


def _echoes(names: Codenames) -> Iterator[str]:
    for noun in names.second:
        for word in names.first:
            if folded(word).startswith(folded(noun)[:STEM]):
                yield f"{word} {noun}: both words have the same root."
