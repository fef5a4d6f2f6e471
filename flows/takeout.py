"""Words of a text are taken out one by one: each of them is a key, and […] stands where it stood."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from flows.card import PAGE, Card, Move, Option
from flows.model import Press, text
from flows.session import lay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flows.bundle import Flows
    from flows.model import Session

OUT: Final = "[…]"
"""What stands in place of a word; several of them in a row are shown and kept as one."""
OVER: Final = "take_out"
"""The card, laid over what is shown back."""
FIRST: Final = 500
"""Number of the first word's key, above those that every card may carry."""
SIGNS: Final = 24
"""Signs of a word that stand on its key."""

_TOKEN: Final = re.compile(r"\[[^\[\]\n]{1,40}\]|[^\s\[\]]+|[\[\]]")
_IN_A_ROW: Final = re.compile(rf"{re.escape(OUT)}(?:\s+{re.escape(OUT)})+")

# ---------------------------------------------------------------------------- the words of a text


class _Word(NamedTuple):
    """Where a word stands, without the signs around it."""

    start: int
    end: int
    words: str


def without(words: str, place: int) -> str:
    """Return a text without one of its words, counted from 0; the places of the others stay the same."""
    found = list(_words(words))
    if not 0 <= place < len(found):
        return words
    return words[: found[place].start] + OUT + words[found[place].end :]


def joined(words: str) -> str:
    """Return a text as it is shown and kept: where several words in a row are gone, it is said once."""
    return _IN_A_ROW.sub(OUT, words)


def options(words: str, name: Callable[[int], str] = str, first: int = 0) -> tuple[Option, ...]:
    """Return a key for each word that stands there; the numbers of the keys begin with that of `first`."""
    return tuple(
        Option(name(place), text("names.word", word=_short(word.words)), FIRST + first + place)
        for place, word in enumerate(_words(words))
        if word.words != OUT
    )


def count(words: str) -> int:
    """Return how many words a text has, those included that were taken out."""
    return sum(1 for _ in _words(words))


def _words(words: str) -> Iterator[_Word]:
    """Yield the words; what stands in brackets, as a word of the scrubber does, is one of them."""
    for found in _TOKEN.finditer(words):
        start, end = found.span()
        if found[0] != OUT and found[0][-1] != "]":
            while start < end and not _letter(words[start]):
                start += 1
            while start < end and not _letter(words[end - 1]):
                end -= 1
        if start < end and (found[0] == OUT or any(map(_letter, found[0]))):
            yield _Word(start, end, words[start:end])


def _letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNM"


def _short(word: str) -> str:
    return word if len(word) <= SIGNS else f"{word[: SIGNS - 1]}…"


# ---------------------------------------------------------------------------- the reporter's card


def _card(_flows: Flows, session: Session) -> Card:
    shown = text("text.words", words=joined(session.typed))
    return Card((text("names.take_out"), shown), options(session.typed), controls=(Press.CLOSE,))


CARDS: Final[dict[str, Callable[[Flows, Session], Card]]] = {OVER: _card}


def back(_flows: Flows, session: Session) -> Session:
    """Return to what is shown back: nothing is kept before it was confirmed."""
    return replace(lay(session, ""), typed=joined(session.typed))


def act(_flows: Flows, session: Session, name: str) -> Move:
    """Take out the word of a key."""
    left = without(session.typed, int(name))
    last = max(len(options(left)) - 1, 0) // PAGE
    return Move(replace(session, typed=left, page=min(session.page, last)))
