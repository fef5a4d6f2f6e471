"""Words of one's own as a chat: asked last, shown back before they are kept, and hidden in silence."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from flows import interview, telling
from flows.model import Press, Text, text
from flows.step import VEIL
from tests.flows.telling import Telling

OFTEN = ("incident_group:words", "incident_type:verbal_insult", "need:legal_advice")


def asked() -> Telling:
    """A person who is asked for words of their own."""
    return Telling().tells("victim", *OFTEN).comes_to("v_words")


def nobody_did(talk: Telling) -> Telling:
    """A quarter of an hour of silence."""
    talk.timer(VEIL)
    return talk


# ---------------------------------------------------------------------------- typed, shown back, taken in


def test_the_question_can_be_answered_skipped_or_left_and_can_be_sent_without() -> None:
    talk = asked().sees("v.words").sees_no("names.check", "hint.multi")
    assert talk.labels[:3] == ["btn.send_now", "btn.back", "btn.skip"]
    assert interview.asks_words(talk.flows, talk.session)


def test_what_is_typed_is_shown_back_as_it_will_be_kept_and_kept_by_a_key_only() -> None:
    talk = asked().types("  They shouted at me.\tTwice. \n")
    assert talk.shown_back() == "They shouted at me. Twice."
    talk.sees("names.check").sees_no("v.words")
    assert talk.session.words == {}
    assert [label for label in talk.labels if not label.startswith("key.")] == [
        *("btn.text_ok", "btn.edit", "btn.take_out", "btn.send_now", "btn.back", "btn.skip")
    ]
    talk.press("btn.text_ok").sees("review.title", "review.case")
    assert talk.session.words == {"v_words": "They shouted at me. Twice."}
    assert talk.session.trail[-1] == "v_words"
    assert talk.session.typed == ""


def test_typing_again_replaces_it_and_the_key_for_that_says_so() -> None:
    talk = asked().types("One.").press("btn.edit").sees("text.again")
    assert talk.shown_back() == "One."
    assert talk.types("Two.").shown_back() == "Two."
    talk.sees_no("text.again").press("btn.text_ok")
    assert talk.session.words == {"v_words": "Two."}


def test_a_thousand_signs_fit_and_one_more_is_told_with_nothing_lost() -> None:
    talk = asked().types("a" * 1000)
    assert talk.shown_back() == "a" * 1000
    talk.types("Short.").types("b" * 1003).sees("text.too_long")
    assert talk.line("text.too_long").values == {"count": 3, "limit": 1000}
    assert talk.shown_back() == "Short."
    talk.press("btn.text_ok")
    assert talk.session.words == {"v_words": "Short."}


def test_what_does_not_fit_is_known_before_it_would_be_removed_from_the_chat() -> None:
    talk = asked()
    assert telling.too_long(talk.flows, talk.session, "b" * 1001)
    assert not telling.too_long(talk.flows, talk.session, f"  {'b' * 1000}\x00\n")


@pytest.mark.parametrize("nothing", [" \n ", "\u200b\ufeff", "\x00\x1b", "\u200d", "\ud800"])
def test_where_there_is_nothing_to_read_it_is_said_and_what_was_typed_stays(nothing: str) -> None:
    talk = asked().types("Words.").types(nothing).sees("text.nothing")
    assert talk.shown_back() == "Words."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("evil \u202egnp.exe", "evil gnp.exe"),
        ("tab\tand\x00 nul\x07", "tab and nul"),
        ("half \ud83d a sign", "half  a sign"),
        ("می\u200cخواهم 👩\u200d👧", "می\u200cخواهم 👩\u200d👧"),
        ("{label} <b>%s</b> 😀", "{label} <b>%s</b> 😀"),
    ],
)
def test_control_signs_go_and_everything_that_can_be_read_stays(typed: str, kept: str) -> None:
    assert telling.cleaned(typed) == kept
    talk = asked().types(f" {typed} ").press("btn.text_ok")
    assert talk.session.words == {"v_words": kept}


# ---------------------------------------------------------------------------- skip, back, send


def test_a_skip_keeps_nothing_also_of_what_was_typed() -> None:
    talk = asked().types("Words.").press("btn.skip").sees("review.title")
    assert (talk.session.words, talk.session.typed) == ({}, "")
    assert "v_words" in talk.session.trail


def test_back_shows_the_words_again_as_if_just_typed() -> None:
    talk = asked().types("Words.").press("btn.text_ok", "btn.back")
    assert talk.shown_back() == "Words."
    assert (talk.session.words, talk.session.typed) == ({}, "Words.")
    talk.press("btn.text_ok")
    assert talk.session.words == {"v_words": "Words."}


def test_back_from_the_words_goes_to_the_question_before() -> None:
    talk = asked().types("Words.").press("btn.back").sees("v.evidence")
    assert talk.session.typed == ""


def test_send_what_i_have_takes_along_what_stands_on_the_card() -> None:
    talk = asked().types("Words.").press("btn.send_now").sees("review.title")
    assert words_in(talk) == "Words."
    assert talk.session.words == {"v_words": "Words."}


def test_next_was_never_offered_and_answers_nothing() -> None:
    talk = asked().types("Words.").number(Press.NEXT)
    assert talk.toast() == "err.old_button"
    assert talk.session.typed == "Words."


def test_a_key_of_the_words_is_old_where_nothing_was_typed() -> None:
    talk = asked().number(0)
    assert talk.toast() == "err.old_button"
    assert talk.session.at == "v_words"


def test_a_change_of_language_or_a_look_at_the_privacy_card_loses_nothing() -> None:
    talk = asked().types("Words.").press("key.more", "btn.language", "lang.name.uk")
    assert talk.shown_back() == "Words."
    talk.press("key.more", "btn.privacy", "btn.back")
    assert not interview.asks_words(talk.flows, replace(talk.session, over="privacy"))
    talk.press("btn.back")


# ---------------------------------------------------------------------------- in the review


def test_the_review_shows_the_beginning_of_the_words_on_one_line() -> None:
    talk = (
        asked()
        .types("Every morning\nthe same neighbour shouts at us on the stairs and spits.")
        .press("btn.text_ok")
    )
    assert words_in(talk) == "Every morning the same neighbour shouts at us on the stairs…"


def words_in(talk: Telling) -> object:
    """What the review says of the words, on whichever of its pages."""
    while not talk.shows("lab.words"):
        talk.press("key.later")
    summary = talk.line("review.title").values["summary"]
    rows = [row for row in getattr(summary, "texts", ()) if row.values["label"] == text("lab.words")]
    answers = rows[0].values["answers"]
    return answers.id if isinstance(answers, Text) else answers


def test_skipped_words_stand_in_the_review_as_no_answer() -> None:
    talk = asked().press("btn.skip")
    assert words_in(talk) == "review.no_answer"


def test_words_can_be_changed_from_the_review() -> None:
    talk = asked().types("One.").press("btn.text_ok", "btn.edit", "lab.words")
    assert talk.shown_back() == "One."
    talk.types("Two.").press("btn.text_ok").sees("review.changed")
    assert talk.session.words == {"v_words": "Two."}
    talk.press("btn.edit", "lab.words").types("Three.").press("btn.back").sees("review.title")
    assert (talk.session.words, talk.session.typed) == ({"v_words": "Two."}, "")
    talk.press("btn.edit", "lab.words", "btn.skip").sees("review.changed")
    assert talk.session.words == {}


def test_words_go_with_the_answer_that_had_opened_them() -> None:
    talk = asked().types("Words.").press("btn.text_ok", "btn.edit", "lab.need")
    talk.press("need:legal_advice").tick("need:register_only").sees("review.changed", "review.register")
    assert talk.session.words == {}
    assert "v_words" not in talk.session.trail
    talk.press("btn.edit", "lab.type").press("btn.next")
    assert not talk.opens()


def test_words_go_where_sexual_violence_is_told_after_all() -> None:
    talk = asked().types("Words.").press("btn.text_ok", "btn.edit", "lab.type")
    talk.press("incident_group:violence", "btn.next", "btn.next").tick("incident_type:sexual_violence")
    talk.comes_to()
    assert talk.session.words == {}


# ---------------------------------------------------------------------------- the veil


def test_after_the_silence_the_words_are_kept_but_not_shown() -> None:
    talk = nobody_did(asked().types("Words.")).sees("v.words", "review.hidden").sees_no("names.check")
    assert talk.shown_back() == ""
    assert not talk.shows_key("btn.back")
    talk.press("btn.text_ok").sees("review.hidden").sees_no("lab.words")
    assert talk.session.words == {"v_words": "Words."}
    assert not talk.shows_key("btn.edit")


def test_what_is_typed_after_the_silence_is_shown() -> None:
    talk = nobody_did(asked().types("Before.")).types("After.")
    assert talk.shown_back() == "After."
    talk.press("btn.text_ok").sees("review.hidden", "lab.words")
    assert words_in(talk) == "After."


def test_words_that_were_taken_in_are_veiled_with_the_rest() -> None:
    talk = nobody_did(asked().types("Words.").press("btn.text_ok")).sees("review.hidden").sees_no("lab.words")
    assert talk.session.words == {"v_words": "Words."}


# ---------------------------------------------------------------------------- what ends them


def test_a_new_start_or_another_role_keeps_no_words() -> None:
    talk = asked().types("Words.").press("btn.text_ok")
    talk.command("start").press("btn.anew")
    assert (talk.session.words, talk.session.typed) == ({}, "")
    talk = Telling().tells("professional", "btn.purpose_training").comes_to("p_training").types("For ten.")
    for _ in range(3):
        talk.press("btn.back")
    talk.sees("role.q")
    assert (talk.session.words, talk.session.typed, talk.session.trail) == ({}, "", ())


def test_a_questionnaire_that_changed_keeps_what_was_typed_while_it_is_still_asked() -> None:
    talk = asked().types("Words.")
    victim = replace(talk.flows.questionnaires["victim"], revision="another")
    talk.flows = replace(talk.flows, questionnaires={**talk.flows.questionnaires, "victim": victim})
    talk.command("help").sees("sys.changed").press("btn.back")
    assert talk.shown_back() == "Words."


# ---------------------------------------------------------------------------- on any way


ASIDE = {
    *("btn.person", "btn.quick_exit", "btn.send", "btn.erase", "btn.no", "btn.again"),
    *("key.emergency", "key.person", "key.more", "key.earlier"),
}
"""Keys that leave the questions."""
LIKELY = {
    *("reporter_knowledge:told_by_person", "person_knows:yes_agrees", "need:legal_advice"),
    *("need:intervention", "btn.next", "btn.text_ok"),
}
"""Keys on the way to words."""


@pytest.mark.parametrize("role", ["victim", "witness", "on_behalf", "professional"])
def test_on_any_way_words_are_kept_only_for_questions_behind_us_that_apply(role: str) -> None:
    kept = 0
    for seed in range(25):
        talk, chance = Telling().opened("en", role), random.Random(f"words{role}{seed}")
        for _ in range(120):
            if talk.session.phase not in ("interview", "review"):
                break
            if interview.asks_words(talk.flows, talk.session) and chance.random() < 0.7:
                talk.types(chance.choice(["Words.", "a" * 1200, " ", "Other words.\n" * 3]))
            keys = [key for row in talk.card.keys for key in row if key.label.id not in ASIDE]
            likely = [key for key in keys if key.label.id in LIKELY and chance.random() < 0.6]
            talk.number(chance.choice(likely or keys).press)
            kept += _sound(talk)
    assert kept > 20, "many came to keep words"


def _sound(talk: Telling) -> bool:
    """Whether words are kept, and for no question that was not asked, does not apply, or may not be asked."""
    session = talk.session
    assert set(session.words) <= set(session.trail)
    assert all(0 < len(words) <= 1000 for words in session.words.values())
    if session.words:
        known = talk.flows.questionnaires[session.flow].by_id
        assert {known[id_].kind for id_ in session.words} == {"text"}
        assert talk.opens()
        assert "sexual_violence" not in {code for codes in session.answers.values() for code in codes}
    return bool(session.words)
