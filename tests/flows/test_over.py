"""What lies over the conversation, from anywhere, and the way back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.model import Erase, Press, RemoveTyped
from tests.flows.talk import Talk, flows, team

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.bundle import Flows


def in_an_interview() -> Talk:
    return Talk().opened().tick("incident_group:words").press("incident_type:threat")


def in_a_review() -> Talk:
    return in_an_interview().press("btn.send_now")


def at_an_end() -> Talk:
    return in_a_review().press("btn.send")


STANDS: dict[str, Callable[[], Talk]] = {
    "opening": lambda: Talk().command("start", "en").press("safety:safe"),
    "interview": in_an_interview,
    "review": in_a_review,
    "end": at_an_end,
}

# ---------------------------------------------------------------------------- a person


@pytest.mark.parametrize("stand", STANDS)
def test_without_a_team_the_person_card_shows_contacts_and_promises_nobody(stand: str) -> None:
    talk = STANDS[stand]().press("key.person").sees("alone.person", "contact.line", "contact:gcrt")
    assert talk.session.over == "person"
    assert not [label for label in talk.labels if label.startswith(("btn.wait", "btn.leave", "btn.pass"))]
    assert not [text for text in talk.texts if text.startswith(("ho.", "talk."))]


def test_the_person_card_fits_what_was_told() -> None:
    talk = Talk().opened().tick("incident_group:violence").press("incident_type:domestic_violence")
    talk.press("btn.next", "key.person").sees("contact:emergency_112", "contact:niebieska_linia")


# ---------------------------------------------------------------------------- stop and erase


def test_stop_asks_once_what_becomes_of_the_answers() -> None:
    talk = in_an_interview().press("key.more", "btn.stop").sees("stop.q")
    assert talk.labels[:3] == ["btn.send_now", "btn.erase", "btn.continue"]
    talk.press("btn.continue").sees("v.type")
    assert talk.ticked() == ["incident_type:threat"]
    talk.press("key.more", "btn.stop", "btn.send_now").sees("review.title", "incident_type:threat")
    talk.press("key.more", "btn.stop", "btn.erase")
    assert talk.texts == ["stop.erased"]
    assert talk.erased is not None
    assert talk.erased.scope == "draft", "what was sent before is taken back by /erase only"


def test_stop_offers_to_send_only_what_is_a_report() -> None:
    talk = Talk().opened().press("key.more", "btn.stop")
    assert talk.labels[:2] == ["btn.erase", "btn.continue"]


def test_after_a_report_there_is_nothing_to_stop_but_all_can_be_erased() -> None:
    """Of a professional too nothing is kept for the next incident."""
    talk = Talk().opened("pl", "professional").press("btn.purpose_register", "professional_type:teacher")
    talk.skip_to("p_group").press("incident_group:words", "btn.next", "incident_type:threat", "btn.send_now")
    talk.press("btn.send").sees("p.more").press("key.more")
    assert talk.shows_key("btn.erase")
    assert not talk.shows_key("btn.stop")


def test_where_nothing_was_answered_more_offers_erase_in_place_of_stop() -> None:
    for stand in ("opening", "end"):
        talk = STANDS[stand]().press("key.more")
        assert talk.shows_key("btn.erase")
        assert not talk.shows_key("btn.stop")


def test_erase_says_the_same_whatever_is_held() -> None:
    """Nobody who holds the phone learns from /erase whether something was told or sent."""
    asked, done = set(), set()
    for stand in STANDS.values():
        talk = stand().press("key.more", "btn.language", "lang.name.en").command("erase")
        asked.add((tuple(talk.texts), tuple(talk.labels)))
        talk.press("btn.erase_yes")
        assert talk.erased is not None
        assert talk.erased.scope == "everything"
        done.add((tuple(talk.texts), tuple(talk.labels), talk.card.lang))
    assert asked == {(("erase.confirm",), ("btn.erase_yes", "btn.erase_no", *FIXED))}
    assert done == {(("erase.done",), (), "en")}


FIXED = ("key.emergency", "key.person", "key.more")


@pytest.mark.parametrize("stand", STANDS)
def test_who_does_not_erase_after_all_is_back_where_they_were(stand: str) -> None:
    talk = STANDS[stand]()
    before = talk.session
    talk.command("erase").press("btn.erase_no").sees("erase.kept")
    assert same(talk, before)
    assert not any(isinstance(effect, Erase) for effect in talk.effects)


# ---------------------------------------------------------------------------- and back


def same(talk: Talk, before: object) -> bool:
    fields = ("lang", "phase", "at", "over", "page", "sheet", "picked", "answers", "trail", "role", "consent")
    return all(getattr(talk.session, field) == getattr(before, field) for field in fields)


WAYS = {
    "112": ["key.emergency"],
    "a person": ["key.person"],
    "more": ["key.more"],
    "a person from more": ["key.more", "btn.person"],
    "the languages": ["key.more", "btn.language"],
    "an interpreter": ["key.more", "btn.interpreter"],
    "privacy": ["key.more", "btn.privacy"],
}


@pytest.mark.parametrize("stand", STANDS)
@pytest.mark.parametrize("way", WAYS)
def test_every_card_laid_over_goes_back_to_where_we_were(stand: str, way: str) -> None:
    talk = STANDS[stand]()
    before, texts = talk.session, talk.texts
    talk.press(*WAYS[way])
    assert talk.session.over
    talk.press("btn.back")
    assert same(talk, before)
    assert talk.texts == texts


@pytest.mark.parametrize("stand", STANDS)
@pytest.mark.parametrize("command", ["person", "language", "privacy", "help"])
def test_so_does_every_card_laid_over_by_a_command(stand: str, command: str) -> None:
    talk = STANDS[stand]()
    before = talk.session
    talk.command(command)
    assert talk.session.over == command
    assert talk.card.fresh, "it stands below what was typed"
    assert same(talk.press("btn.back"), before)


def test_safe_now_goes_on_where_we_were() -> None:
    in_an_interview().press("key.emergency", "btn.safe_now").sees("v.type")
    talk = Talk().command("start", "en").press("safety:not_safe", "key.emergency", "btn.safe_now")
    talk.sees("welcome")


@pytest.mark.parametrize("language", ["be", "ar", "pjm", "other"])
def test_an_interpreter_is_looked_for_at_places_that_can_help(language: str) -> None:
    talk = in_an_interview().press("key.more", "btn.interpreter", f"interpreter_language:{language}")
    talk.sees("alone.interpreter", "contact.line").press("btn.back").sees("lang.interpreter")
    talk.press("btn.back").sees("v.type")


def test_all_of_the_privacy_notice_can_be_read_and_left_at_once() -> None:
    talk = in_an_interview().press("key.more", "btn.privacy").sees("priv.short")
    topics = [label for label in talk.labels if label.startswith("btn.priv")]
    topics += [
        label
        for label in talk.number(Press.LATER).labels
        if label.startswith("btn.priv") and label not in topics
    ]
    assert len(topics) == 12
    talk.press("btn.back")
    for topic in topics:
        talk.press("key.more", "btn.privacy", topic)
        assert talk.texts != ["priv.short"]
        talk.press("btn.back").sees("priv.short").press("btn.back").sees("v.type")


def test_the_quick_exit_of_more_asks_nothing() -> None:
    for stand in STANDS.values():
        talk = stand().press("key.more", "btn.quick_exit")
        assert talk.texts == ["exit.neutral"]
        assert talk.erased is not None
        assert talk.erased.scope == "draft"


# ---------------------------------------------------------------------------- words of a crisis


@pytest.mark.parametrize("stand", STANDS)
@pytest.mark.parametrize("bundle", [flows, team])
def test_words_of_a_crisis_bring_help_first_and_then_the_talk_goes_on(
    stand: str, bundle: Callable[[], Flows]
) -> None:
    talk = STANDS[stand]()
    talk.flows = bundle()
    before = talk.session
    talk.writes("хочу умереть").sees("help.card", "text.not_taken")
    assert talk.labels == ["btn.go_on", "btn.person", "btn.quick_exit", *FIXED]
    assert RemoveTyped() in talk.effects
    assert same(talk.press("btn.go_on"), before)
    talk.sends("photo", "I am in danger").sees("help.card").press("btn.person")
    assert talk.session.over == "person"


def test_where_words_are_asked_for_those_of_a_crisis_are_kept_and_help_stands_before_them() -> None:
    talk = Talk(bundle=team()).opened("en").tick("incident_group:words").tick("incident_type:threat")
    talk.skip_to("v_need").tick("need:psychological").skip_to("v_words").writes("He says he will kill me")
    talk.sees("help.card").press("btn.go_on").sees("text.words")
    assert talk.session.typed == "He says he will kill me"


def test_with_a_team_more_knows_the_code() -> None:
    talk = Talk(bundle=team()).opened("en").press("key.more")
    assert len([label for label in talk.labels if label.startswith(("btn.", "menu."))]) == 8
    talk.press("menu.code").sees("code.prompt")
    assert not Talk().opened("en").press("key.more").shows_key("menu.code")
