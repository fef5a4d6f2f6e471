"""What is written, sent and pressed in a talk reaches the case as it is; in a crisis help comes first."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from flows.facts import (
    AnswerOpened,
    AnswerPutOff,
    InterpreterAnswered,
    Rated,
    Reopened,
    ReporterEdited,
    ReporterSentMedia,
    ReporterWrote,
    VoiceReleased,
    VoiceWithdrawn,
)
from flows.model import LocationShared, Press, RemoveTyped, text
from flows.relay import relays
from flows.session import Talk as Standing
from tests.flows.talk import MONDAY
from tests.flows.talks import came_back, chat, left_quietly, waiting

COUNSELLORS = ("claimed", "resting")

# ---------------------------------------------------------------------------- words


def test_what_is_written_goes_to_the_case_and_stays_in_the_chat() -> None:
    talk = waiting().writes("Hello").sees("talk.received", "ho.waiting")
    assert talk.card.fresh, "the first message of somebody who waits is acknowledged below it"
    for words in ("I wrote yesterday", "/ and more", "Ще раз"):
        talk.writes(words)
        assert not talk.shown, "the card is not drawn for each message"
        assert RemoveTyped() not in talk.effects
    told = [fact.text for fact in talk.heard() if isinstance(fact, ReporterWrote)]
    assert told == ["Hello", "I wrote yesterday", "/ and more", "Ще раз"]


@pytest.mark.parametrize("state", COUNSELLORS)
def test_in_the_talk_every_word_is_relayed(state: str) -> None:
    talk = waiting().becomes(state=state).command("start")
    talk.writes("one").writes("two")
    assert talk.heard() == [ReporterWrote("one"), ReporterWrote("two")]


def test_with_a_card_laid_over_the_talk_words_are_relayed_too() -> None:
    talk = waiting().press("key.more", "btn.privacy").writes("are you there?")
    assert talk.heard() == [ReporterWrote("are you there?")]
    assert not talk.shown
    talk.press("btn.back").sees("ho.waiting")


def test_a_changed_message_is_told_as_changed_and_elsewhere_changes_nothing() -> None:
    talk = waiting().writes("tomorow").edits("tomorrow")
    assert talk.heard()[-1] == ReporterEdited("tomorrow")
    assert not talk.shown
    talk = chat().opened("en").edits("tomorrow").sees("text.edited")
    assert talk.heard() == []
    assert RemoveTyped() in talk.effects


def test_in_a_closed_talk_nothing_is_passed_on_and_it_says_so() -> None:
    talk = waiting().becomes(state="closed").writes("thank you").sees("talk.not_sent", "talk.closed")
    assert talk.heard() == []
    assert RemoveTyped() not in talk.effects, "it can be sent again after reopening"
    talk.press("btn.reopen").sees("ho.reopened", "ho.waiting").writes("one thing more").sees("talk.received")
    assert talk.heard() == [Reopened(), ReporterWrote("one thing more")]


def test_a_place_is_not_taken_in_a_talk() -> None:
    talk = waiting().happens(LocationShared(at=MONDAY, latitude=54.4, longitude=18.6))
    talk.sees("location.not_now")
    assert RemoveTyped() in talk.effects
    assert talk.heard() == []


# ---------------------------------------------------------------------------- words of a crisis


def test_words_of_a_crisis_are_relayed_and_bring_the_help_card_first() -> None:
    talk = waiting().becomes(state="claimed").writes("he will kill me").sees("talk.received", "help.card")
    assert talk.heard() == [ReporterWrote("he will kill me", crisis=True)]
    assert talk.card.fresh
    talk.writes("I want to die")
    assert talk.heard() == [ReporterWrote("I want to die", crisis=True)]
    assert not talk.shown, "the card stands there already"
    talk.press("btn.go_on").sees("talk.on")


def test_beneath_a_photo_and_in_a_changed_message_they_are_found_too() -> None:
    talk = waiting().sends("photo", "он меня убьёт", taken=True).sees("help.card")
    talk.press("btn.go_on").edits("chcę się zabić").sees("help.card")
    photo, edited = talk.heard()
    assert photo == ReporterSentMedia("photo", "он меня убьёт", crisis=True)
    assert edited == ReporterEdited("chcę się zabić", crisis=True)


def test_words_of_a_crisis_in_place_of_hours_are_a_message_of_which_help_comes_first() -> None:
    talk = left_quietly().press("btn.time_between").writes("he is beating me right now").sees("help.card")
    talk.press("btn.go_on", "btn.text_ok")
    assert talk.heard() == [ReporterWrote("he is beating me right now", crisis=True)]


# ---------------------------------------------------------------------------- photos, voices, files


def test_a_photo_passes_and_what_was_taken_off_is_told() -> None:
    talk = waiting().sends("photo", "this letter", taken=True).sees("talk.photo_ok")
    assert talk.heard() == [ReporterSentMedia("photo", "this letter")]
    assert talk.card.fresh
    assert RemoveTyped() not in talk.effects


def test_a_photo_of_somebody_who_comes_back_is_taken_in() -> None:
    talk = came_back("claimed")
    assert relays(replace(talk.session, talk=talk.case)), "so the edge fetches it"
    assert talk.sends("photo", taken=True).heard() == [ReporterSentMedia("photo")]
    talk.sees("talk.photo_ok", "talk.on")
    for other in (came_back("closed"), chat().command("start")):
        assert not relays(replace(other.session, talk=other.case))


@pytest.mark.parametrize(
    ("key", "fact"), [("btn.voice_send", VoiceReleased()), ("btn.cancel", VoiceWithdrawn())]
)
def test_a_voice_waits_for_its_button(key: str, fact: object) -> None:
    talk = waiting().sends("voice", taken=True).sees("talk.voice")
    assert talk.heard() == [ReporterSentMedia("voice")]
    talk.command("start").sees("talk.voice")
    talk.press("key.emergency", "btn.back").sees("talk.voice").press(key).sees("ho.waiting")
    assert talk.heard() == [fact]


@pytest.mark.parametrize(
    "kind", ["document", "video", "audio", "video_note", "contact", "sticker", "voice", "?"]
)
def test_what_the_edge_has_not_taken_in_is_refused_kindly(kind: str) -> None:
    talk = waiting().sends(kind).sees("talk.file_no")
    assert talk.heard() == []
    talk.sends(kind, refused=text("err.too_large", limit=10)).sees("err.too_large")


def test_what_was_written_beneath_a_refused_file_is_not_lost() -> None:
    assert waiting().sends("document", "my contract").heard() == [ReporterWrote("my contract")]


# ---------------------------------------------------------------------------- keys on messages


ON_MESSAGES = [
    (Press.OPEN, {"unread": 1}, AnswerOpened()),
    (Press.NOT_NOW, {"unread": 1}, AnswerPutOff()),
    (Press.INTERPRETER_YES, {"helping": "offered"}, InterpreterAnswered("yes")),
    (Press.INTERPRETER_OTHER, {"helping": "offered"}, InterpreterAnswered("other")),
    (Press.INTERPRETER_NO, {"helping": "joined"}, InterpreterAnswered("no")),
    (Press.REOPEN, {"state": "closed"}, Reopened()),
    (Press.RATE_YES, {"state": "closed"}, Rated("yes")),
    (Press.RATE_PART, {"state": "closed"}, Rated("part")),
    (Press.RATE_NO, {"state": "closed"}, Rated("no")),
]


@pytest.mark.parametrize(("press", "now", "fact"), ON_MESSAGES)
def test_a_key_on_a_message_works_from_anywhere(press: Press, now: dict[str, object], fact: object) -> None:
    for talk in (waiting(), waiting().press("btn.again"), waiting().press("key.more"), came_back("claimed")):
        talk.becomes(**now).number(press, card=0)
        assert talk.heard() == [fact]


@pytest.mark.parametrize("press", [press for press, _, _ in ON_MESSAGES])
def test_a_key_on_an_old_message_says_kindly_that_it_is_settled(press: Press) -> None:
    for case in (Standing("claimed", rated=True), None):
        talk = waiting()
        talk.case = case
        talk.number(press, card=0)
        assert talk.toast() == "talk.settled"
        assert not [fact for fact in talk.heard() if isinstance(fact, InterpreterAnswered | Rated | Reopened)]
