"""A case that nobody takes: reminders for the team within duty hours, and never a word to the reporter."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from flows.duty import Duty
from flows.facts import CaseOpened, CaseTimerFired, ReporterWrote
from flows.model import text
from flows.teamfacts import CaseReleased, CaseRested, Claimed
from tests.flows.case import REPORT, Board, board, team

EVENING = datetime(2026, 11, 20, 19, tzinfo=UTC)
"""A Friday after duty: nobody is there before Monday at 10."""


def at(moment: datetime, **opening: Any) -> Board:
    return Board(CaseOpened(**{"lang": "uk", "wish": "talk", **opening}), at=moment)


def test_the_card_says_in_coarse_steps_how_long_it_has_waited() -> None:
    case = board()
    assert [case.later(minutes=minutes).waited() for minutes in (5, 10, 45)] == [
        text("dur.minutes", count=5),
        text("dur.minutes", count=15),
        text("dur.hours", count=1),
    ]


def test_coordinators_hear_of_it_at_the_last_step_and_then_nobody_is_reminded_again() -> None:
    case = board().later(minutes=59)
    assert case.coordinators == []
    assert case.later(minutes=1).coordinators == ["st.reminder"]
    case.later(days=2)
    assert case.coordinators == ["st.reminder"]
    assert case.chat == [], "the clock never writes to a reporter (X-17)"


def test_outside_duty_hours_nobody_is_reminded_and_the_next_duty_begins_with_it() -> None:
    case = at(EVENING).later(hours=62, minutes=59)
    assert (case.waited(), case.coordinators) == (text("team.waits_new"), [])
    assert case.later(minutes=1).at.hour == 10
    assert case.waited() == text("team.waits_long"), "the steps would tell a wrong time now"
    assert case.later(minutes=55).coordinators == ["team.waits_before"]


def test_where_no_duty_is_known_reminders_come_all_the_same() -> None:
    case = board()
    case.flows = replace(case.flows, duty=Duty())
    assert case.later(hours=1).coordinators == ["st.reminder"]


def test_a_minors_case_alarms_the_coordinators_on_each_day_with_duty() -> None:
    case = board(flags=("minor",)).later(days=7)
    assert case.coordinators == ["st.reminder", *["team.minor_waits"] * 5], "Tuesday to Friday, and Monday"
    case.does(Claimed(by="jan")).later(days=3)
    assert case.coordinators.count("team.minor_waits") == 5


def test_reminders_stop_at_the_claim_and_begin_anew_when_the_case_is_given_back() -> None:
    case = board().later(minutes=15).does(Claimed(by="ola"))
    assert set(case.timers) == {"limit"}
    case.does(CaseReleased(by="ola"))
    assert case.waited() == text("team.waits_new")
    assert case.later(minutes=5).waited() == text("dur.minutes", count=5)


def test_a_case_that_rests_and_is_called_is_reminded_of_too() -> None:
    case = board().does(Claimed(by="ola")).does(CaseRested(by="ola"))
    assert case.card() == []
    assert case.does(ReporterWrote(text="Ви є?")).card() == ["st.card"]
    assert case.later(minutes=5).waited() == text("dur.minutes", count=5)


def test_unclaimed_for_seven_days_it_ends_its_answers_are_counted_and_coordinators_know() -> None:
    case = board(reports=(REPORT,)).later(days=6, hours=23)
    assert not case.ended
    assert case.later(hours=1).ended
    assert (case.moved, case.coordinators[-1]) == ([REPORT], "team.lapsed")
    assert (case.group, case.chat) == ({}, [])


def test_a_minors_unclaimed_case_ends_after_thirty_days_and_is_never_counted() -> None:
    case = board(reports=(REPORT,), flags=("minor",)).later(days=29, hours=23)
    assert not case.ended
    assert case.later(hours=1).ended
    assert case.moved == []


def test_no_case_is_kept_longer_than_six_months() -> None:
    case = board(reports=(REPORT,)).does(Claimed(by="ola")).later(days=182, hours=23)
    assert not case.ended
    case.later(hours=1)
    assert (case.ended, case.moved, case.private) == (True, [REPORT], {"ola": ["team.limit"]})
    assert case.topics == {}


@pytest.mark.parametrize("timer", ["remind", "minor", "safe", "retention", "veil", ""])
def test_a_timer_that_fires_late_changes_nothing(timer: str) -> None:
    case = board(flags=("minor",)).does(Claimed(by="jan"))
    before = case.case
    assert case.does(CaseTimerFired(timer=timer)).orders == ()
    assert case.case == before


def test_a_colleague_who_joins_later_is_on_the_roster_of_the_next_turn() -> None:
    case = Board(CaseOpened(lang="pl"), roster={})
    assert case.does(Claimed(by="ola")).told() == "team.not_role"
    case.roster = team()
    assert list(case.does(Claimed(by="ola")).topics) == ["ola"]
