"""Opening hours as a short line: days with the same hours joined, named as the language names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import get_day_names

from flows.duty import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def opening_hours(hours: Mapping[str, Sequence[str]], language: str) -> str:
    """Return "Mon–Fri 10:00–16:00; Sat 10:00–12:00, 13:00–14:00", or "" where no day has hours.

    `hours`: spans "HH:MM-HH:MM" by day, `DAYS`; a day that is missing or empty is closed.
    """
    names = get_day_names("abbreviated", "stand-alone", language)
    by_spans: dict[tuple[str, ...], list[int]] = {}
    for number, day in enumerate(DAYS):
        if spans := tuple(hours.get(day, ())):
            by_spans.setdefault(spans, []).append(number)
    return "; ".join(f"{_days(days, names)} {_spans(spans)}" for spans, days in by_spans.items())


def _days(numbers: list[int], names: Mapping[int, str]) -> str:
    return ", ".join("–".join(names[day] for day in dict.fromkeys(run)) for run in _runs(numbers))


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last day of each run of days that follow each other."""
    first = numbers[0]
    for day, following in zip(numbers, [*numbers[1:], None], strict=True):
        if following != day + 1:
            yield first, day
            first = following or 0


def _spans(spans: tuple[str, ...]) -> str:
    return ", ".join(span.replace("-", "–") for span in spans)
