"""The talk: how it stands, leaving a message, when an answer may come, leaving it and coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.facts import (
    AnswerOpened,
    AnswerPutOff,
    ChatLeft,
    LanguageChanged,
    ReporterReturned,
    ReporterWrote,
    SafeTimeSaid,
    TalkEnded,
)
from flows.model import Erase, RemoveTyped, Say, TellCase
from flows.session import Talk as Standing
from flows.step import redrawn
from tests.flows.talk import MONDAY, NOON
from tests.flows.talks import came_back, chat, left_quietly, waiting

if TYPE_CHECKING:
    from tests.flows.caseside import State

COUNSELLORS: tuple[State, ...] = ("claimed", "resting")

# ---------------------------------------------------------------------------- how it stands


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", "ho.waiting"),
        ("claimed", "talk.on"),
        ("resting", "talk.resting"),
        ("closed", "talk.closed"),
    ],
)
def test_the_card_tells_how_the_case_stands_at_each_look(state: str, said: str) -> None:
    talk = waiting().becomes(state=state).command("start").sees(said)
    assert talk.card.fresh
    assert {"key.emergency", "key.person", "key.more"} <= set(talk.labels)


def test_while_one_waits_places_that_help_are_a_page_further() -> None:
    waiting().press("key.later").sees("help.contacts", "contact.line").press("key.earlier").sees("ho.waiting")


def test_a_case_that_is_kept_no_longer_is_told_of_and_one_can_begin_again() -> None:
    talk = waiting()
    talk.case = None
    talk.writes("hello?").sees("talk.not_sent", "talk.gone")
    assert talk.heard() == []
    talk.press("btn.start_report").sees("notice.q")


def test_a_key_means_what_stood_on_it_though_the_case_has_moved_on() -> None:
    talk = waiting().becomes(state="closed").press("btn.end_chat").sees("talk.end_q").press("btn.end_chat")
    assert talk.heard() == []
    assert talk.toast() == "talk.settled"
    talk.sees("talk.closed")


# ---------------------------------------------------------------------------- leaving a message


def test_a_message_is_written_and_done() -> None:
    talk = waiting(NOON, "btn.leave_message").press("btn.done").sees("talk.nothing_yet", "ho.leave_prompt")
    talk.writes("Please write to me").press("btn.text_ok").sees("talk.more").sees_no("ho.leave_prompt")
    talk.writes("In Ukrainian").press("btn.text_ok", "btn.done").sees("ho.left", "ho.off")
    assert talk.heard() == [ReporterWrote("Please write to me"), ReporterWrote("In Ukrainian")]
    talk.writes("And one thing more").press("btn.text_ok").command("start").sees("talk.waits")
    assert talk.heard() == [ReporterWrote("And one thing more")]


def test_in_a_quiet_case_it_is_asked_whether_an_answer_may_come() -> None:
    talk = left_quietly().press("btn.time_any").sees("ho.left")
    assert talk.heard() == [SafeTimeSaid("any")]
    talk = left_quietly().press("btn.time_no").sees("talk.safe_no")
    assert talk.heard() == [SafeTimeSaid("no")]
    assert talk.shows_key("btn.code")
    talk = left_quietly().press("btn.back").sees("ho.left")
    assert talk.heard() == []


def test_hours_are_typed_and_what_cannot_be_read_is_asked_again() -> None:
    talk = left_quietly().press("btn.time_between").sees("talk.safe_hours")
    for unclear in ("in the evening, when he is out", "after 6", "9"):
        talk.writes(unclear).sees("talk.hours_unclear", "talk.safe_hours")
        assert RemoveTyped() in talk.effects
    assert talk.heard() == []
    talk.press("btn.back").sees("talk.safe_time").press("btn.time_between").writes("9–12").sees("ho.left")
    assert talk.heard() == [SafeTimeSaid("between", (540, 720))]


def test_an_answer_waits_behind_a_neutral_card_for_whoever_comes_back() -> None:
    talk = came_back("claimed", quiet=True, unread=2).command("start")
    assert talk.texts == ["talk.answer_card"]
    assert talk.labels[:2] == ["btn.open", "btn.not_now"]
    talk.press("btn.not_now").sees("talk.answer_later", "talk.on").command("person").press("btn.open")
    talk.sees("talk.on")
    assert talk.heard() == [ReporterReturned(), AnswerPutOff(), AnswerOpened()]


# ---------------------------------------------------------------------------- leaving, coming back


def test_the_talk_ends_after_asking_once() -> None:
    talk = waiting().press("btn.end_chat").sees("talk.end_q").press("btn.back").sees("ho.waiting")
    talk.press("btn.end_chat", "btn.end_chat").sees("ho.cancelled")
    assert talk.heard() == [TalkEnded()]
    waiting().becomes(state="claimed").press("btn.end_chat", "btn.end_chat").sees("talk.ended")


def test_quick_exit_and_a_block_are_told_to_the_case_and_silence_is_not() -> None:
    for talk in (waiting().command("quit"), waiting().press("key.more", "btn.quick_exit")):
        assert talk.texts == ["exit.neutral"]
        assert talk.heard() == [ChatLeft()]
    talk = waiting().timer("retention")
    assert (talk.texts, talk.heard()) == (["exit.neutral"], [])
    assert [type(effect) for effect in talk.effects] == [Erase]
    assert talk.card.quiet


@pytest.mark.parametrize("state", ["waiting", *COUNSELLORS])
def test_who_comes_back_to_an_open_case_is_in_the_talk_and_sees_nothing_of_before(state: State) -> None:
    talk = came_back(state).command("start")
    assert (talk.session.phase, talk.session.at, talk.card.lang) == ("talk", state, "uk")
    talk = came_back(state).writes("I am back")
    assert talk.heard() == [ReporterWrote("I am back")]
    assert talk.shown
    assert not any("I am back" in str(effect) for effect in talk.effects if not isinstance(effect, TellCase))


def test_who_comes_back_to_a_closed_case_begins_at_the_beginning() -> None:
    came_back("closed").command("start").sees("lang.all")
    came_back("closed").writes("hello").sees("lang.all", "sys.early_text")
    came_back("closed", unread=1).command("start").sees("talk.answer_card")


def test_in_a_talk_only_a_few_commands_are_commands() -> None:
    for name, seen in (("help", "help.text"), ("language", "lang.choose"), ("erase", "erase.confirm")):
        waiting().command(name).sees(seen)
    for name, seen in (("privacy", "priv.short"), ("code", "code.prompt"), ("delete", "erase.confirm")):
        waiting().command(name).sees(seen)
    waiting().command("person").sees("ho.waiting")
    waiting().command("report").sees("ho.waiting").sees_no("err.unknown")
    waiting().command("duty").sees("err.unknown", "ho.waiting")


def test_the_case_hears_of_another_language() -> None:
    talk = waiting().press("key.more", "btn.language", "lang.name.ru").sees("lang.changed", "ho.waiting")
    assert talk.heard() == [LanguageChanged("ru")]
    assert isinstance(talk.said, Say)
    assert talk.said.lang == "ru"


def test_after_the_talk_a_draft_that_was_put_aside_goes_on() -> None:
    talk = chat().opened("en").tick("incident_group:words").press("incident_type:threat")
    talk.press("key.person", "btn.person", "btn.from_zero", "btn.who_any", "btn.end_chat", "btn.end_chat")
    talk.sees("ho.cancelled", "v.type")
    assert talk.ticked() == ["incident_type:threat"]
    assert talk.heard()[-1] == TalkEnded()


def test_stop_in_a_talk_is_about_the_draft_that_was_put_aside() -> None:
    talk = chat().opened("en").tick("incident_group:words").press("incident_type:threat")
    talk.press("key.person", "btn.person", "btn.from_zero", "btn.who_any", "key.more", "btn.stop").sees(
        "stop.q"
    )
    talk.press("btn.continue").sees("v.type").press("key.person", "key.more", "btn.stop", "btn.erase")
    assert talk.texts == ["stop.erased"]
    assert talk.case is not None, "the talk goes on"


def test_the_card_of_a_talk_follows_its_case_though_the_person_does_nothing() -> None:
    talk = waiting()
    joined = replace(talk.session, talk=Standing("claimed"))
    session, (say,) = redrawn(talk.flows, joined, MONDAY)
    assert isinstance(say, Say)
    assert ([line.id for line in say.lines], say.quiet, say.fresh) == (["talk.on"], True, False)
    assert (session.at, session.card) == ("claimed", talk.session.card + 1)
    assert redrawn(talk.flows, waiting().press("key.more").session, MONDAY)[1] == []
