"""Before the first question: safety, help, who runs this, the one consent, and who is writing."""

from __future__ import annotations

import pytest

from flows.facts import CaseOpened
from flows.model import LANGUAGES, Erase, RemoveTyped, SendReport
from tests.flows.talk import Talk, team


def started() -> Talk:
    return Talk().command("start")


def at_the_notice() -> Talk:
    return started().press("lang.name.en", "safety:safe", "btn.start_report").sees("notice.q")


# ---------------------------------------------------------------------------- safety


@pytest.mark.parametrize("language", LANGUAGES)
def test_safety_is_asked_before_anything_else(language: str) -> None:
    talk = started().sees("lang.all")
    assert talk.press(f"lang.name.{language}").card.lang == language
    talk.sees("safety.q").sees_no("notice.q", "role.q")
    assert {f"safety:{code}" for code in ("safe", "not_sure", "not_safe", "watched")} <= set(talk.labels)


@pytest.mark.parametrize("answer", ["welcome", "notice", "role"])
def test_nothing_of_the_opening_is_reached_past_the_question_of_safety(answer: str) -> None:
    """Whatever is typed or sent first, the language and then safety are asked."""
    talk = Talk().writes(answer).sees("lang.all", "sys.early_text")
    talk.press("btn.skip").sees("safety.q")


def test_safe_goes_on_to_the_welcome() -> None:
    started().press("lang.name.pl", "safety:safe").sees("welcome")


def test_not_sure_leads_to_the_help_card_and_then_to_a_choice() -> None:
    talk = started().press("lang.name.pl", "safety:not_sure").sees("safety.unsure", "help.card")
    talk.sees("contact:adults_116123", "contact:children_116111")
    assert {"btn.go_on", "btn.person", "btn.quick_exit"} <= set(talk.labels)
    talk.press("btn.person").sees("alone.person").press("btn.back").sees("help.card")
    talk.press("btn.go_on").sees("welcome")


def test_not_safe_leads_to_the_emergency_card_from_which_one_can_come_back() -> None:
    talk = started().press("lang.name.pl", "safety:not_safe").sees("safety.emergency")
    talk.press("btn.person").sees("alone.person").press("btn.back").sees("safety.emergency")
    talk.press("btn.safe_now").sees("welcome")


def test_someone_may_be_reading_leads_to_the_neutral_card_at_once() -> None:
    talk = started().press("lang.name.uk", "safety:watched")
    assert talk.erased is not None
    assert talk.erased.scope == "draft"
    assert talk.texts == ["exit.neutral"]
    assert talk.card.lang == "uk"
    assert talk.labels == []


def test_the_quick_exit_of_the_help_card_leaves_the_neutral_card() -> None:
    talk = started().press("lang.name.pl", "safety:not_sure", "btn.quick_exit")
    assert talk.texts == ["exit.neutral"]


def test_112_and_a_person_are_one_tap_away_at_every_step_of_the_opening() -> None:
    talk = started()
    for way in ("lang.name.en", "safety:safe", "btn.start_report", "btn.yes"):
        before = talk.place
        talk.press("key.emergency").sees("safety.emergency").press("btn.back")
        talk.press("key.person").sees("alone.person").press("btn.back")
        assert talk.place == before
        talk.press(way)


# ---------------------------------------------------------------------------- the language


def test_without_a_choice_the_language_is_that_of_the_phone_else_polish() -> None:
    for phone, language in (("uk-UA", "uk"), ("RU", "ru"), ("de", "pl"), ("", "pl")):
        talk = Talk(phone).command("start").press("btn.skip").sees("safety.q")
        assert talk.card.lang == language


def test_who_needs_an_interpreter_is_shown_places_before_choosing_a_language() -> None:
    talk = started().press("btn.interpreter").sees("lang.interpreter")
    talk.press("interpreter_language:ar").sees("alone.interpreter", "contact.line")
    talk.press("btn.back").sees("lang.interpreter").press("btn.back").sees("lang.all")


def test_a_start_links_only_parameter_is_a_language() -> None:
    for language in LANGUAGES:
        talk = Talk().command("start", language).sees("safety.q")
        assert talk.card.lang == language
    for other in ("victim", "EN", "ref_12", "en ", "de"):
        talk = Talk().command("start", other).sees("lang.all")
        assert talk.session == Talk().command("start").session


# ---------------------------------------------------------------------------- consent


def test_nothing_is_kept_before_the_yes() -> None:
    talk = started()
    kindly = ("sys.early_text", "text.not_taken", "text.not_taken")
    for way, sentence in zip(("lang.name.en", "safety:safe", "btn.start_report"), kindly, strict=True):
        talk.press(way).writes("Olena, 58 301 20 20").sees(sentence)
        assert RemoveTyped() in talk.effects
        assert not any(isinstance(effect, SendReport) for effect in talk.effects)
        session = talk.session
        assert (session.consent, session.role, session.answers, session.trail) == (False, "", {}, ())
    assert talk.press("btn.yes").sees("role.q").session.consent


def test_a_no_to_the_notice_leads_to_contacts_by_theme() -> None:
    talk = at_the_notice().press("btn.no").sees("notice.no", "help.topics")
    talk.press("incident_group:violence").sees("help.contacts", "contact:emergency_112")
    assert talk.reports == []
    assert (talk.session.consent, talk.session.answers, talk.session.trail) == (False, {}, ())
    talk.press("btn.back").sees("help.topics").press("incident_group:unequal").sees("help.contacts")
    talk.press("btn.again").sees("notice.q")


