"""What people are told about time comes from settings and clock; the table of clock times is in duty.yaml."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows.duty import Duty, begins, ends, expected, on_duty, opening, promise, until_within, within
from flows.model import LANGUAGES
from flows.span import parse_span
from flows.texts import text
from locales.catalog import Catalog, Facts

WARSAW = ZoneInfo("Europe/Warsaw")
BACK, FORWARD = date(2026, 10, 25), date(2027, 3, 28)
"""The days on which the clock in Warsaw is put back from 3:00 to 2:00, and forward from 2:00 to 3:00."""
MINUTE = timedelta(minutes=1)

TABLE = yaml.safe_load(Path(__file__).with_name("duty.yaml").read_text("utf-8"))


def duty_of(settings: dict[str, Any]) -> Duty:
    hours = {day: tuple(spans) for day, spans in settings["hours"].items()}
    return Duty(hours, tuple(settings["holidays"]), WARSAW, settings["answer_within"] * 60)


def catalog_of(settings: dict[str, Any]) -> Catalog:
    facts: dict[str, Any] = dict.fromkeys(("funder", "controller", "dpo", "contact", "bot", "link"), "")
    facts |= dict.fromkeys(("draft_time", "chat_time", "case_time", "minor_time", "code_time"), 60)
    facts |= {"hours": settings["hours"], "time": settings["answer_within"] * 60}
    return Catalog.load(Facts(**facts), team=True)


DUTIES = {name: duty_of(settings) for name, settings in TABLE["settings"].items()}
CATALOGS = {name: catalog_of(settings) for name, settings in TABLE["settings"].items()}
SHOWN = {name: settings["shown"] for name, settings in TABLE["settings"].items()}


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0, *, fold: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=WARSAW, fold=fold).astimezone(UTC)


# ---------------------------------------------------------------------------- the table


@pytest.mark.parametrize("row", TABLE["clock"], ids=lambda row: row["at"])
def test_what_a_person_is_told_when_asking_for_somebody(row: dict[str, Any]) -> None:
    at = datetime.strptime(row["at"], "%a %Y-%m-%d %H:%M %z")
    assert f"{at.astimezone(WARSAW):%a %Y-%m-%d %H:%M %z}" == row["at"], "the table is wrong about the clock"
    told = promise(DUTIES[row["with"]], at.astimezone(UTC))
    for language in LANGUAGES:
        card = "\n\n".join(TABLE["cards"][name][language] for name in row["cards"])
        card = card.replace("{when}", row[language]).replace("{hours}", SHOWN[row["with"]][language])
        assert "\n\n".join(CATALOGS[row["with"]].sentence(line, language) for line in told) == card


@pytest.mark.parametrize("name", TABLE["settings"])
def test_the_offer_names_the_hours_that_are_set(name: str) -> None:
    for language in LANGUAGES:
        card = TABLE["cards"]["offer"][language].replace("{hours}", SHOWN[name][language])
        assert CATALOGS[name].sentence(text("ho.offer"), language) == card


# ---------------------------------------------------------------------------- whatever the hour

OFFICE = DUTIES["office"]
MOMENTS = st.integers(0, 200 * 24 * 3600).map(
    lambda second: datetime(2026, 10, 1, tzinfo=UTC) + timedelta(seconds=second)
)
NIGHTS = st.sampled_from([BACK, FORWARD]).flatmap(
    lambda day: st.integers(-4 * 60, 8 * 60).map(
        lambda minute: datetime(day.year, day.month, day.day, tzinfo=UTC) + minute * MINUTE
    )
)


def clock(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


@st.composite
def duties(draw: st.DrawFn) -> Duty:
    """Any hours that the settings accept, spans that touch and overlap among them."""
    pair = st.integers(0, 95).flatmap(lambda first: st.tuples(st.just(first), st.integers(first + 1, 96)))
    spans = st.lists(pair.map(lambda both: "-".join(map(clock, both))), max_size=3).map(tuple)
    days = st.sampled_from(("mon", "wed", "thu", "fri", "sat", "sun"))
    hours = draw(st.dictionaries(days, spans, min_size=3))
    return Duty(hours, tuple(draw(st.lists(st.sampled_from([BACK, FORWARD]), max_size=1))), WARSAW)


def shows(duty: Duty, at: datetime) -> bool:
    """Whether the clock on the centre's wall shows a duty hour."""
    wall = at.astimezone(WARSAW)
    spans = () if wall.date() in duty.holidays else duty.hours.get(f"{wall:%a}".lower(), ())
    return any(span[:5] <= f"{wall:%H:%M}" < span[6:] for span in spans)


