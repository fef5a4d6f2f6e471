"""On the way to a person: what is offered when, one yes of its own, what is passed on, and to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.facts import CaseOpened, InterpreterWished
from flows.model import Press
from flows.session import Talk as Standing
from flows.step import VEIL, screen
from tests.flows.caseside import STATES
from tests.flows.talk import MONDAY, NOON, Talk, team
from tests.flows.talks import waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.flows.caseside import State

FIXED = {"key.emergency", "key.person", "key.more"}


def chat(now: datetime = MONDAY) -> Talk:
    talk = Talk(bundle=team())
    talk.now = now
    return talk


def safe(now: datetime = MONDAY) -> Talk:
    """Somebody who has said that it is safe, and nothing else."""
    return chat(now).command("start").press("lang.name.en", "safety:safe").sees("welcome")


def told(now: datetime = MONDAY) -> Talk:
    """Somebody in the middle of the questions."""
    return chat(now).opened("en").tick("incident_group:words").press("incident_type:threat")


def case(talk: Talk) -> CaseOpened:
    facts = talk.heard()
    assert len(facts) == 1
    assert isinstance(facts[0], CaseOpened)
    return facts[0]


# ---------------------------------------------------------------------------- what is offered

STANDS: dict[str, Callable[[datetime], Talk]] = {
    "opening": safe,
    "interview": told,
    "review": lambda now: told(now).press("btn.send_now"),
    "end": lambda now: told(now).press("btn.send_now", "btn.send"),
    "privacy": lambda now: told(now).press("key.more", "btn.privacy"),
}


@pytest.mark.parametrize("stand", STANDS)
def test_on_duty_a_talk_is_offered_from_any_screen_and_back_leads_back(stand: str) -> None:
    for way in ("key.person", "/person"):
        talk = STANDS[stand](MONDAY)
        talk.command("person") if way == "/person" else talk.press(way)
        talk.sees("ho.offer").sees_no("alone.person", "ho.nobody")
        assert talk.labels[:3] == ["btn.person", "btn.leave_message", "btn.back"]
        assert set(talk.labels) >= FIXED
        talk.press("btn.back")
        assert talk.session.over == ""
        assert talk.heard() == []


@pytest.mark.parametrize("stand", STANDS)
def test_off_duty_nobody_is_promised_and_whom_one_can_call_stands_there(stand: str) -> None:
    talk = STANDS[stand](NOON).press("key.person").sees("ho.nobody", "ho.off", "ho.next", "talk.meanwhile")
    talk.sees("contact.line").sees_no("ho.offer", "ho.soon")
    assert [label for label in talk.labels if label.startswith("btn.")] == ["btn.leave_message", "btn.back"]
    talk.press("key.later").sees("help.contacts", "contact:gcrt")


def test_a_card_that_was_drawn_on_duty_means_the_same_when_the_duty_has_ended() -> None:
    """The key for a talk is not taken for the key that then stands in its place."""
    talk = safe(MONDAY).press("key.person").sees("ho.offer")
    talk.now += timedelta(hours=9)
    talk.number(0).sees("talk.consent").press("btn.back").sees("ho.nobody")
    talk = safe(MONDAY).press("key.person")
    talk.now += timedelta(hours=9)
    talk.press("btn.person", "btn.yes", "btn.who_any")
    assert case(talk).wish == "talk"
    talk.sees("talk.waits", "ho.off").sees_no("ho.waiting", "ho.soon")


# ---------------------------------------------------------------------------- a yes of its own


def test_the_limit_of_secrecy_is_told_and_a_yes_asked_for_before_a_talk() -> None:
    talk = safe().press("key.person", "btn.person").sees("talk.consent")
    assert talk.labels[:3] == ["btn.yes", "btn.no", "btn.back"]
    assert talk.told == []
    talk.press("btn.yes").sees("talk.who").press("btn.back").sees("talk.consent")
    talk.press("btn.back").sees("ho.offer")


def test_a_no_shows_places_and_keeps_nothing() -> None:
    talk = safe().press("key.person", "btn.person", "btn.no").sees("notice.no", "help.contacts")
    assert talk.told == []
    assert (talk.session.asking, talk.session.consent, talk.session.answers) == (None, False, {})
    talk.press("btn.back").sees("welcome")
    assert not talk.session.consent


def test_who_agreed_to_the_notice_is_not_asked_again() -> None:
    told().press("key.person", "btn.person").sees("talk.pass_on")
    chat().opened("en").press("btn.back", "key.person", "btn.person").sees("talk.who")


def test_a_yes_to_a_talk_is_none_to_the_questions() -> None:
    talk = safe().press("key.person", "btn.person", "btn.yes", "btn.who_any")
    assert not talk.session.consent
    talk.press("btn.again").sees("notice.q")


def test_somebody_under_18_reaches_a_person_without_any_consent() -> None:
    talk = safe().press("btn.start_report", "btn.under18").sees("minor.start").press("btn.person")
    talk.sees("ho.offer").press("btn.person").sees("talk.who").press("btn.who_any").sees("ho.waiting")
    assert "minor" in case(talk).flags


# ---------------------------------------------------------------------------- to whom


@pytest.mark.parametrize(
    ("key", "prefers"),
    [("btn.who_any", ""), *((key, key) for key in ("btn.who_woman", "btn.who_man", "btn.who_outside"))],
)
def test_whom_one_would_rather_talk_to_is_told_to_the_team(key: str, prefers: str) -> None:
    talk = safe().press("key.person", "btn.person", "btn.yes", key)
    assert case(talk) == CaseOpened(lang="en", prefers=prefers, wish="talk")
    talk.sees("ho.waiting", "ho.soon", "ho.first")


def test_who_waits_before_is_told_in_words() -> None:
    talk = safe()
    talk.waiting = 3
    talk.press("key.person", "btn.person", "btn.yes", "btn.who_any").sees("ho.queue").sees_no("ho.first")
    talk.becomes(before=0).command("start").sees("ho.first")


def test_a_message_is_left_the_same_way() -> None:
    talk = safe(NOON).press("key.person", "btn.leave_message", "btn.yes", "btn.who_any")
    assert case(talk).wish == "message"
    talk.sees("ho.leave_prompt")
    assert talk.labels[:2] == ["btn.done", "btn.end_chat"]


# ---------------------------------------------------------------------------- the answers


def test_answers_that_are_passed_on_are_the_cases_and_leave_the_session() -> None:
    talk = told().press("key.person", "btn.person", "btn.pass_on", "btn.who_any").sees("ho.waiting")
    opened = case(talk)
    assert (opened.role, opened.register) == ("victim", True)
    assert opened.reports[0].codes == {"incident_group": ("words",), "incident_type": ("threat",)}
    session = talk.session
    assert (session.answers, session.trail, session.flow, session.role) == ({}, (), "", "")
    assert talk.told_lists() == set()
    assert not talk.shows_key("btn.continue")


def test_from_nothing_tells_nothing_and_keeps_the_draft() -> None:
    talk = told().press("key.person", "btn.person", "btn.from_zero", "btn.who_any").sees("ho.waiting")
    opened = case(talk)
    assert (opened.role, opened.reports, opened.words) == ("", (), {})
    assert talk.session.answers
    talk.press("btn.continue").sees("v.type")
    assert talk.ticked() == ["incident_type:threat"], "the open tick too"


@pytest.mark.parametrize("way", ["/start", "key.person", "/person"])
def test_from_the_draft_one_comes_to_the_talk_and_back_again(way: str) -> None:
    talk = told().press("key.person", "btn.person", "btn.from_zero", "btn.who_any", "btn.continue")
    talk.command(way[1:]) if way.startswith("/") else talk.press(way)
    talk.sees("ho.waiting").press("btn.continue").sees("v.type")
    talk.press("btn.send_now").sees("review.title").command("start").sees("ho.waiting")
    talk.press("btn.continue").sees("review.title")


def test_back_undoes_what_was_said_on_the_way() -> None:
    talk = told().press("key.person", "btn.person", "btn.pass_on").sees("talk.who")
    talk.press("btn.back").sees("talk.pass_on").press("btn.from_zero", "btn.who_any")
    assert case(talk).reports == ()


def test_where_nothing_was_answered_nothing_can_be_passed_on() -> None:
    chat().opened("en").press("key.person", "btn.person").sees("talk.who")
    told().press("btn.send_now", "btn.send", "key.person", "btn.person").sees("talk.who")


def test_whoever_leaves_the_way_leaves_what_was_said_on_it() -> None:
    talk = told().press("key.person", "btn.leave_message", "btn.pass_on", "key.emergency", "btn.back")
    assert (talk.session.asking, talk.session.over) == (None, "")
    assert talk.told == []


# ---------------------------------------------------------------------------- an interpreter


@pytest.mark.parametrize("language", ["be", "ar", "pjm", "other"])
def test_a_language_beyond_the_four_reaches_an_interpreter_from_the_first_screen(language: str) -> None:
    talk = chat().command("start").press("btn.interpreter", f"interpreter_language:{language}")
    talk.sees("ho.offer", "talk.speaks", f"interpreter_language:{language}")
    talk.press("btn.person", "btn.yes", "btn.who_any")
    opened = case(talk)
    assert (opened.speaks, opened.lang) == (language, "pl")
    assert "interpreter" in opened.flags
    talk.sees("ho.waiting", "ho.interp_asked", f"interpreter_language:{language}")


def test_off_duty_who_needs_an_interpreter_can_leave_a_message() -> None:
    talk = chat(NOON).command("start").press("btn.interpreter", "interpreter_language:ar")
    talk.sees("ho.nobody", "talk.speaks").press("btn.back").sees("lang.interpreter")
    talk.press("interpreter_language:ka", "btn.leave_message", "btn.yes", "btn.who_any")
    assert (case(talk).speaks, talk.session.at) == ("ka", "leave")


def test_in_an_open_talk_an_interpreter_is_asked_for_at_once() -> None:
    talk = safe().press("key.person", "btn.person", "btn.yes", "btn.who_any")
    talk.heard()
    talk.press("key.more", "btn.interpreter", "interpreter_language:vi")
    assert talk.heard() == [InterpreterWished(language="vi")]
    talk.sees("ho.waiting", "ho.interp_asked", "interpreter_language:vi")


# ---------------------------------------------------------------------------- with a case


@pytest.mark.parametrize("stand", STANDS)
@pytest.mark.parametrize("state", STATES)
def test_with_a_case_a_person_is_the_talk_itself(stand: str, state: State) -> None:
    for press in (True, False):
        talk = STANDS[stand](MONDAY)
        talk.heard()
        talk.case = Standing(state)
        talk.number(Press.PERSON, card=1) if press else talk.command("person")
        assert (talk.session.phase, talk.session.at, talk.session.over) == ("talk", state, "")
        assert talk.heard() == [], "nobody is told anything by looking"


def test_a_case_that_opened_meanwhile_is_not_opened_twice() -> None:
    talk = safe().press("key.person", "btn.person", "btn.yes")
    talk.case = Standing("waiting")
    talk.press("btn.who_any")
    assert talk.heard() == []
    assert talk.session.phase == "talk"


# ---------------------------------------------------------------------------- the clock


def test_what_can_be_promised_is_as_of_the_last_thing_the_person_did() -> None:
    talk = chat().command("start")
    assert (talk.session.on_duty, [said.id for said in talk.session.promise]) == (True, ["ho.waiting"])
    before = talk.session
    talk.now = NOON
    talk.timer(VEIL)
    assert (talk.session.on_duty, talk.session.promise) == (True, before.promise), "not of a timer"
    talk.press("lang.name.en")
    assert (talk.session.on_duty, [said.id for said in talk.session.promise]) == (False, ["ho.nobody"])
    alone = Talk().opened("en").session
    assert (alone.on_duty, alone.promise, alone.waiting) == (False, (), 0)


def test_a_card_is_drawn_anew_as_it_was_without_a_clock() -> None:
    for talk in (waiting(), waiting().becomes(state="claimed").command("start"), safe().press("key.person")):
        assert screen(talk.flows, talk.session) == replace(talk.card, fresh=False, toast=None)