def test_a_skip_of_the_notice_is_a_no() -> None:
    talk = at_the_notice().press("btn.skip").sees("notice.no", "help.topics")
    assert not talk.session.consent
    talk.press("btn.skip").sees("help.contacts", "contact:gcrt")


def test_a_yes_is_taken_back_by_a_no_a_skip_or_being_under_18() -> None:
    for key in ("btn.no", "btn.skip", "btn.under18"):
        talk = at_the_notice().press("btn.yes", "btn.back").sees("notice.q").press(key)
        assert not talk.session.consent
        if key != "btn.under18":
            talk.sees("notice.no").press("btn.back").sees("notice.q")


def test_the_notice_can_be_read_topic_by_topic_and_then_answered() -> None:
    talk = at_the_notice().press("btn.notice_more").sees("priv.short")
    talk.press("btn.priv.keep").sees("priv.keep").press("btn.back").sees("priv.short")
    talk.press("btn.back").sees("notice.q").press("btn.yes").sees("role.q")


# ---------------------------------------------------------------------------- under 18


def test_under_18_leads_to_help_without_any_consent() -> None:
    talk = at_the_notice().press("btn.under18").sees("minor.start")
    assert not talk.session.consent
    assert (talk.reports, talk.session.answers, talk.session.trail) == ([], {}, ())
    talk.press("key.person").sees("alone.person").press("btn.back").sees("minor.start")
    talk.press("btn.back").sees("notice.q")


def test_a_trusted_adult_is_asked_about_once_and_never_required() -> None:
    talk = at_the_notice().press("btn.under18")
    assert talk.texts.count("minor.adult") == 1
    assert not any("adult" in label for label in talk.labels), "nothing waits for an answer to it"
    assert not talk.shows_key("key.later")
    talk.press("btn.again").sees("notice.q").sees_no("minor.adult")


def young() -> Talk:
    """Somebody under 18, where a team is there."""
    talk = Talk(bundle=team()).command("start").press("lang.name.en", "safety:safe", "btn.start_report")
    return talk.press("btn.under18").sees("minor.start", "minor.adult")


def test_with_a_team_who_is_under_18_may_talk_to_a_person_or_go_on_and_no_consent_is_asked() -> None:
    talk = young()
    assert talk.labels[:3] == ["btn.person", "btn.go_on", "btn.back"]
    talk.press("btn.go_on").sees("minor.go_on").sees_no("minor.adult", "notice.q")
    assert talk.labels[:2] == ["btn.next", "btn.person"]
    assert (talk.session.minor, talk.session.consent) == (True, False), "nothing is kept before Next"
    talk.press("btn.next").sees("role.q")
    assert (talk.session.minor, talk.session.consent) == (True, True)
    for step in ("minor.go_on", "minor.start"):
        talk.press("btn.back").sees(step)


def test_who_takes_back_to_be_under_18_is_asked_for_consent_like_anybody() -> None:
    talk = young().press("btn.go_on", "btn.next", "btn.back", "btn.back", "btn.back").sees("notice.q")
    assert (talk.session.minor, talk.session.consent) == (False, False)


def test_what_somebody_under_18_sends_is_a_case_whatever_they_wish() -> None:
    talk = young().press("btn.go_on", "btn.next", "role:victim").tick("incident_group:words")
    talk.tick("incident_type:threat").review().sees("review.minor").press("btn.send").sees("minor.end")
    assert talk.reports == []
    assert [fact.flags for fact in talk.told if isinstance(fact, CaseOpened)] == [("minor",)]


# ---------------------------------------------------------------------------- the role


def test_without_a_role_there_is_help_but_no_report() -> None:
    talk = at_the_notice().press("btn.yes", "btn.skip").sees("help.topics").sees_no("notice.no")
    assert not talk.shows_key("btn.send_now")
    talk.press("incident_group:words").sees("help.contacts", "contact:gcrt")
    assert not talk.shows_key("btn.send")
    assert talk.reports == []
    talk.press("btn.again").sees("role.q")


def test_back_leads_through_the_opening_step_by_step() -> None:
    talk = at_the_notice().press("btn.yes")
    for text in ("notice.q", "welcome", "safety.q", "lang.all"):
        talk.press("btn.back").sees(text)
    assert not talk.shows_key("btn.back")
    for here, back in (("safety:not_sure", "help.card"), ("safety:not_safe", "safety.emergency")):
        started().press("lang.name.en", here).sees(back).press("btn.back").sees("safety.q")


def test_every_step_that_asks_can_be_skipped() -> None:
    talk = started()
    for text in ("lang.all", "safety.q"):
        talk.sees(text).press("btn.skip")
    talk.sees("welcome").press("btn.start_report").sees("notice.q").press("btn.skip")
    talk.sees("help.topics").press("btn.skip").sees("help.contacts")
    assert talk.session.phase == "end"
    assert not any(isinstance(effect, Erase) for effect in talk.effects)


@pytest.mark.parametrize("role", ["victim", "witness", "on_behalf", "professional"])
def test_each_role_begins_its_own_questionnaire_and_back_leads_to_the_role(role: str) -> None:
    first = {"victim": "v.group", "professional": "p.purpose"}.get(role, "w.knows")
    title = {"victim": "start.victim", "professional": "start.pro"}.get(role, "start.witness")
    talk = Talk().opened("en", role).sees(title, first)
    assert talk.shows("role.behalf_note") == (role == "on_behalf")
    talk.press("btn.back").sees("role.q")
    assert talk.session.flow == ""
