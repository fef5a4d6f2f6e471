"""What is found in a text: kinds, spans, and the text with words in place of the spans."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class ScrubFailed(Exception):
    """Something went wrong inside, so nothing is known of the text; whoever catches it keeps nothing."""


class Kind(StrEnum):
    """The kinds of identifying text."""

    PERSON = "PERSON"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    URL = "URL"
    USERNAME = "USERNAME"
    PESEL = "PESEL"
    ID_DOC = "ID_DOC"
    IBAN = "IBAN"
    CARD = "CARD"
    PLATE = "PLATE"
    DOB = "DOB"
    ADDRESS = "ADDRESS"
    IP = "IP"
    GEO = "GEO"


class Span(NamedTuple):
    """Where something stands: `text[start:end]`, and what it is."""

    start: int
    end: int
    kind: Kind


class Found(NamedTuple):
    """What was found, sorted and disjoint, and the language ("" where none of the four was recognised)."""

    spans: tuple[Span, ...]
    language: str


def masked(text: str, spans: Iterable[Span], word: Callable[[Kind], str]) -> str:
    """Return the text with each span replaced by the word for its kind; spans are sorted and disjoint."""
    parts: list[str] = []
    after = 0
    for span in spans:
        parts += (text[after : span.start], word(span.kind))
        after = span.end
    return "".join((*parts, text[after:]))


def settled(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans sorted and disjoint; those that overlap become one, of the kind that came first.

    Nothing that was found is given up, because a half of a telephone number still says a lot.
    """
    rank = {span: place for place, span in reversed(list(enumerate(spans)))}
    joined: list[tuple[Span, int]] = []
    for span in sorted(rank):
        if joined and span.start < joined[-1][0].end:
            last, place = joined[-1]
            kind = span.kind if rank[span] < place else last.kind
            joined[-1] = Span(last.start, max(last.end, span.end), kind), min(place, rank[span])
        else:
            joined.append((span, rank[span]))
    return tuple(span for span, _ in joined)


def check(text: str, spans: Sequence[Span]) -> None:
    """Raise ScrubFailed unless the spans are sorted, disjoint, not empty and inside the text."""
    inside = all(0 <= span.start < span.end <= len(text) for span in spans)
    if not inside or any(after.start < before.end for before, after in pairwise(spans)):
        raise ScrubFailed("the spans that were found do not fit the text")
