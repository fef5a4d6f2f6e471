"""Which questions apply: the branches as chats, and what becomes of them when a questionnaire changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.course import settled, with_ticks
from flows.model import ChoicePressed
from flows.step import VEIL
from tests.flows.talk import NOON, Talk, flows
from tests.flows.telling import Telling

if TYPE_CHECKING:
    from flows.bundle import Flows
    from flows.questionnaire import Question

ROLES = ["victim", "witness", "on_behalf", "professional"]


def victim(*path: str) -> Talk:
    return Talk().opened("en", "victim").tick(*path[:1]).tick(*path[1:])


# ---------------------------------------------------------------------------- branches: what happened


def test_violence_at_home_is_asked_for_no_place_that_leads_home() -> None:
    talk = victim("incident_group:violence", "incident_type:domestic_violence").sees("v.safe_plan")
    talk.sees("contact:niebieska_linia").press("btn.go_on").sees("v.ground")
    talk.press("btn.skip").sees("q.when").sees_no("v.indicator").press(
        "time_band:this_month", "frequency:often"
    )
    talk.sees("v.dv_place")
    assert [label for label in talk.labels if ":" in label] == ["place_type:home", "place_type:other"]
    talk.press("place_type:home").sees("q.who").tick("perpetrator:partner_family")


def test_violence_at_home_with_a_ground_is_asked_what_showed_it() -> None:
    talk = victim("incident_group:violence", "incident_type:domestic_violence").press("btn.go_on")
    talk.tick("ground:sexual_orientation").sees("v.indicator")


def test_the_safety_card_offers_a_person_and_the_quick_exit() -> None:
    talk = victim("incident_group:words", "incident_type:threat").sees("v.safe_plan")
    talk.press("btn.person").sees("alone.person").press("btn.back").sees("v.safe_plan")
    assert not talk.shows_key("btn.skip")
    talk.press("btn.quick_exit")
    assert talk.texts == ["exit.neutral"]


def test_sexual_violence_is_told_of_the_72_hours_and_where_to_go() -> None:
    talk = victim("incident_group:violence", "incident_type:sexual_violence").sees("v.safe_plan")
    talk.press("btn.go_on").sees("help.72h", "contact.line").sees_no("contact:emergency_112")
    talk.press("btn.go_on").sees("v.ground")


def test_trafficking_is_shown_its_places_before_the_ground() -> None:
    talk = victim("incident_group:violence", "incident_type:trafficking_forced").press("btn.go_on")
    talk.sees("help.trafficking", "contact:kcik").press("btn.go_on").sees("v.ground")

    talk = victim("incident_group:unequal", "incident_type:labour_exploitation")
    talk.sees("v.ground").sees_no("help.trafficking")

    both = Talk().opened("en").tick("incident_group:unequal")
    both.tick("incident_type:labour_exploitation", "incident_type:document_withholding").press("btn.go_on")
    both.sees("help.trafficking")


def test_work_is_told_of_its_time_limits_and_its_ban_on_retaliation() -> None:
    talk = victim("incident_group:unequal", "incident_type:work_unequal").review().press("btn.send")
    told = list(talk.texts)
    while talk.shows_key("key.later"):
        told += talk.press("key.later").texts
    assert {"help.deadlines", "help.deadlines_work", "help.retaliation", "help.rights"} <= set(told)


def test_what_happened_online_only_is_asked_for_no_place() -> None:
    for role, first in (("victim", "v"), ("witness", "w"), ("professional", "p")):
        talk = Talk().opened("en", role).skip_to(f"{first}_group").tick("incident_group:words")
        talk.tick("incident_type:online_hate").skip_to(f"{first}_when").press("time_band:this_week")
        if role != "witness":
            talk.press("frequency:once")
        talk.sees("q.who" if role != "professional" else "q.area")
    talk = Talk().opened("en").tick("incident_group:words")
    talk.tick("incident_type:online_hate", "incident_type:threat").skip_to("v_area").sees("q.area")


def test_outside_gdansk_the_same_is_asked_and_the_places_are_those_of_the_region() -> None:
    talk = (
        victim("incident_group:words", "incident_type:verbal_insult").skip_to("v_area").press("area:outside")
    )
    assert {"district:gdynia", "district:sopot", "district:elblag"} <= set(talk.labels)
    talk.sees("q.district").press("district:elblag").sees("q.place").review().press("btn.send")
    assert talk.reports[0].codes["area"] == ("outside",)
    assert talk.reports[0].codes["district"] == ("elblag",)


def test_an_area_without_districts_asks_for_none() -> None:
    for area in ("gdansk_unknown", "online"):
        Talk().opened("en").skip_to("v_area").press(f"area:{area}").sees("q.place")


@pytest.mark.parametrize("role", ROLES)
def test_what_happens_now_brings_the_help_card_at_once(role: str) -> None:
    first = {"victim": "v", "professional": "p"}.get(role, "w")
    talk = Talk().opened("en", role).skip_to(f"{first}_when").press("time_band:now")
    talk.sees("help.card", "contact.line")
    assert [label for label in talk.labels if label.startswith("btn.")][:3] == [
        *("btn.go_on", "btn.person", "btn.quick_exit")
    ]
    talk.press("btn.go_on").sees_no("help.card")
    assert talk.session.phase == "interview"


@pytest.mark.parametrize("harm", ["medical_help", "serious_injury"])
def test_who_is_hurt_sees_the_help_card_at_once(harm: str) -> None:
    talk = Talk().opened("en").skip_to("v_effect").tick(f"harm:{harm}").sees("help.card")
    talk.press("btn.go_on").sees("q.reported")
    talk = Talk().opened("en", "professional").skip_to("p_harm").tick(f"harm:{harm}").sees("help.card")
    talk.press("btn.go_on").sees("p.done")


def test_who_is_not_hurt_sees_none() -> None:
    Talk().opened("en").skip_to("v_effect").tick("harm:distress").sees("q.reported")


def test_what_makes_it_hard_is_asked_only_where_nothing_was_reported() -> None:
    Talk().opened("en").skip_to("v_reported").tick("reported_elsewhere:no").sees("q.whynot")
    Talk().opened("en").skip_to("v_reported").tick("reported_elsewhere:ngo").sees("v.need")


def test_an_unknown_ground_is_asked_for_no_detail_and_no_sign() -> None:
    Talk().opened("en").skip_to("v_ground").tick("ground:unknown").sees("q.when")


def test_needs_open_the_language_and_what_shows_it() -> None:
    talk = Talk().opened("en").skip_to("v_need").tick("need:interpreter", "need:intervention").sees("q.lang")
    talk.press("interpreter_language:vi").sees("v.age").press("age_band:45_59").sees("v.evidence")
    Talk().opened("en").skip_to("v_need").tick("need:rights_info").press("age_band:45_59").sees(
        "review.empty"
    )


def test_words_belong_to_a_question_on_the_course_and_go_with_it() -> None:
    talk = Telling().tells("victim", "incident_group:words", "incident_type:threat", "need:legal_advice")
    talk.comes_to("v_words").types("Words.").press("btn.text_ok")
    kept = settled(talk.flows, talk.session)
    assert kept.words == {"v_words": "Words."}
    lone = replace(talk.session, trail=talk.session.trail[:-1])
    assert settled(talk.flows, lone).words == {}, "words ⊆ trail"
    unwished = replace(talk.session, answers={**talk.session.answers, "v_need": ("register_only",)})
    assert settled(talk.flows, unwished).words == {}
    assert "v_words" not in settled(talk.flows, unwished).trail
    alone = replace(talk.flows, team=False)
    assert settled(alone, talk.session).words == {}, "without a team nobody reads them"


def test_ticks_of_the_open_question_are_taken_in_in_the_order_of_the_list() -> None:
    talk = Talk().opened("en").skip_to("v_ground").press("ground:age", "ground:sex")
    taken = with_ticks(talk.flows, talk.session)
    assert taken.answers["v_ground"] == ("sex", "age")
    assert taken.trail[-1] == "v_ground"
    assert with_ticks(talk.flows, taken) == taken


# ---------------------------------------------------------------------------- a questionnaire that changes


def told() -> Talk:
    talk = Talk().opened("en").tick("incident_group:words").tick("incident_type:verbal_insult")
    return talk.tick("ground:religion_belief").tick("ground_detail:muslim")


def changed(without: str = "", code: str = "", *, turned: str = "") -> Flows:
    """The real questionnaires with one changed: a question or a code gone, or an order turned."""
    bundle = flows()
    victim = bundle.questionnaires["victim"]

    def fit(question: Question) -> Question:
        choices = tuple(choice for choice in question.choices if choice.code != code)
        return replace(question, choices=choices[::-1] if question.id == turned else choices)

    questions = tuple(fit(question) for question in victim.questions if question.id != without)
    new = replace(victim, questions=questions, revision="another")
    return replace(bundle, questionnaires={**bundle.questionnaires, "victim": new})


def test_a_changed_questionnaire_carries_answers_over_drops_what_vanished_and_says_so_once() -> None:
    talk = told().press("btn.skip", "time_band:this_week", "frequency:once").sees("q.area")
    talk.flows = changed(without="v_frequency", code="verbal_insult")
    talk.command("person").sees("sys.changed").press("btn.back").sees("q.area").sees_no("sys.changed")
    session = talk.session
    assert "v_frequency" not in (*session.answers, *session.trail)
    assert "v_type" not in session.answers
    assert session.answers["v_ground"] == ("religion_belief",)
    assert session.answers["v_when"] == ("this_week",)
    assert session.revision == "another"


def test_a_change_is_said_above_the_first_open_question() -> None:
    talk = told().skip_to("v_frequency")
    talk.flows = changed(without="v_frequency")
    talk.writes("hello").sees("sys.changed", "q.area").writes("hello").sees("q.area").sees_no("sys.changed")
    talk = told().review()
    talk.flows = changed(code="muslim")
    talk.writes("hello").sees("sys.changed", "review.title").sees_no("ground_detail:muslim")


def test_a_press_on_the_card_of_before_the_change_answers_nothing() -> None:
    """The number of a key meant the old choices."""
    for new in (changed(without="v_when"), changed(turned="v_when")):
        talk = told().skip_to("v_when")
        trail = talk.session.trail
        talk.flows = new
        talk.number(0).sees("sys.changed")
        assert talk.toast() == "err.old_button"
        assert talk.session.trail == trail


def test_a_change_in_the_silence_is_told_when_the_person_is_back() -> None:
    talk = told().skip_to("v_when")
    old = talk.card.card
    talk.flows = changed(without="v_when")
    talk.timer(VEIL)
    assert talk.effects == []
    talk.happens(ChoicePressed(at=NOON, card=old, press=0)).sees("sys.changed", "q.frequency")
    assert "v_frequency" not in talk.session.answers
    review = told().review()
    review.flows = changed(code="verbal_insult")
    assert not review.timer(VEIL).sees("review.hidden", "sys.changed").card.fresh
