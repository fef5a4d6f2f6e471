"""Rules of docs/rules.md that no part of the hand-off keeps alone: roles, silence, what is never counted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from msgspec.structs import replace

from flows.case import Colleague, Seat
from flows.casecard import card
from flows.casework import take
from flows.facts import CaseTimerFired, ChatLeft, InterpreterAnswered, ReporterWrote, SafeTimeSaid
from flows.model import LANGUAGES
from flows.orders import TO_REPORTER, SayToReporter
from flows.teamfacts import (
    CaseClosed,
    CaseReleased,
    CaseRested,
    Claimed,
    ColleagueWrote,
    ErasedByTeam,
    HandOverAnswered,
    HandOverOffered,
    InterpreterAsked,
    PhraseSent,
    QuietMarked,
    SecondAnswered,
    SecondAsked,
    SpamMarked,
)
from tests.flows.case import REPORT, Board, board, team
from tests.flows.telling import Telling

if TYPE_CHECKING:
    from flows.case import Case, Role
    from tests.flows.case import CaseFact

ROOT = Path(__file__).parents[1]
LEAD = "jan"
"""A counsellor, cleared for minors."""

# ---------------------------------------------------------------------------- R-GDPR-13


def beside(role: Role, *languages: str, lead: bool = True) -> Board:
    """A case with a colleague of this role beside its counsellor; "who" is their id."""
    roster = team() | {"who": Colleague("who", "Sosna", role, languages, cleared=True)}
    asked = board(reports=(REPORT,), words={"v_words": "…"})
    asked.roster = roster
    return asked.does(Claimed(by=LEAD)) if lead else asked


def takes(role: Role) -> bool:
    return beside(role, "pl", "uk", lead=False).does(Claimed(by="who")).case.counsellor == "who"


def is_handed(role: Role) -> bool:
    asked = beside(role, "pl", "uk").does(HandOverOffered(by=LEAD, to="who"))
    return asked.does(HandOverAnswered(by="who", accepted=True)).case.counsellor == "who"


def confirms(role: Role) -> bool:
    asked = beside(role, "pl").does(SecondAsked(by=LEAD, to="who", outcomes=("duty_notification",)))
    return asked.does(SecondAnswered(by="who", confirmed=True)).case.state == "closed"


def interprets(role: Role, *languages: str) -> bool:
    asked = beside(role, *languages).does(InterpreterAsked(by=LEAD, language="uk"))
    return asked.does(Claimed(by="who", as_interpreter=True)).case.interpreter == "who"


@pytest.mark.parametrize(
    ("role", "leads", "any_language", "own_language"),
    [
        ("counsellor", True, False, True),
        ("coordinator", True, False, True),
        ("interpreter", False, True, True),
        ("analyst", False, False, False),
    ],
)
def test_each_role_has_its_rights_and_no_others(
    role: Role, *, leads: bool, any_language: bool, own_language: bool
) -> None:
    assert (takes(role), is_handed(role), confirms(role)) == (leads, leads, leads)
    assert (interprets(role, "pl"), interprets(role, "pl", "uk")) == (any_language, own_language)


OF_A_COUNSELLOR: tuple[CaseFact, ...] = (
    CaseClosed(by="who", outcomes=("info_given",)),
    ErasedByTeam(by="who"),
    SpamMarked(by="who"),
    CaseReleased(by="who"),
    CaseRested(by="who"),
    HandOverOffered(by="who", to="ewa"),
    SecondAsked(by="who", to="ewa", outcomes=("duty_notification",)),
    QuietMarked(by="who"),
    PhraseSent(by="who", phrase="hello"),
    ColleagueWrote(by="who", text="…"),
)


@pytest.mark.parametrize("fact", OF_A_COUNSELLOR, ids=lambda fact: type(fact).__name__)
def test_who_interprets_decides_nothing_and_writes_nothing_of_their_own(fact: CaseFact) -> None:
    between = beside("interpreter", "uk").does(InterpreterAsked(by=LEAD, language="uk"))
    between.does(Claimed(by="who", as_interpreter=True)).does(InterpreterAnswered(answer="yes"))
    before, chat = between.case, list(between.chat)
    between.does(fact)
    assert (between.case, between.chat, between.ended) == (before, chat, False)


# ---------------------------------------------------------------------------- X-17, R-DV-2


def claimed(
    *, before: tuple[CaseFact, ...] = (), after: tuple[CaseFact, ...] = (), flags: tuple[str, ...] = ()
) -> Board:
    """A case after these facts, with a counsellor's words in it."""
    stands = board(reports=(REPORT,), flags=flags)
    for fact in (*before, Claimed(by=LEAD), *after, ColleagueWrote(by=LEAD, text="…")):
        stands.does(fact)
    return stands


