from datetime import date

import pytest
from babel.dates import format_skeleton, get_day_names

from flows.duty import DAYS
from flows.model import LANGUAGES
from locales.hours import opening_hours
from tests.locales.sentences import one

WEEKDAYS = {day: ["10:00-16:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Mon–Fri 10:00–16:00"),
        ("pl", "pon.–pt. 10:00–16:00"),
        ("uk", "пн–пт 10:00–16:00"),
        ("ru", "пн–пт 10:00–16:00"),
    ],
)
def test_days_that_follow_each_other_with_the_same_hours_are_joined(language: str, line: str) -> None:
    assert opening_hours(WEEKDAYS, language) == line


@pytest.mark.parametrize(
    ("hours", "line"),
    [
        ({"sun": ["09:00-10:00"]}, "Sun 09:00–10:00"),
        ({"mon": ["10:00-16:00"], "wed": ["10:00-16:00"]}, "Mon, Wed 10:00–16:00"),
        (
            {**WEEKDAYS, "wed": ["12:00-18:00"]},
            "Mon–Tue, Thu–Fri 10:00–16:00; Wed 12:00–18:00",
        ),
        ({"sat": ["10:00-12:00", "13:00-15:00"]}, "Sat 10:00–12:00, 13:00–15:00"),
        ({"sun": ["10:00-11:00"], "mon": ["10:00-11:00"]}, "Mon, Sun 10:00–11:00"),
        ({"sat": ["00:00-24:00"], "sun": ["00:00-24:00"]}, "Sat–Sun 00:00–24:00"),
    ],
)
def test_other_weeks(hours: dict[str, list[str]], line: str) -> None:
    assert opening_hours(hours, "en") == line


def test_days_without_hours_are_closed() -> None:
    assert opening_hours({"mon": []}, "en") == ""
    assert opening_hours({}, "pl") == ""
    assert opening_hours({"mon": [], "tue": ["10:00-11:00"]}, "en") == "Tue 10:00–11:00"


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_stand_in_the_form_that_follows_a_day(language: str) -> None:
    for month in range(1, 13):
        written = format_skeleton("MMMMd", date(2026, month, 4), locale=language).split()
        assert one(language, f"hours.month.{month}") in written


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_day_is_called_by_its_own_name(language: str) -> None:
    """In the accusative after "on" ("w środę"), of which CLDR knows only the beginning ("środa")."""
    names = get_day_names("wide", "stand-alone", language)
    for number, day in enumerate(DAYS):
        _, called = one(language, f"hours.day.{day}").replace("’", "ʼ").split()
        assert called[:3] == names[number][:3]
