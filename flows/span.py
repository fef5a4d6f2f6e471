"""Hours of the day as somebody types them, read only where there is one reading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.facts import Span

DAY: Final = 24 * 60
"""Minutes."""

MORNING: Final = ("am", "rano", "ранку", "утра")
AFTERNOON: Final = ("pm", "po południu", "wieczorem", "дня", "вечора", "вечера")
NOON: Final = ("pm", "дня")
"""What may follow a twelve; "12 вечера" is no time."""

_UNIT: Final = r"(?:h|hours?|o['’]clock|godz(?:in[aąyę]?)?\.?|год(?:ин[аиіу]?)?\.?|час(?:а|ов)?|ч\.?)"
_HALF: Final = "|".join((*MORNING, *AFTERNOON))
_ONLY: Final = "(?:only |tylko |лише |тільки |только )?"


def _time(number: int) -> str:
    """Return the pattern of a time of the day, the first or the second."""
    return (
        rf"(?:{_UNIT} )?(?P<hour{number}>[0-9]{{1,2}})(?:[:.](?P<minute{number}>[0-9]{{2}}))?"
        rf"(?: ?{_UNIT})?(?: ?(?P<half{number}>{_HALF}))?"
    )


_FROM_TO: Final = re.compile(
    rf"{_ONLY}(?:(?:from|od|з|із|зі|с|со) )?{_time(1)}(?: ?- ?| (?:to|till|until|do|до) | ){_time(2)}"
)
_BETWEEN: Final = re.compile(
    rf"{_ONLY}(?:between|mi[eę]dzy|між|между) {_time(1)}(?: ?- ?| (?:and|a|i|і|й|та|и) ){_time(2)}"
)


def parse_span(written: str) -> Span | None:
    """Return what somebody typed, as "9–12", "od 18 do 8" or "9am-1pm", in minutes of the day.

    The first is below 1440; the second is from 1 to 1440, and below the first where midnight lies between.
    None wherever another reading is at hand ("after 18", "6pm-8", two spans, words that are not known here):
    something that arrives at a wrong hour may do harm, while to be asked again does none.
    """
    plain = re.sub("[–—−‒‑]", "-", " ".join(written.casefold().split())).replace("a.m.", "am")
    plain = plain.replace("p.m.", "pm").strip(" .!")
    found = _FROM_TO.fullmatch(plain) or _BETWEEN.fullmatch(plain)
    if not found:
        return None
    one, two = found["half1"], found["half2"]
    mixed = bool(one) != bool(two)
    firsts = _minutes(found, 1, (two, None) if mixed and two else (one,))  # "1-3pm", but "9-1pm"
    lasts = [*_minutes(found, 2, (two,))]
    spans = ((first, last) for first in firsts for last in lasts)
    fitting = (span for span in spans if _is_span(*span, rising=mixed))
    return next(((first % DAY, last or DAY) for first, last in fitting), None)


def _minutes(found: re.Match[str], number: int, halves: tuple[str | None, ...]) -> Iterator[int]:
    """Yield the minutes of the day that a time may mean, one for each half of the day in which it exists."""
    hour, minute = int(found[f"hour{number}"]), int(found[f"minute{number}"] or 0)
    for half in halves:
        of_day = _hour(hour, half)
        if of_day is not None and minute < 60 and of_day * 60 + minute <= DAY:  # noqa: PLR2004  an hour has 60
            yield of_day * 60 + minute


def _hour(hour: int, half: str | None) -> int | None:
    """Return the hour from 0 to 24, None where there is no such hour in that half of the day."""
    if half is None or (half in AFTERNOON and hour > 12):  # noqa: PLR2004  "18 wieczorem"
        return hour
    if hour == 12:  # noqa: PLR2004  the one hour that begins the other half
        return {"am": 0, **dict.fromkeys(NOON, 12)}.get(half)
    if not 1 <= hour < 12:  # noqa: PLR2004  "0 am", "13 am"
        return None
    return hour + 12 if half in AFTERNOON else hour


def _is_span(first: int, last: int, *, rising: bool) -> bool:
    """Tell whether some time lies between; 0 to 24 is the whole day, but "24–0" and "9–9" are nothing."""
    return first < last or (not rising and first % DAY != last % DAY)
