"""A report as colleagues read it: what matters first in a few lines, and all of it page by page."""

from __future__ import annotations

from textwrap import wrap

import pytest
from msgspec.structs import replace

from flows.case import Case, Colleague, Seat
from flows.caseanswers import MOST, ROOM, short, whole
from flows.casecard import card
from flows.facts import Report
from flows.model import LANGUAGES, Lines, Listing, Text, Value
from flows.themes import THEMES
from locales.catalog import Catalog
from tests.flows.talk import NOON, flows
from tests.flows.test_cards import PLACEHOLDERS

FLOWS = flows()
LISTS = FLOWS.taxonomy.lists
CATALOG = Catalog.load(PLACEHOLDERS, team=True)
ACROSS, DOWN = 40, 25
"""Letters in a line and lines on the screen of a phone, 390 pixels wide."""

FULL = Report("victim", {list_: tuple(LISTS[list_]) for list_ in THEMES})
"""All that can be ticked in all that can be asked, and more than that."""
USUAL = Report(
    "victim",
    {
        "incident_group": ("words", "violence"),
        "incident_type": ("verbal_insult", "physical_violence"),
        "ground": ("race_ethnicity_nationality",),
        "ground_detail": ("language_accent",),
        "bias_indicator": ("slurs", "said_reason"),
        "time_band": ("this_week",),
        "frequency": ("few_times",),
        "area": ("port",),
        "district": ("nowy_port",),
        "place_type": ("public_transport",),
        "perpetrator": ("group_strangers",),
        "perpetrator_count": ("four_plus",),
        "harm": ("distress", "fear_avoidance"),
        "evidence": ("witnesses",),
        "reported_elsewhere": ("no",),
        "reason_not_reported": ("language_barrier", "fear_revenge"),
        "need": ("legal_advice", "psychological"),
        "age_band": ("30_44",),
    },
)
"""What somebody answers who skips nothing."""


def rows(value: Value) -> dict[str, list[str]]:
    """What stands in lines, as ids: their names and what is said of each."""
    assert isinstance(value, Lines)
    return {text_of(line.values["label"]): ids(line.values["answers"]) for line in value.texts}


def ids(value: Value) -> list[str]:
    assert isinstance(value, Listing)
    return [text.id for text in value.texts]


def text_of(value: Value) -> str:
    assert isinstance(value, Text)
    return value.id


def few(**codes: tuple[str, ...]) -> dict[str, list[str]]:
    """The few lines of a report."""
    told = short(FLOWS.taxonomy, Report("victim", codes))
    return rows(told.values["words"]) if told else {}


def pages(report: Report) -> list[dict[str, list[str]]]:
    return [rows(page.values["answers"]) for page in whole(FLOWS.taxonomy, report)]


# ---------------------------------------------------------------------------- in short


def test_what_happened_where_when_and_what_is_needed_stand_there_in_this_order() -> None:
    told = few(**USUAL.codes)
    assert list(told) == [
        "lab.type",
        "lab.ground",
        "lab.when",
        "lab.place",
        "lab.who",
        "lab.harm",
        "lab.need",
    ]
    assert told["lab.when"] == ["time_band:this_week", "frequency:few_times"]
    assert told["lab.place"] == ["district:nowy_port", "place_type:public_transport"]


def test_a_group_is_told_only_where_none_of_its_kinds_was() -> None:
    assert few(incident_group=("words",), incident_type=("threat",))["lab.type"] == ["incident_type:threat"]
    assert few(incident_group=("words",))["lab.type"] == ["incident_group:words"]
    both = few(incident_group=("words", "property"), incident_type=("threat",))
    assert both["lab.type"] == ["incident_type:threat", "incident_group:property"]


def test_the_part_of_the_city_is_told_where_no_district_was() -> None:
    assert few(area=("port",))["lab.place"] == ["area:port"]


def test_of_many_answers_the_first_ones_are_told_and_how_many_more_there_are() -> None:
    needs = tuple(LISTS["need"])
    assert few(need=needs)["lab.need"] == [*(f"need:{code}" for code in needs[:MOST]), "team.more"]
    assert few(need=needs[:MOST])["lab.need"] == [f"need:{code}" for code in needs[:MOST]]


def test_where_nothing_of_it_was_told_there_is_no_line() -> None:
    assert short(FLOWS.taxonomy, Report("victim", {})) is None
    assert short(FLOWS.taxonomy, Report("victim", {"age_band": ("30_44",)})) is None


# ---------------------------------------------------------------------------- all of it


def test_all_answers_stand_on_the_pages_once() -> None:
    shown = [answer for page in pages(FULL) for line in page.values() for answer in line]
    left = ("incident_group", "area")
    assert sorted(shown) == sorted(
        f"{list_}:{code}" for list_ in THEMES if list_ not in left for code in LISTS[list_]
    )


def test_no_two_lines_have_the_same_name() -> None:
    [page] = whole(FLOWS.taxonomy, USUAL)
    told = page.values["answers"]
    assert isinstance(told, Lines)
    names = [text_of(line.values["label"]) for line in told.texts]
    assert sorted(set(names)) == sorted(names)


def test_a_page_can_be_read_without_scrolling_far() -> None:
    for page in pages(FULL):
        assert sum(map(len, page.values())) <= ROOM or len(page) == 1


def test_where_the_few_lines_say_it_all_there_is_no_page() -> None:
    assert pages(Report("victim", {"incident_group": ("words",), "incident_type": ("threat",)})) == []
    assert pages(Report("victim", {"age_band": ("30_44",)})) != []


def test_what_the_review_asks_the_reporter_is_said_of_them_here() -> None:
    [told] = pages(
        Report("professional", {"professional_type": ("teacher",), "reporter_knowledge": ("saw_heard",)})
    )
    assert list(told) == ["team.lab.knows", "team.lab.work"]


# ---------------------------------------------------------------------------- on a phone


def drawn(report: Report, language: str, page: int = 0) -> str:
    """A case card with this report, as a colleague reads it who speaks this language."""
    who = Colleague("a" * 32, "Wierzba", "counsellor", (language,))
    case = Case(
        codename="Akustyczny Jałowiec", queue=1, lang="uk", state="claimed", role="victim", wish="report",
        prefers="btn.who_woman", reports=(report,), counsellor=who.id, seats={who.id: Seat(page=page)},
    )  # fmt: skip
    say = card(FLOWS, {who.id: who}, case, who.id, NOON)
    return "\n\n".join(CATALOG.sentence(line, language) for line in say.lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_usual_case_is_seen_at_once_on_a_phone(language: str) -> None:
    lines = [line for told in drawn(USUAL, language).split("\n") for line in wrap(told, ACROSS) or [""]]
    assert len(lines) <= DOWN, "\n".join(lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_can_be_told_fits_into_messages(language: str) -> None:
    count = len(pages(FULL))
    assert max(len(drawn(FULL, language, page)) for page in range(count + 1)) < 4096 / 2


def test_answers_that_hold_commas_can_be_told_apart() -> None:
    report = replace(
        USUAL, codes={"incident_type": ("verbal_insult", "threat"), "ground": ("religion_belief",)}
    )
    labels = [CATALOG.sentence(Text(f"incident_type:{code}"), "pl") for code in ("verbal_insult", "threat")]
    assert "\u00a0· ".join(labels) in drawn(report, "pl")