def agreed() -> Board:
    """A case in which an answer may come between one and two at night."""
    return claimed(before=(SafeTimeSaid(answer="between", span=(60, 120)),))


def states() -> list[Board]:
    """Cases of every kind that a timer may find."""
    return [
        board(flags=("minor",), reports=(REPORT,)).does(ReporterWrote(text="…")),
        claimed(),
        claimed().does(CaseRested(by=LEAD)),
        claimed(flags=("quiet",)),
        agreed(),
        claimed(before=(SafeTimeSaid(answer="no"),)),
        claimed(after=(ChatLeft(),)),
        claimed(after=(ChatLeft(blocked=True),)),
        claimed(flags=("quiet",)).does(CaseClosed(by=LEAD, outcomes=("resolved",))),
    ]


@pytest.mark.parametrize("hours", [0, 13, 14])
@pytest.mark.parametrize("timer", ["remind", "minor", "safe", "retention", "limit"])
def test_no_timer_of_a_case_brings_the_reporter_more_than_the_neutral_card(timer: str, hours: int) -> None:
    """Whatever state it fires in: the card comes only where something waits, and only from one timer."""
    for stands in states():
        at = stands.at.replace(hour=(12 + hours) % 24)
        orders = take(stands.flows, stands.roster, stands.case, CaseTimerFired(timer=timer), at).orders
        said = [order for order in orders if isinstance(order, TO_REPORTER)]
        assert all(isinstance(order, SayToReporter) for order in said)
        ids = [line.id for order in said if isinstance(order, SayToReporter) for line in order.lines]
        assert ids in ([], ["talk.answer_card"])
        assert not ids or (timer == "safe" and stands.case.waits)


def test_the_neutral_card_does_come_at_the_agreed_hour() -> None:
    """So the test above has something to find."""
    stands = agreed()
    at = stands.at.replace(hour=1)
    fired = take(stands.flows, stands.roster, stands.case, CaseTimerFired(timer="safe"), at)
    assert [type(order) for order in fired.orders] == [SayToReporter]


# ---------------------------------------------------------------------------- R-LEG-3, R-DV-6


def moved(*flags: str) -> list[object]:
    counted = board(reports=(REPORT,), flags=flags, prefers="btn.who_woman", speaks="ka")
    counted.does(Claimed(by=LEAD)).does(CaseClosed(by=LEAD, outcomes=("resolved", "safety_plan")))
    return list(counted.moved)


def test_no_mark_of_a_case_goes_to_the_register() -> None:
    assert moved() == [replace(REPORT, outcome="resolved")]
    assert moved("danger", "minor", "quiet", "duty", "interpreter") == moved()


def test_violence_at_home_brings_the_check_list_that_names_its_act() -> None:
    talk = Telling().tells(
        "victim", "incident_group:violence", "incident_type:domestic_violence", "need:rights_info"
    )
    flags = talk.comes_to().opening().flags
    assert "duty" in flags
    case = closing(board(flags=flags).does(Claimed(by=LEAD)).case)
    shown = card(board().flows, team(), case, LEAD, board().at)
    assert [line.id for line in shown.lines] == ["team.duty.list"]
    assert {language: "12" in words(language) for language in LANGUAGES} == dict.fromkeys(LANGUAGES, True)


def closing(case: Case) -> Case:
    """The case with its counsellor at the check list."""
    return replace(case, seats={LEAD: Seat("duty", picked=("resolved",))})


def words(language: str) -> str:
    with (ROOT / f"locales/{language}/LC_MESSAGES/glos.po").open("rb") as file:
        message = read_po(file).get("team.duty.list")
    assert message
    return str(message.string)
