"""What was reached on the development sets does not get lost: floors a little below the figures.

The sets were written by hand, and nothing is trained on them; all figures are printed by
`python -m benchmarks.scrub dev`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from benchmarks.scrub import Outcome, false_hits, outcomes
from tests.scrub.sets import KEEP, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.register.scrub import Scrubber

NORMAL = {"pl": 0.90, "uk": 0.93, "ru": 0.94, "en": 0.93}
LOWER = {"pl": 0.88, "uk": 0.86, "ru": 0.90, "en": 0.88}
STAYS = {"pl": 0.95, "uk": 0.93, "ru": 0.92, "en": 0.91}
FALSE_HITS = 7.0
NUMBERS = ("EMAIL", "URL", "PESEL", "IBAN", "CARD", "IP", "GEO", "PHONE", "PLATE")


@pytest.fixture(scope="module")
def every(scrubber: Scrubber) -> list[Outcome]:
    return outcomes(scrubber, "dev")


def caught(every: list[Outcome], wanted: Callable[[Outcome, str], bool]) -> float:
    """The share of marks that were caught (or stayed), of those that are wanted."""
    counts = Counter(hit for each in every for kind, hit, _ in each.marked if wanted(each, kind))
    return counts[True] / counts.total()


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_text_with_capitals(every: list[Outcome], language: str) -> None:
    share = caught(
        every,
        lambda each, kind: (
            kind == "PERSON" and each.report.language == language and each.report.casing == "normal"
        ),
    )
    assert share >= NORMAL[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_small_letters(every: list[Outcome], language: str) -> None:
    share = caught(
        every,
        lambda each, kind: (
            kind == "PERSON" and each.report.language == language and each.report.casing == "lower"
        ),
    )
    assert share >= LOWER[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_must_stay(every: list[Outcome], language: str) -> None:
    assert (
        caught(every, lambda each, kind: kind == KEEP and each.report.language == language) >= STAYS[language]
    )


@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers(every: list[Outcome], kind: str) -> None:
    assert caught(every, lambda _, found: found == kind) >= 0.97


@pytest.mark.parametrize("kind", ["ADDRESS", "ID_DOC", "DOB", "USERNAME"])
def test_what_is_told_by_words_around_it(every: list[Outcome], kind: str) -> None:
    assert caught(every, lambda _, found: found == kind) >= 0.94


@pytest.mark.parametrize("language", LANGUAGES)
def test_false_hits_in_ordinary_prose(scrubber: Scrubber, language: str) -> None:
    assert false_hits(scrubber, language) <= FALSE_HITS
