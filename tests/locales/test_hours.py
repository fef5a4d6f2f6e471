import pytest

from locales.hours import opening_hours

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
