"""The catalogue: every sentence of Glos by its id, worded in one of four languages when it is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flows.model import LANGUAGES, Lines, Listing, Text, Value
from locales import formats
from locales.book import plural, read, texts, utf16
from locales.hours import opening_hours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from locales.book import Book

PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")
ALONE: Final = ".alone"
"""Ends the id of the variant that is shown where no team is set up."""

Worded = str | dict[str, str]
"""A text that is the same in all languages, or one for each."""


class NotSayable(KeyError):
    """A text that cannot be worded: its id or one of its values is missing."""

    def __str__(self) -> str:
        """Return the sentence itself, without the quotes of a KeyError."""
        return str(self.args[0])


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the settings say and any sentence may use: who runs it, when it is open, how long things last."""

    funder: Worded
    controller: Worded
    dpo: Worded
    contact: Worded
    bot: Worded
    link: Worded
    hours: Mapping[str, Sequence[str]]
    """Spans "HH:MM-HH:MM" by day (mon … sun)."""
    draft_time: int
    """This and the times below are in seconds."""
    chat_time: int
    case_time: int
    minor_time: int
    code_time: int
    time: int


WORDED: Final = ("funder", "controller", "dpo", "contact", "bot", "link")
LASTING: Final = ("draft_time", "chat_time", "case_time", "minor_time", "code_time", "time")
STANDARD: Final = frozenset({*WORDED, *LASTING, "hours"})
"""Values that any sentence may use without being given them."""


class Catalog:
    """All sentences in all languages, with the facts of this installation."""

    def __init__(self, books: Mapping[str, Book], facts: Facts, *, team: bool) -> None:
        self._books = books
        self._team = team
        self._facts: dict[str, dict[str, str]] = {language: {} for language in books}
        for language in books:
            self._facts[language] = dict(self._stated(facts, language))

    @classmethod
    def load(cls, facts: Facts, team: bool) -> Catalog:  # noqa: FBT001  the one switch there is
        """Read the four languages from the package; raises OSError or PoFileError where a file is broken."""
        return cls({language: texts(read(language)) for language in LANGUAGES}, facts, team=team)

    def __contains__(self, id_: object) -> bool:
        """Tell whether there is a text of this id in all languages."""
        return all(id_ in book for book in self._books.values())

    def sentence(self, text: Text, language: str) -> str:
        """Return the text as it is shown; raises NotSayable where its id or a value is missing."""
        values, facts = text.values, self._facts[language]

        def filled(place: re.Match[str]) -> str:
            name = place[1]
            if name in values:
                return self._shown(values[name], language)
            if name in facts:
                return facts[name]
            raise NotSayable(f'the text "{text.id}" needs a value for {{{name}}}')

        return PLACEHOLDER.sub(filled, self._form(text, language))

    def longest(self, id_: str) -> int:
        """Return the length of the longest translation in UTF-16 units; raises KeyError for an unknown id."""
        return self.lengths[id_]

    @property
    def lengths(self) -> dict[str, int]:
        """The length of the longest translation of every text, in UTF-16 units."""
        longest: dict[str, int] = {}
        for book in self._books.values():
            for id_, forms in book.items():
                longest[id_] = max(longest.get(id_, 0), *map(utf16, forms))
        return longest

    def _form(self, text: Text, language: str) -> str:
        book = self._books[language]
        alone = not self._team and text.id + ALONE in book
        forms = book.get(text.id + ALONE if alone else text.id)
        if forms is None:
            raise NotSayable(f'there is no text "{text.id}" in {language}')
        if len(forms) == 1:
            return forms[0]
        count = text.values.get("count")
        if not isinstance(count, int):
            raise NotSayable(f'the text "{text.id}" needs a whole number for {{count}}')
        return forms[plural(count, language)]

    def _shown(self, value: Value, language: str) -> str:
        match value:
            case Text():
                return self.sentence(value, language)
            case Lines():
                return "\n".join(self.sentence(text, language) for text in value.texts)
            case Listing():
                return formats.listing([self.sentence(text, language) for text in value.texts])
            case int():
                return formats.number(value, language)
        return value

    def _stated(self, facts: Facts, language: str) -> Iterator[tuple[str, str]]:
        for name in WORDED:
            worded: Worded = getattr(facts, name)
            yield name, worded if isinstance(worded, str) else worded[language]
        for name in LASTING:
            yield name, self.sentence(formats.duration(getattr(facts, name)), language)
        yield "hours", opening_hours(facts.hours, language) or self.sentence(Text("hours.none"), language)
