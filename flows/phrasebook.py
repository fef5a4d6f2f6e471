"""The phrasebook: sentences that go out by a button, exact in each language, blanks filled in too."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import yaml

from flows.card import Option
from flows.model import Text, label, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flows.bundle import Flows

Phrasebook = dict[str, dict[str, tuple[str, ...]]]
"""Blanks by phrase by group, in the order of the file."""

MINUTES: Final = (5, 15, 30, 60, 120, 24 * 60)
"""What a break or a question to the team may take."""
CLOCK: Final = tuple(f"{hour}:{minute:02}" for hour in range(8, 20) for minute in (0, 30))
PLACES: Final = ("centre", "phone", "chat")
DAYS: Final = 14
"""A meeting is offered for one of so many days."""


def read_phrasebook(source: str) -> Phrasebook:
    """Read phrasebook.yaml; raises ValueError for anything but groups of phrases with their blanks."""
    groups = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506  BaseLoader makes nothing but texts, lists and tables
    if not isinstance(groups, dict) or not all(isinstance(phrases, dict) for phrases in groups.values()):
        raise ValueError("phrasebook.yaml must consist of groups with phrases below them")
    book = {
        group: {id_: tuple(blanks) for id_, blanks in phrases.items()} for group, phrases in groups.items()
    }
    unknown = {blank for phrases in book.values() for blanks in phrases.values() for blank in blanks} - set(
        _FILLS
    )
    if unknown:
        raise ValueError(f"phrasebook.yaml: nobody knows how to fill in {', '.join(sorted(unknown))}")
    return book


def blanks(flows: Flows, phrase: str) -> tuple[str, ...]:
    """Return what is filled in before a phrase goes out; raises KeyError for an unknown phrase."""
    return next(phrases[phrase] for phrases in flows.phrases.values() if phrase in phrases)


def choices(flows: Flows, blank: str, at: datetime) -> tuple[Option, ...]:
    """Return what a blank can be filled with; `at` is now, from which the days of a meeting are counted."""
    match blank:
        case "lang":
            return tuple(
                Option(code, _filled("lang", code)) for code in flows.taxonomy.lists["interpreter_language"]
            )
        case "contact":
            return tuple(
                Option(place.id, text(f"contact:{place.id}")) for place in flows.contacts if place.shown
            )
        case "time":
            return tuple(Option(str(minutes * 60), _filled("time", str(minutes * 60))) for minutes in MINUTES)
        case "date":
            today = at.astimezone(flows.duty.zone).date()
            days = [f"{today + timedelta(days=after):%d.%m.%Y}" for after in range(DAYS)]
            return tuple(Option(day, text("team.as_it_is", words=day)) for day in days)
        case "place":
            return tuple(Option(place, _filled("place", place)) for place in PLACES)
    return tuple(Option(clock, text("team.as_it_is", words=clock)) for clock in CLOCK)


def phrase(id_: str, values: dict[str, str]) -> Text:
    """Return a phrase with its blanks filled; codes are worded in the language of whoever reads it."""
    filled = {blank: _filled(blank, value) for blank, value in values.items()}
    return text(f"phrase:{id_}", **filled)


def _filled(blank: str, value: str) -> Text:
    return _FILLS[blank](value)


def _lasting(value: str) -> Text:
    minutes = int(value) // 60
    for unit, length in (("days", 24 * 60), ("hours", 60)):
        if minutes >= length and minutes % length == 0 and (unit, minutes) != ("days", length):
            return text(f"dur.{unit}", count=minutes // length)
    return text("dur.minutes", count=minutes)


def _as_it_is(value: str) -> Text:
    return text("team.as_it_is", words=value)


_FILLS: Final[dict[str, Callable[[str], Text]]] = {
    "lang": lambda code: label("interpreter_language", code),
    "contact": lambda id_: text(f"contact:{id_}"),
    "time": _lasting,
    "date": _as_it_is,
    "clock": _as_it_is,
    "until": _as_it_is,
    "place": lambda place: text(f"team.place.{place}"),
}
