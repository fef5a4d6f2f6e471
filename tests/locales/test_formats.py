import pytest

from flows.model import text
from locales.formats import duration, listing, month, number

NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("pl", f"12{NO_BREAK}345"),
        ("uk", f"12{NO_BREAK}345"),
        ("ru", f"12{NO_BREAK}345"),
        ("en", "12,345"),
    ],
)
def test_a_number_is_grouped_as_the_language_groups_it(language: str, written: str) -> None:
    assert number(12345, language) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("pl", "listopad 2026"),
        ("uk", f"листопад 2026{NARROW}р."),
        ("ru", f"ноябрь 2026{NARROW}г."),
        ("en", "November 2026"),
    ],
)
def test_a_month_has_its_name(language: str, written: str) -> None:
    assert month("2026-11", language) == written


@pytest.mark.parametrize("period", ["2026-13", "2026", "", "november"])
def test_what_is_no_month_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        month(period, "en")


def test_answers_in_a_row_are_told_apart_though_they_hold_commas_and_ands() -> None:
    row = listing(["Words, threats", "Beating and kicking", "Graffiti"])
    assert row == "Words, threats\u00a0· Beating and kicking\u00a0· Graffiti"


def test_one_answer_stands_alone() -> None:
    assert (listing([]), listing(["a"])) == ("", "a")


@pytest.mark.parametrize(
    ("seconds", "unit", "count"),
    [
        (0, "minutes", 1),
        (61, "minutes", 2),
        (15 * 60, "minutes", 15),
        (59 * 60 + 1, "hours", 1),
        (3600, "hours", 1),
        (90 * 60, "minutes", 90),
        (2 * 3600, "hours", 2),
        (2 * 3600 + 1, "hours", 3),
        (24 * 3600, "hours", 24),
        (47 * 3600, "hours", 47),
        (48 * 3600, "days", 2),
        (7 * 86400, "days", 7),
        (7 * 86400 + 1, "days", 8),
    ],
)
def test_a_duration_is_rounded_up_to_the_unit_people_use(seconds: int, unit: str, count: int) -> None:
    assert duration(seconds) == text(f"dur.{unit}", count=count)
