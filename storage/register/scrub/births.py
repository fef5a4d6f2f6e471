"""Dates of birth: a date beside a word for being born; other dates stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from storage.register.scrub.numbers import MONTH
from storage.register.scrub.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.register.scrub.finding import Mark
    from storage.register.scrub.shadow import Shadow

_YEAR: Final = r"(?:19|20)\d\d"
_ROMAN: Final = r"(?:x{0,1}i{1,3}|i?[vx]|vi{1,3}|xi{0,2})"
_DATE: Final = (
    r"(?:"
    rf"\d{{1,2}} ?[./\- ] ?\d{{1,2}} ?[./\- ] ?(?:{_YEAR}|\d\d)(?!\d)"
    rf"|{_YEAR} ?[./\- ] ?\d{{1,2}} ?[./\- ] ?\d{{1,2}}(?!\d)"
    rf"|\d{{1,2}} ?(?:-?го|-?е|st|nd|rd|th|\.)? ?(?:of )?{MONTH},? ?(?:{_YEAR}|'?\d\d(?!\d))?"
    rf"|\d{{1,2}}[. ]{{1,2}}{_ROMAN}[. ]{{1,2}}(?:{_YEAR}|\d\d(?!\d))"
    rf"|{MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:{_YEAR}|'?\d\d(?!\d)))?"
    r"|(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d(?!\d)"
    r")"
)
_YEARS: Final = r"(?: ?(?:roku|rok|r\b|року|рік|р\b|года|год|г\b)\.?)?"
_BORN: Final = (
    r"(?:\bur\b\.?|urodz\w*|\bdata? ur\w*|born|birth\w*|\bdob\b|d\.o\.b\.?|\bb\. |bday|b-day|народ\w*"
    r"|нар\.|народж\w*|\bд\.? ?н\.?\b"
    r"|\bр\.? ?н\.?\b|родил\w*|род\.|рожд\w*|\bд\.? ?р\.?|\bг\.? ?р\.?\b|\bдр\b|dnia urodz\w*"
    r"|narodyv\w*|narodyl\w*|rodyv\w*|rodil\w*"
    r"|narodzh\w*|rozhd\w*|\bур\b\.?|уродж\w*)"
)
_GAP: Final = (
    r"(?:[ :,.\-–(\"]|(?:się|sie|dnia|w dniu|data|date|is|was|on|the|of|her|his|my|moja|mam|to|w|jest"
    r"|him|mom|child|syna?|córki|corki"
    r"|дата|день|дня|року|це|это|моя|мій|мой|сина|сын|дочки|дитини|ребенка|ребёнка|him|on|he|she|we|я"
    r"|у|в|ось|data|roku|ja|o|a"
    r"|son|daughter|in gdańsk|w gdańsku|в гданську|у гданську|в гданьске|он|она|він|вона|мама|it'?s"
    r"|kids?|'s)(?=[ :,.(]))"
)
_AFTER: Final = re.compile(rf"{_BORN}{_GAP}{{0,7}}\n?(?P<date>{_DATE}{_YEARS})")
_YEAR_ONLY: Final = re.compile(rf"(?:\bur\.|\bdob\b|д\.н\.|г\.р\.)[ :]*(?P<date>{_YEAR})(?!\d|[./-]\d)")
_BEFORE: Final = re.compile(
    rf"(?<!\d)(?P<date>{_DATE}|{_YEAR})(?: ?(?:року|рік|года|год|roku))?[ ,(]*(?:г\.? ?р\.?(?!\w)"
    rf"|р\.? ?н\.?(?!\w)|року народж\w*|г\.? рожд\w*"
    r"|года рожд\w*|народження|рождения|r\.? ?ur\.|\(?data urodz\w*|\(?date of birth|\(?dob\b"
    r"|urodz\w*|is my birth\w*|is (?:her|his) birth\w*)"
)
_LONG_AGO: Final = re.compile(
    rf"(?<![\d./-])(?P<date>\d{{1,2}} ?[./\- ] ?\d{{1,2}} ?[./\- ] ?(?P<year>{_YEAR})"
    rf"|(?P<first>{_YEAR}) ?[./-] ?\d{{1,2}} ?[./-] ?\d{{1,2}}"
    rf"|\d{{1,2}} ?(?:-?го|st|nd|rd|th)? ?{MONTH},? ?(?P<named>{_YEAR})|{MONTH} \d{{1,2}}(?:st|nd|rd"
    rf"|th)?,? (?P<english>{_YEAR})"
    r"|\d{1,2}(?P<by>[./-])\d{1,2}(?P=by)(?P<short>[3-9]\d|0\d|1[0-6]))(?!\d|[./-]\d)"
)
_LIVING: Final = range(1930, 2017)
"""Years of a whole date that nobody would tell of an incident: it is somebody's birthday."""
_HISTORY: Final = frozenset({"1939", "1945", "1970", "1980", "1981", "1989", "2014"})
"""Years of which people tell with a date: the war, December, August, martial law, the Maidan."""
_TRAILING: Final = re.compile(r"(?<![rгр])[ .,]+$")


def births(shadow: Shadow) -> Iterator[Mark]:
    """Yield dates of birth; a year alone only where an abbreviation says so."""
    yield from _births(shadow.low)
    if shadow.digits != shadow.text and len(shadow.digits.lower()) == len(shadow.low):
        yield from _births(shadow.digits.lower())


def _births(low: str) -> Iterator[Mark]:
    for pattern in (_AFTER, _YEAR_ONLY, _BEFORE):
        for match in pattern.finditer(low):
            start, end = match.span("date")
            if len(match["date"]) > len("5 мая"):
                yield start, end - len(match["date"]) + len(_TRAILING.sub("", match["date"])), Kind.DOB
            elif pattern is not _AFTER:
                yield start, end, Kind.DOB
    for match in _LONG_AGO.finditer(low):
        if _of_a_life(match):
            yield (*match.span("date"), Kind.DOB)


def _of_a_life(match: re.Match[str]) -> bool:
    """Whether a whole date lies so far back that it will be somebody's birthday."""
    if match["short"]:
        return True
    year = next(filter(None, match.group("year", "first", "named", "english")))
    return int(year) in _LIVING and (year not in _HISTORY or match["named"] is None)
