"""A message left while nobody is there: shown back, saved by a key only, and nothing of it is lost."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from flows.facts import ReporterReturned, ReporterSentMedia, ReporterWrote, VoiceReleased
from flows.model import MediaSent, RemoveTyped, TextSent
from flows.session import Talk as Standing
from flows.step import VEIL, redrawn
from flows.typed import is_scrubbed
from tests.flows.talk import MONDAY, NOON, Talk
from tests.flows.talks import came_back, waiting
from tests.flows.telling import Telling


def left(*words: str) -> Talk:
    """Somebody who is leaving a message."""
    talk = waiting(NOON, "btn.leave_message")
    for one in words:
        talk.writes(one)
    return talk


def shown_back(talk: Talk) -> str:
    """The words that stand on the card as they will be saved, "" where there are none."""
    words = [line.values["words"] for line in talk.card.lines if line.id == "text.words"]
    return str(words[0]) if words else ""


def key(talk: Talk, word: str) -> int:
    keys = [one for row in talk.card.keys for one in row]
    return next(one.press for one in keys if word in (one.label.id, one.label.values.get("word")))


# ---------------------------------------------------------------------------- shown back, saved


def test_what_is_typed_is_shown_back_with_what_was_replaced_and_only_a_key_saves_it() -> None:
    talk = left().writes("Call [phone number]", replaced=1).sees("names.replaced", "names.check")
    assert shown_back(talk) == "Call [phone number]"
    assert RemoveTyped() in talk.effects
    assert talk.labels[:3] == ["btn.text_ok", "btn.cancel", "btn.take_out"]
    assert talk.heard() == []
    talk.press("btn.text_ok").sees("talk.more")
    assert talk.heard() == [ReporterWrote("Call [phone number]")]
    assert talk.session.typed == ""
    talk.press("btn.done").sees("ho.left")


def test_what_is_written_in_short_pieces_is_one_message() -> None:
    talk = left("Hello", "I need help", "\n\x00\n").sees("talk.nothing_yet")
    assert shown_back(talk) == "Hello\nI need help"
    talk.press("btn.text_ok")
    assert talk.heard() == [ReporterWrote("Hello\nI need help")]


def test_a_message_can_be_dropped_before_it_is_saved() -> None:
    talk = left("Hello").press("btn.cancel").sees("ho.leave_prompt")
    assert (talk.heard(), talk.session.typed) == ([], "")
    talk.press("btn.done").sees("talk.nothing_yet")


def test_who_drops_what_they_wrote_after_a_report_is_back_where_it_waits() -> None:
    talk = came_back("waiting", wish="report").writes("Hello").press("btn.cancel").sees("talk.waits")
    assert talk.heard() == [ReporterReturned()]


def test_done_on_the_card_before_sends_nothing_unseen_and_loses_nothing() -> None:
    talk = left()
    card, done = talk.card.card, key(talk, "btn.done")
    talk.writes("Hello").number(done, card).sees("names.check")
    assert (talk.toast(), talk.heard(), shown_back(talk)) == ("err.old_button", [], "Hello")
    card, ok = talk.card.card, key(talk, "btn.text_ok")
    talk.writes("there").number(ok, card)
    assert (talk.toast(), talk.heard(), shown_back(talk)) == ("err.old_button", [], "Hello\nthere")
    card, ok = talk.card.card, key(talk, "btn.text_ok")
    talk.number(ok, card).number(ok, card)
    assert len(talk.heard()) == 1, "pressed twice it is saved once"


def test_more_words_can_be_taken_out_of_a_message() -> None:
    talk = left("My cousin Ola Nowak").press("btn.take_out").sees("names.take_out")
    talk.number(key(talk, "Ola")).number(key(talk, "Nowak")).press("btn.back").sees("names.check")
    talk.press("btn.text_ok")
    assert talk.heard() == [ReporterWrote("My cousin […]")]


def test_what_is_too_long_stays_in_the_chat_to_be_shortened() -> None:
    talk = left("Hello").writes("x" * 3000).sees("text.too_long")
    assert RemoveTyped() not in talk.effects
    assert shown_back(talk) == "Hello"
    talk = left("x" * 3001).sees("text.too_long", "ho.leave_prompt")
    assert talk.session.at == "leave"


def test_a_start_or_another_card_in_between_loses_nothing() -> None:
    talk = left("Hello").command("start").sees("names.check")
    assert shown_back(talk) == "Hello"
    talk.press("key.emergency", "btn.back").press("key.more", "btn.language", "lang.name.uk")
    talk.press("btn.text_ok")
    assert ReporterWrote("Hello") in talk.heard()


def test_a_draft_that_was_put_aside_keeps_its_own_words() -> None:
    talk = Telling().tells(
        "victim", "incident_group:words", "incident_type:verbal_insult", "need:legal_advice"
    )
    talk.comes_to("v_words").types("Mine")
    talk.press("key.person", "btn.leave_message", "btn.from_zero", "btn.who_any").sees("ho.leave_prompt")
    talk.writes("For you")
    assert shown_back(talk) == "For you"
    talk.press("btn.text_ok", "btn.done", "btn.continue").sees("names.check")
    assert shown_back(talk) == "Mine"
    talk.press("key.person", "btn.continue").sees("names.check").press("key.person").timer(VEIL)
    talk.press("btn.continue").sees("review.hidden")
    assert shown_back(talk) == "", "the phone lay silent meanwhile"


# ---------------------------------------------------------------------------- when it is a message left


def test_whoever_waits_for_no_talk_leaves_messages_wherever_they_write() -> None:
    """After the end of a message, with a report, and coming back: nobody is there to read at once."""
    for talk in (
        left("One").press("btn.text_ok", "btn.done"),
        left("One").press("btn.text_ok", "btn.done").command("start"),
        came_back("waiting", wish="message"),
        came_back("waiting", wish="report"),
    ):
        talk.heard()
        talk.writes("Two").sees("names.check").press("btn.text_ok").sees("talk.more")
        assert [fact for fact in talk.heard() if fact != ReporterReturned()] == [ReporterWrote("Two")]


@pytest.mark.parametrize("state", ["claimed", "resting"])
def test_once_somebody_has_the_case_words_pass_as_they_are_written(state: str) -> None:
    talk = left().becomes(state=state).writes("I am Jan")
    assert talk.heard() == [ReporterWrote("I am Jan")]
    assert not came_back("waiting").writes("I am Jan").shows("names.check"), "who waits for a talk is in it"


def test_what_stands_unsaved_while_somebody_comes_is_joined_and_still_asked_for() -> None:
    talk = left("Hello").becomes(state="claimed").writes("there").sees("names.check")
    assert (talk.heard(), shown_back(talk)) == ([], "Hello\nthere")
    talk.press("btn.text_ok").writes("I am Jan")
    assert talk.heard() == [ReporterWrote("Hello\nthere"), ReporterWrote("I am Jan")]


def test_where_the_case_is_gone_nothing_is_sent_and_nothing_breaks() -> None:
    talk = left("Hello")
    talk.case = None
    talk.press("btn.text_ok").sees("talk.gone")
    assert (talk.toast(), talk.heard()) == ("talk.settled", [])
    talk = left("Hello").becomes(state="closed").press("btn.text_ok").sees("talk.closed")
    assert talk.heard() == []


def test_an_answer_that_came_meanwhile_is_shown_when_the_message_is_saved() -> None:
    talk = left("Hello").becomes(unread=1).command("start").sees("names.check")
    talk.press("btn.text_ok").sees("talk.answer_card")


# ---------------------------------------------------------------------------- crisis, edits, media


def test_a_message_that_was_not_scrubbed_is_not_kept_and_it_is_said() -> None:
    talk = left("Hello").loses("I am Jan Kowalski").sees("text.unscrubbed")
    assert (talk.heard(), shown_back(talk)) == ([], "Hello")
    talk = left().loses("I am Jan Kowalski, he will kill me").sees("help.card", "text.unscrubbed")
    assert "Kowalski" not in str(talk.session)
    assert talk.press("btn.go_on").session.at == "leave"


def test_words_of_a_crisis_bring_help_first_and_it_is_said_that_they_are_not_sent_yet() -> None:
    talk = left("he will kill me").sees("talk.unsent", "help.card").press("btn.go_on").sees("names.check")
    assert talk.heard() == []
    talk.press("btn.text_ok")
    assert talk.heard() == [ReporterWrote("he will kill me", crisis=True)]


def test_words_of_a_crisis_that_the_scrubber_took_for_a_name_are_told_all_the_same() -> None:
    talk = left("Hello")
    talk.happens(TextSent(at=NOON, text="[imię] za mną", scrubbed="yes", replaced=1, crisis=True))
    talk.sees("help.card").press("btn.go_on", "btn.text_ok").writes("And more").press("btn.text_ok")
    assert talk.heard() == [ReporterWrote("Hello\n[imię] za mną", crisis=True), ReporterWrote("And more")]


def test_an_edit_changes_nothing_and_it_is_said() -> None:
    talk = left("Hello").edits("Hello, I am Jan").sees("text.edited")
    assert (talk.heard(), shown_back(talk)) == ([], "Hello")
    assert RemoveTyped() in talk.effects


def test_a_photo_passes_and_what_is_written_beneath_it_is_shown_back() -> None:
    talk = left().sends("photo", "from [name]", taken=True).sees("talk.photo_ok", "names.check")
    assert talk.heard() == [ReporterSentMedia("photo")]
    talk.press("btn.text_ok")
    assert talk.heard() == [ReporterWrote("from [name]")]
    talk = left().sends("document", "my contract").sees("talk.file_no", "names.check")
    assert (talk.heard(), shown_back(talk)) == ([], "my contract")


def test_a_voice_waits_for_its_button_and_the_words_beneath_it_for_theirs() -> None:
    talk = left().sends("voice", "listen", taken=True).sees("talk.voice").press("btn.voice_send")
    assert talk.heard() == [ReporterSentMedia("voice"), VoiceReleased()]
    assert shown_back(talk.sees("names.check")) == "listen"


# ---------------------------------------------------------------------------- the veil


def test_after_the_silence_the_words_are_hidden_and_what_is_typed_then_brings_none_of_them_back() -> None:
    talk = left("Secret").timer(VEIL).sees("review.hidden")
    assert talk.card.quiet
    assert (shown_back(talk), talk.shows_key("btn.take_out")) == ("", False)
    talk.writes("Other").sees("names.check")
    assert shown_back(talk) == "Other"
    talk = left("Secret").press("btn.take_out").timer(VEIL).press("btn.text_ok")
    assert talk.heard() == [ReporterWrote("Secret")]
    assert talk.session.veiled == ()


def test_a_card_drawn_anew_because_the_case_moved_on_still_asks() -> None:
    talk = left("Hello")
    here, effects = redrawn(talk.flows, replace(talk.session, talk=Standing("claimed")), MONDAY)
    assert (here.at, here.typed, len(effects)) == ("check", "Hello", 1)


def test_captions_are_scrubbed_where_a_message_is_left_and_nowhere_else() -> None:
    photo = MediaSent(at=NOON, kind="photo", caption="my name")
    for talk, scrubbed in ((left(), True), (waiting(), False), (left().becomes(state="claimed"), False)):
        assert is_scrubbed(talk.flows, replace(talk.session, talk=talk.case), photo) is scrubbed