@given(duties(), MOMENTS | NIGHTS)
def test_somebody_is_there_when_the_clock_on_the_wall_says_so(duty: Duty, at: datetime) -> None:
    """Only the hour that comes twice is counted as the shorter reading has it: never more than the clock."""
    wall = at.astimezone(WARSAW)
    if wall.date() in (BACK, FORWARD) and 1 <= wall.hour <= 3:
        assert on_duty(duty, at) <= shows(duty, at)
    else:
        assert on_duty(duty, at) == shows(duty, at)


@given(duties(), MOMENTS | NIGHTS)
def test_a_duty_lasts_until_it_ends_and_nobody_comes_before_the_next_begins(duty: Duty, at: datetime) -> None:
    end, begin = ends(duty, at), begins(duty, at)
    if end:
        assert at < end
        assert on_duty(duty, end - MINUTE)
        assert not on_duty(duty, end)
        assert begin is None or end < begin
    if begin:
        assert at < begin
        assert on_duty(duty, begin)
        assert not on_duty(duty, begin - MINUTE)


@given(duties(), MOMENTS | NIGHTS)
def test_an_answer_within_15_minutes_is_promised_only_where_somebody_is_there_so_long(
    duty: Duty, at: datetime
) -> None:
    waited = (at + second * timedelta(seconds=1) for second in (0, *range(59, 900, 60), 899))
    assert (expected(duty, at) == text("ho.soon")) == all(on_duty(duty, moment) for moment in waited)


def test_spans_that_touch_are_one_even_over_midnight() -> None:
    nights = DUTIES["nights"]
    assert ends(nights, local(2026, 11, 27, 20)) == local(2026, 11, 28, 4)
    assert begins(nights, local(2026, 11, 27, 20)) == local(2026, 11, 28, 20)
    assert ends(nights, local(2026, 10, 24, 20)) == local(2026, 10, 24, 20) + timedelta(hours=8)


def test_spans_of_a_day_may_overlap_and_stand_in_any_order() -> None:
    for spans in (
        ("12:00-18:00", "10:00-14:00"),
        ("10:00-18:00", "12:00-14:00"),
        ("14:00-18:00", "10:00-14:00"),
    ):
        assert ends(Duty({"mon": spans}, (), WARSAW), local(2026, 11, 23, 11)) == local(2026, 11, 23, 18)


@pytest.mark.parametrize(
    ("spans", "day", "begin", "end"),
    [
        (("02:30-06:00",), BACK, local(2026, 10, 25, 2, 30, fold=1), local(2026, 10, 25, 6)),
        (("00:00-02:30",), BACK, local(2026, 10, 25), local(2026, 10, 25, 2, 30)),
        (("00:00-02:00", "02:00-06:00"), BACK, local(2026, 10, 25), local(2026, 10, 25, 6)),
        (("02:30-06:00",), FORWARD, local(2027, 3, 28, 3, 30), local(2027, 3, 28, 6)),
        (("00:00-02:30",), FORWARD, local(2027, 3, 28), local(2027, 3, 28, 1, 30)),
    ],
)
def test_where_the_clock_jumps_the_shorter_reading_holds(
    spans: tuple[str, ...], day: date, begin: datetime, end: datetime
) -> None:
    duty = Duty({"sun": spans}, (), WARSAW)
    before = local(day.year, day.month, day.day - 1, 23)
    assert (begins(duty, before), ends(duty, begin)) == (begin, end)


def test_a_holiday_ends_a_duty_at_midnight() -> None:
    duty = Duty({"fri": ("20:00-24:00",), "sat": ("00:00-04:00",)}, (date(2026, 11, 28),), WARSAW)
    assert ends(duty, local(2026, 11, 27, 21)) == local(2026, 11, 28)
    assert not on_duty(duty, local(2026, 11, 28, 1))


def test_beginnings_are_looked_for_two_months_ahead() -> None:
    """A duty that is further away is as good as none: who reads that would not wait for it."""
    assert begins(DUTIES["last"], local(2026, 11, 24, 16)) is None
    assert begins(DUTIES["last"], local(2026, 12, 5)) == local(2027, 2, 2, 10)
    assert opening(DUTIES["none"], local(2026, 11, 24)) == text("ho.next_unknown")


# ---------------------------------------------------------------------------- hours that suit a person

SPANS = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] != span[1])


