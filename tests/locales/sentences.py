"""All sentences of the catalogues, and a way to look through them for what must not be said."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from flows.model import LANGUAGES
from locales.book import read, texts
from locales.catalog import ALONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BOOKS = {language: texts(read(language)) for language in LANGUAGES}

STAFF = ("st.*", "team.*", "desk.*", "phrase:*", "phrase_group:*", "class:*", "outcome:*", "sphere:*")
"""What only the team reads."""
TEAM_ONLY = (
    *STAFF,
    *("ho.*", "talk.*", "code.*", "minor.go_on", "minor.end", "next.case", "thanks.case"),
    *("review.case", "review.minor", "review.talk", "v.words", "w.words", "p.words", "p.interp"),
    *("p.training", "names.*", "text.again", "text.nothing", "text.too_long", "text.words"),
    *("sys.unread_language", "text.unscrubbed", "cmd.code", "menu.code"),
)
"""What cannot be shown where no team is set up: it belongs to a case or to a talk."""
KEYS = ("btn.*", "menu.*", "lab.*", "key.*", "opt.*", "*:*")
"""Labels: keys and answers, which are no sentences."""
NEUTRAL = ("bot.*", "cmd.*", "exit.neutral")
"""What a stranger sees in a notification or in an emptied chat."""


QUOTED = re.compile(r"“[^”]*”|„[^”]*”|«[^»]*»")
"""Names of keys, and examples."""


class Said(NamedTuple):
    """One wording of one text."""

    language: str
    id: str
    wording: str


def fits(id_: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(id_, pattern) for pattern in patterns)


def said(without: Iterable[str] = (), languages: Iterable[str] = LANGUAGES) -> Iterator[Said]:
    for language in languages:
        for id_, wordings in BOOKS[language].items():
            if not fits(id_, without):
                yield from (Said(language, id_, wording) for wording in wordings)


def said_alone() -> Iterator[Said]:
    """Yield what can be shown where no team is set up."""
    for one in said(without=(*TEAM_ONLY, *KEYS)):
        if one.id + ALONE not in BOOKS[one.language]:
            yield one


def found(patterns: Mapping[str, str], sentences: Iterable[Said]) -> list[str]:
    """Return each place where a pattern of the sentence's language (or of "all") is found."""
    told = []
    for language, id_, wording in sentences:
        for key in (language, "all"):
            hit = re.search(patterns[key], wording, re.IGNORECASE) if patterns.get(key) else None
            if hit:
                told.append(f"{language} {id_}: …{wording[max(0, hit.start() - 20) : hit.end() + 20]!r}…")
    return told


def one(language: str, id_: str) -> str:
    return BOOKS[language][id_][0]
