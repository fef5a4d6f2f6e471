"""Once a report has gone: what the conversation and the case forget, and what of it can still be used."""

from __future__ import annotations

import pytest

from flows.facts import InterpreterWished, ReporterWrote
from flows.model import Say, SetTimer, Shed, TellCase
from flows.orders import MoveReports, SetCaseTimer, ShedAnswers
from flows.quietly import CLOSED_KEPT
from flows.shedding import SHED
from flows.teamfacts import CaseClosed, Claimed
from tests.flows.case import REPORT, board
from tests.flows.talk import Talk, flows, stands, team
from tests.flows.talks import waiting
from tests.flows.telling import Telling

ROLES = ["victim", "witness", "on_behalf", "professional"]


def sheds(talk: Talk) -> bool:
    """Whether the last turn ordered a new key, with the card of the turn in place of older ones."""
    ordered = [effect for effect in talk.effects if isinstance(effect, Shed)]
    timers = [effect for effect in talk.effects if isinstance(effect, SetTimer) and effect.timer == SHED]
    assert [effect.card for effect in ordered] == [talk.said] * len(ordered)
    assert [effect.seconds for effect in timers] == [900] * len(ordered)
    return bool(ordered)


# ---------------------------------------------------------------------------- the conversation


@pytest.mark.parametrize("role", ROLES)
def test_a_new_key_comes_with_the_turn_that_sends_and_with_no_other(role: str) -> None:
    turns = [sheds(talk) for talk in stands(role)]
    assert turns.count(True) == 1
    assert turns[-1]


def test_a_new_key_comes_where_answers_go_to_a_case() -> None:
    told = ("incident_group:words", "incident_type:threat", "need:legal_advice")
    assert sheds(Telling().tells("victim", *told).review().press("btn.send"))


@pytest.mark.parametrize(("key", "goes"), [("btn.pass_on", True), ("btn.from_zero", False)])
def test_a_new_key_comes_with_what_is_passed_on_before_a_talk(key: str, goes: bool) -> None:
    talk = Talk(bundle=team()).opened("en").tick("incident_group:words").tick("incident_type:threat")
    talk.press("key.person", "btn.leave_message", key, "btn.who_any")
    assert any(isinstance(effect, TellCase) for effect in talk.effects)
    assert sheds(talk) is goes


def test_words_in_a_talk_change_no_key() -> None:
    assert not sheds(waiting().writes("Hello"))


def test_when_the_timer_has_run_out_only_the_thanks_are_left() -> None:
    """The card stays as it stands, and its keys still work; drawn anew, it names places for everybody."""
    talk = Talk().opened("en", "witness").skip_to("w_group").tick("incident_group:violence")
    talk.tick("incident_type:physical_violence").review().press("btn.send").sees("contact:emergency_112")
    standing = talk.said
    talk.timer(SHED)
    assert not talk.shown
    assert [type(effect) for effect in talk.effects] == [Shed]
    session = talk.session
    assert (session.contacts, session.tips, session.flow, session.role) == ((), (), "", "")
    assert (session.revision, session.topic, session.card) == ("", "thanks.register", talk.card.card)
    assert talk.said == standing
    talk.press("key.later").sees("next.register")
    talk.press("key.earlier").sees("thanks.register", "help.contacts", "contact:gcrt")


@pytest.mark.parametrize("role", ROLES)
def test_the_timer_says_nothing_and_takes_nothing_of_a_draft(role: str) -> None:
    for talk in stands(role):
        before, place = talk.session, talk.place
        talk.timer(SHED)
        assert not any(isinstance(effect, Say) for effect in talk.effects)
        assert talk.place == place
        assert (talk.session.answers, talk.session.trail) == (before.answers, before.trail)
        if before.phase in ("interview", "review"):
            assert talk.session.flow == before.flow
        talk.press("key.more")


def test_who_waits_for_a_person_is_shown_places_for_everybody_after_it() -> None:
    talk = waiting()
    places = talk.press("key.later").texts
    talk.timer(SHED).press("key.earlier", "key.later")
    assert talk.texts == places, "nothing was told here, so nothing changes"


# ---------------------------------------------------------------------------- the case


def test_a_closed_case_keeps_nothing_that_was_answered() -> None:
    case = board(
        role="witness",
        reports=(REPORT,),
        words={"w_words": "so it was"},
        prefers="btn.who_woman",
        flags=("danger", "duty"),
    )
    case.does(InterpreterWished(language="be")).does(Claimed(by="ola")).does(ReporterWrote(text="a"))
    case.does(CaseClosed(by="ola", outcomes=("info_given",)))
    kept = case.case
    assert (kept.role, kept.words, kept.prefers, kept.speaks, kept.flags) == ("", {}, "", "", ())
    assert (kept.reports, kept.talk_only, kept.closing, kept.seats) == ((), (), (), {})
    assert "info_given" not in repr(kept)
    assert (kept.state, kept.talk, kept.lang) == ("closed", "r", "uk")


def test_whom_a_case_may_be_given_to_and_how_words_may_come_stays_with_it() -> None:
    """Safety comes before anonymity."""
    case = board(reports=(REPORT,), flags=("danger", "minor", "quiet")).does(Claimed(by="jan"))
    case.does(CaseClosed(by="jan", outcomes=("info_given",)))
    assert case.case.flags == ("minor", "quiet")


def test_the_key_of_a_case_changes_when_it_is_closed_and_once_more_when_that_was_said() -> None:
    case = board(reports=(REPORT,)).does(Claimed(by="ola")).does(CaseClosed(by="ola", outcomes=("referred",)))
    orders = [order for order in case.orders if isinstance(order, MoveReports | ShedAnswers | SetCaseTimer)]
    assert [type(order) for order in orders] == [MoveReports, SetCaseTimer, SetCaseTimer, ShedAnswers]
    timers = {order.timer: order.seconds for order in orders if isinstance(order, SetCaseTimer)}
    assert timers == {"retention": CLOSED_KEPT, SHED: flows().veil_after}
    case.later(minutes=16)
    assert case.orders == (ShedAnswers(),)