@given(SPANS, MOMENTS | NIGHTS)
def test_a_neutral_card_waits_for_the_first_moment_within_the_span(
    span: tuple[int, int], at: datetime
) -> None:
    wait = until_within(span, OFFICE, at)
    assert within(span, OFFICE, at + timedelta(seconds=wait))
    assert (wait == 0) == within(span, OFFICE, at)
    tried = (*range(0, wait, 60), wait - 1) if wait else ()
    assert not any(within(span, OFFICE, at + timedelta(seconds=second)) for second in tried)


@pytest.mark.parametrize(
    ("clock", "fits"),
    [((17, 59), False), ((18, 0), True), ((23, 59), True), ((0, 0), True), ((7, 59), True), ((8, 0), False)],
)
def test_a_span_may_pass_midnight(clock: tuple[int, int], fits: bool) -> None:
    assert within((18 * 60, 8 * 60), OFFICE, local(2026, 11, 23, *clock)) == fits


def test_the_span_is_of_the_centres_clock_on_the_nights_when_it_jumps() -> None:
    early = (2 * 60 + 30, 3 * 60)
    assert within(early, OFFICE, local(2026, 10, 25, 2, 45))
    assert within(early, OFFICE, local(2026, 10, 25, 2, 45, fold=1))
    assert until_within(early, OFFICE, local(2026, 10, 25, 3)) == 23.5 * 3600
    assert until_within(early, OFFICE, local(2027, 3, 28, 1, 59)) == 60 + 23.5 * 3600
    assert until_within((9 * 60, 720), OFFICE, local(2027, 3, 27, 12)) == 20 * 3600


def test_a_neutral_card_never_comes_a_moment_early() -> None:
    at = local(2026, 11, 23, 8, 59) + timedelta(seconds=58.5)
    assert until_within((9 * 60, 720), OFFICE, at) == 2


READ = {
    "9–12": (540, 720),
    "9-12.": (540, 720),
    "9 12": (540, 720),
    "09:00 — 12:30": (540, 750),
    "9.30–12": (570, 720),
    "od 9 do 12": (540, 720),
    "Od godz. 9 do godz. 12": (540, 720),
    "między 9 a 12": (540, 720),
    "tylko od 9 rano do 6 wieczorem": (540, 1080),
    "з 9 до 12": (540, 720),
    "між 9 і 12": (540, 720),
    "З 9:00 до 18:30!": (540, 1110),
    "с 9 до 12": (540, 720),
    "с 9 утра до 18": (540, 1080),
    "с 9 утра до 13 дня": (540, 780),
    "с 9 часов до 12 часов": (540, 720),
    "from 9 to 12": (540, 720),
    "only between 9 and 12": (540, 720),
    "9am-1pm": (540, 780),
    "9 a.m. to 1 p.m.": (540, 780),
    "12am - 12pm": (0, 720),
    "9-1pm": (540, 780),
    "1-3pm": (780, 900),
    "8-10pm": (1200, 1320),
    "9am-12": (540, 720),
    "18-8": (1080, 480),
    "10pm – 6am": (1320, 360),
    "22-0": (1320, 1440),
    "22–24:00": (1320, 1440),
    "24-8": (0, 480),
    "0-24": (0, 1440),
}
NOT_READ = (
    *("", "?", "12", "9:30", "9.12", "9-9", "0-0", "24-0", "25-3", "9-12:60", "24:30-3", "9-12-15"),
    *("after 18", "po 18", "після 18", "после 18", "od 18", "kiedykolwiek", "rano", "jutro 9-12"),
    *("nie od 9 do 12", "not 9-12", "9-12 i 15-18", "9 and 12", "9, 12", "9-12, +48 600 600 600"),
    *("6pm-8", "11-1am", "10-12am", "13am-3pm", "0am-3am", "12 вечора - 3", "²-12", "9" * 4000, "9 " * 2000),
)


@pytest.mark.parametrize(("written", "span"), READ.items(), ids=READ)
def test_hours_are_read_as_people_type_them(written: str, span: tuple[int, int]) -> None:
    assert parse_span(written) == span


@pytest.mark.parametrize("written", NOT_READ, ids=lambda written: written[:20])
def test_what_could_mean_other_hours_is_asked_again(written: str) -> None:
    assert parse_span(written) is None


@given(st.text(max_size=30) | st.from_regex(r"\A\d{1,3}[:. ]?\d{0,2}(am|pm)?[- ]\d{1,3}(am|pm)?\Z"))
def test_whatever_is_typed_gives_hours_or_none(written: str) -> None:
    span = parse_span(written)
    assert span is None or (0 <= span[0] < 1440 and 0 < span[1] <= 1440 and span[0] != span[1])
