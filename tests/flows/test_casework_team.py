"""A case changes hands: given back, handed over, at rest, or without its counsellor all of a sudden."""

from __future__ import annotations

import pytest

from flows.facts import ReporterSentMedia, ReporterWrote
from flows.teamfacts import (
    CaseReleased,
    CaseRested,
    Claimed,
    ColleagueLost,
    ColleagueWrote,
    HandOverAnswered,
    HandOverOffered,
    SecondAsked,
)
from tests.flows.case import Board, board


def talk(**opening: object) -> Board:
    case = board(**opening).does(Claimed(by="ola" if "flags" not in opening else "jan"))
    return case.does(ReporterWrote(text="Привіт"))


def test_a_case_is_given_back_without_a_reason_and_waits_again() -> None:
    case = talk().does(CaseReleased(by="ola"))
    assert (case.topics, case.private) == ({}, {"ola": ["st.released"]})
    assert case.card() == ["st.card"]
    assert case.does(Claimed(by="jan")).topics == {"jan": ["reporter: Привіт"]}


def test_a_hand_over_is_offered_accepted_and_keeps_the_whole_history() -> None:
    case = talk().does(ColleagueWrote(by="ola", text="Dzień dobry")).does(ColleagueWrote(by="ola", text=".n"))
    case.does(HandOverOffered(by="ola", to="jan"))
    assert case.questions["jan", "handover"].id == "team.handover.offer"
    case.does(HandOverAnswered(by="jan", accepted=True))
    assert case.topics == {"jan": ["reporter: Привіт", "counsellor: Dzień dobry", "note: n"]}
    assert (case.questions, case.private) == ({}, {"ola": ["team.handover.done"]})
    assert case.chat[-1] == "ho.changed", "the reporter is told that somebody else reads now"
    assert case.does(ColleagueWrote(by="ola", text="Halo")).told() == "st.not_yours"


def test_who_waits_for_an_answer_and_not_for_a_talk_is_told_nothing_of_a_hand_over() -> None:
    case = talk(wish="message").does(HandOverOffered(by="ola", to="jan"))
    assert case.does(HandOverAnswered(by="jan", accepted=True)).chat == []


def test_a_no_leaves_the_case_where_it_is() -> None:
    case = talk().does(HandOverOffered(by="ola", to="jan")).does(HandOverAnswered(by="jan", accepted=False))
    assert list(case.topics) == ["ola"]
    assert case.topics["ola"][-1] == "bot: team.handover.no"
    assert case.does(HandOverAnswered(by="jan", accepted=True)).told() == "team.answer_lapsed"


def test_only_one_colleague_is_asked_at_a_time() -> None:
    case = talk().does(HandOverOffered(by="ola", to="jan")).does(HandOverOffered(by="ola", to="ewa"))
    assert list(case.questions) == [("ewa", "handover")]
    assert case.does(HandOverAnswered(by="jan", accepted=True)).told() == "team.answer_lapsed"


@pytest.mark.parametrize(("by", "to"), [("jan", "ewa"), ("ola", "ira"), ("ola", "ada"), ("ola", "stranger")])
def test_only_who_has_a_case_hands_it_over_and_only_to_who_may_lead_it(by: str, to: str) -> None:
    case = talk().does(HandOverOffered(by=by, to=to))
    assert (case.questions, bool(case.refusal)) == ({}, True)


def test_a_minors_case_is_not_handed_to_who_is_not_cleared() -> None:
    case = talk(flags=("minor",)).does(HandOverOffered(by="jan", to="ola"))
    assert (case.told(), case.questions) == ("team.minor_only", {})


def test_who_lost_the_clearing_between_offer_and_answer_does_not_get_the_case() -> None:
    case = talk().does(HandOverOffered(by="ola", to="jan"))
    del case.roster["jan"]
    assert case.does(HandOverAnswered(by="jan", accepted=True)).told() == "team.not_role"
    assert (list(case.topics), case.questions) == (["ola"], {})


def test_while_a_case_rests_what_comes_is_relayed_and_others_are_called_once() -> None:
    case = talk().does(CaseRested(by="ola"))
    assert (case.case.state, case.group) == ("resting", {})
    case.does(ReporterWrote(text="Ви ще є?"))
    assert case.topics["ola"][-1] == "reporter: Ви ще є?"
    card = case.group["case"]
    case.does(ReporterSentMedia(kind="photo"))
    assert case.group["case"] is card, "it is called once, not at every message"


def test_another_colleague_may_take_a_case_that_rests_and_is_called() -> None:
    case = talk().does(CaseRested(by="ola"))
    assert case.does(Claimed(by="jan")).told() == "st.claimed_by", "it was not called yet"
    case.does(ReporterWrote(text="Ви ще є?")).does(Claimed(by="jan"))
    assert case.topics == {"jan": ["reporter: Привіт", "reporter: Ви ще є?"]}
    assert (case.private, case.group) == ({"ola": ["team.handover.done"]}, {})


@pytest.mark.parametrize("woken", [Claimed(by="ola"), ColleagueWrote(by="ola", text="Jestem")])
def test_its_counsellor_takes_a_case_up_again_by_claiming_or_writing(woken: Claimed | ColleagueWrote) -> None:
    case = talk().does(CaseRested(by="ola")).does(ReporterWrote(text="Ви ще є?")).does(woken)
    assert (case.case.state, case.group) == ("claimed", {})
    assert "reporter: Ви ще є?" in case.topics["ola"]


def test_who_loses_access_has_no_topic_and_the_case_waits_again() -> None:
    case = talk().does(HandOverOffered(by="ola", to="jan"))
    del case.roster["ola"]
    case.does(ColleagueLost(by="ola"))
    assert (case.topics, case.private, case.questions) == ({}, {}, {})
    assert case.card() == ["st.card"]


def test_a_case_does_not_wait_for_an_answer_of_somebody_who_is_gone() -> None:
    case = talk().does(HandOverOffered(by="ola", to="jan"))
    case.does(SecondAsked(by="ola", to="jan", outcomes=("duty_notification",)))
    del case.roster["jan"]
    case.does(ColleagueLost(by="jan"))
    assert case.questions == {}
    assert case.topics["ola"][-2:] == ["bot: team.second_no", "bot: team.handover.no"]
    assert case.does(ColleagueLost(by="jan")).orders == ()


def test_what_only_a_counsellor_may_do_nobody_else_does() -> None:
    for fact in (CaseReleased(by="jan"), CaseRested(by="jan"), CaseReleased(by=""), Claimed(by="")):
        case = talk().does(fact)
        assert (bool(case.refusal), case.orders, list(case.topics)) == (True, (), ["ola"])
