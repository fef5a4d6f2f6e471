"""The return code: shown once and kept nowhere, tried as it was typed; what lies under it is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from flows.facts import CodeGiven
from flows.model import (
    CodeMade,
    CodeTried,
    EmptyMailbox,
    MakeCode,
    RemoveTyped,
    Say,
    SetTimer,
    TryCode,
    encode,
)
from tests.flows.talk import CODE, MONDAY, NOON, Talk
from tests.flows.talks import chat, waiting

if TYPE_CHECKING:
    from collections.abc import Callable

GROUPS = "1234 5678 9012 3456 7890 1234"


def offered() -> Talk:
    return waiting().press("btn.code").sees("code.offer")


def given() -> Talk:
    return offered().press("btn.code_yes").sees("code.card")


def typed(**found: Any) -> Talk:
    """Somebody who has typed a code on another phone; `found` is what the edge says to it."""
    talk = chat().command("start").press("lang.name.en").command("code").sees("code.prompt")
    talk.mailbox = CodeTried(at=MONDAY, **found)
    return talk.writes(CODE)


def letters() -> Talk:
    talk = typed(result="found", letters=("Dear you,\nthe office …", "P.S."), mailbox="0a1b")
    return talk.sees("code.found")


# ---------------------------------------------------------------------------- a code is given


def test_a_code_is_offered_and_never_forced() -> None:
    talk = offered().press("btn.code_no").sees("ho.waiting")
    assert talk.heard() == []
    assert talk.shows_key("btn.code"), "one may think better of it"


def test_the_digits_stand_in_groups_on_a_card_of_their_own_and_nowhere_else() -> None:
    talk = given()
    assert str(talk.card.lines[0].values["code"]) == GROUPS
    assert talk.labels == ["btn.code_saved", "key.emergency", "key.person", "key.more"]
    assert [type(effect) for effect in talk.effects if isinstance(effect, MakeCode | Say)] == [MakeCode, Say]
    assert SetTimer("code", 600) in talk.effects
    assert talk.heard() == [CodeGiven()], "it is the case's at once: who leaves quickly has it written down"
    kept = encode(talk.session)
    assert not any(part.encode() in kept for part in (CODE, GROUPS, "5678"))


def test_written_down_it_goes_from_the_screen() -> None:
    talk = given().press("btn.code_saved").sees("code.hidden", "ho.waiting").sees_no("code.card")
    assert not talk.shows_key("btn.code"), "there is one now"


def test_after_ten_minutes_it_goes_quietly() -> None:
    talk = given()
    old = talk.card.card
    talk.timer("code").sees("code.hidden", "ho.waiting")
    assert talk.card.quiet
    assert talk.card.card > old
    talk.number(0, card=old)
    assert talk.toast() == "err.old_button"
    for other in (offered(), waiting(), chat()):
        assert other.timer("code").effects == [], "where no digits stand nothing changes"


def test_a_card_that_is_drawn_anew_does_not_know_the_digits_and_offers_other_ones() -> None:
    talk = given().number(999).sees("code.gone").sees_no("code.card")
    assert talk.labels[:2] == ["btn.code_saved", "btn.code_yes"]
    talk.press("btn.code_yes").sees("code.card")
    talk.press("key.emergency", "btn.back").sees("ho.waiting")


def test_from_the_end_of_a_report_with_a_wish_a_code_is_offered_too() -> None:
    talk = chat(NOON).opened("en").tick("incident_group:words").tick("incident_type:threat")
    talk.skip_to("v_need").tick("need:psychological").review().press("btn.send").sees("thanks.case")
    talk.press("btn.code", "btn.code_yes").sees("code.card").press("btn.code_saved").sees("thanks.case")
    assert not talk.shows_key("btn.code")


def test_without_an_open_case_there_is_no_code() -> None:
    talk = offered().becomes(state="closed").press("btn.code_yes")
    assert (talk.toast(), talk.heard()) == ("talk.settled", [])
    assert not talk.shows_key("btn.code")


def test_a_code_that_comes_too_late_is_shown_all_the_same() -> None:
    talk = waiting().happens(CodeMade(at=MONDAY, code=CODE)).sees("code.card")
    assert talk.heard() == [CodeGiven()]


# ---------------------------------------------------------------------------- a code is tried


@pytest.mark.parametrize("way", ["/code", "menu.code"])
def test_a_code_can_be_entered_from_anywhere_and_one_can_go_back(way: str) -> None:
    for talk in (chat().command("start").press("lang.name.en"), waiting(), chat().opened("en")):
        before = talk.texts
        talk.command("code") if way == "/code" else talk.press("key.more", way)
        talk.sees("code.prompt").press("btn.back")
        assert talk.texts == before


def test_what_is_typed_is_tried_as_it_is_and_removed_from_the_chat() -> None:
    for words in (CODE, GROUPS, "hello", "1234-5678"):
        talk = chat().command("start").press("lang.name.en").command("code").writes(words)
        assert TryCode(words) in talk.effects
        assert RemoveTyped() in talk.effects
        assert sum(isinstance(effect, Say) for effect in talk.effects) == 1
        assert words.encode() not in encode(talk.session)


def test_also_in_a_talk_a_typed_code_reaches_nobody() -> None:
    talk = waiting().command("code").writes(GROUPS)
    assert talk.heard() == []
    assert RemoveTyped() in talk.effects


def test_words_of_a_crisis_are_no_code() -> None:
    talk = chat().command("start").press("lang.name.en").command("code").writes("I want to kill myself")
    talk.sees("help.card")
    assert not [effect for effect in talk.effects if isinstance(effect, TryCode)]


def test_what_does_not_fit_is_told_and_can_be_tried_again() -> None:
    typed(result="slip").sees("code.slip", "code.prompt").writes(CODE).sees("code.slip")
    talk = typed(result="wrong", left=7).sees("code.wrong", "code.prompt")
    assert talk.card.lines[0].values["count"] == 7
    talk = typed(result="locked", seconds=61).sees("code.locked", "dur.minutes")
    assert talk.session.over == "code_locked:2"
    talk.press("btn.back").sees("safety.q")
    typed(result="locked", seconds=0).sees("code.locked")


# ---------------------------------------------------------------------------- what lies under it


def test_where_nobody_has_written_yet_it_says_so() -> None:
    talk = typed(result="found").sees("code.no_reply")
    assert not any(isinstance(effect, EmptyMailbox) for effect in talk.effects)
    talk.press("btn.back").sees("safety.q")


def test_letters_are_shown_once_and_then_the_mailbox_is_emptied() -> None:
    talk = letters().sees_no("code.letter").press("btn.open").sees("code.letter")
    assert talk.card.lines[0].values["letter"] == "Dear you,\nthe office …"
    assert not talk.shows_key("btn.have_read"), "there is more to read first"
    talk.press("key.later")
    assert talk.card.lines[0].values["letter"] == "P.S."
    talk.press("btn.have_read").sees("code.hidden", "safety.q")
    assert EmptyMailbox("0a1b") in talk.effects
    assert (talk.session.letters, talk.session.mailbox) == ((), "")


def test_letters_that_were_not_read_leave_the_session_and_stay_in_their_mailbox() -> None:
    ways: dict[str, Callable[[Talk], Talk]] = {
        "btn.back": lambda talk: talk.press("btn.back"),
        "112": lambda talk: talk.press("key.emergency"),
        "a person": lambda talk: talk.press("key.person"),
        "/help": lambda talk: talk.command("help"),
        "silence": lambda talk: talk.timer("veil"),
    }
    for go in ways.values():
        for talk in (letters(), letters().press("btn.open")):
            go(talk)
            assert (talk.session.letters, talk.session.mailbox) == ((), "")
            assert not any(isinstance(effect, EmptyMailbox) for effect in talk.effects)


def test_silence_takes_letters_off_the_screen_without_a_message() -> None:
    talk = letters().press("btn.open").timer("veil").sees("code.prompt").sees_no("code.letter")
    assert talk.card.quiet
