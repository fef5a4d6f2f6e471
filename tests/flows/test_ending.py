"""After the last question: what becomes of the report, places that help, and what can be done further."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.facts import CaseOpened, Reopened, ReportAdded, ReporterWrote, SafeTimeSaid
from flows.session import Talk as Standing
from tests.flows.caseside import STATES
from tests.flows.talk import MONDAY, Talk, team

if TYPE_CHECKING:
    from tests.flows.caseside import State


def sent(*types: str, group: str, role: str = "victim", when: str = "", place: str = "") -> Talk:
    """Somebody told these types, perhaps a time and a place, skipped the rest, and sent it."""
    initial = {"victim": "v", "professional": "p"}.get(role, "w")
    talk = Talk().opened("en", role).skip_to(f"{initial}_group").tick(f"incident_group:{group}")
    talk.tick(*(f"incident_type:{type_}" for type_ in types))
    if when:
        talk.skip_to(f"{initial}_when").press(f"time_band:{when}")
    if place:
        talk.skip_to(f"{initial}_place").press(f"place_type:{place}")
    return talk.review().press("btn.send").sees("thanks.register")


def pages(talk: Talk) -> list[str]:
    """The texts of all pages of the last card."""
    texts = list(talk.texts)
    while talk.shows_key("key.later"):
        texts += talk.press("key.later").texts
    return texts


# ---------------------------------------------------------------------------- what was done


@pytest.mark.parametrize("role", ["victim", "witness", "on_behalf", "professional"])
def test_the_last_card_says_what_becomes_of_the_report(role: str) -> None:
    talk = sent("threat", group="words", role=role)
    assert len(talk.reports) == 1
    told = pages(talk)
    assert {"thanks.register", "help.contacts", "next.register"} <= set(told)
    assert not [text for text in told if text.endswith(".case") or text.startswith(("code.", "ho."))]
    assert ("w.pass_link" in told) == (role in ("witness", "on_behalf"))
    assert ("p.more" in told) == (role == "professional")


def test_the_pages_of_the_end_turn_both_ways_and_hold_the_same_keys() -> None:
    talk = sent("threat", group="words")
    assert not talk.shows_key("key.earlier")
    first = talk.texts
    talk.press("key.later").sees("next.register")
    assert {"btn.again", "btn.quick_exit", "key.earlier"} <= set(talk.labels)
    assert talk.press("key.earlier").texts == first


def test_112_stands_among_the_places_where_there_was_danger() -> None:
    assert "contact:emergency_112" in pages(sent("physical_violence", group="violence"))
    assert "contact:emergency_112" not in pages(sent("housing_refusal", group="unequal"))


def test_a_report_is_sent_once_however_often_the_last_keys_are_pressed() -> None:
    talk = sent("threat", group="words")
    old = talk.card.card - 1
    talk.number(0, card=old).number(0, card=old)
    assert talk.toast() == "err.old_button"
    assert len(talk.reports) == 1


def test_write_about_something_else_begins_at_the_role_with_nothing_told() -> None:
    talk = sent("threat", group="words").press("btn.again").sees("role.q")
    assert talk.session.consent
    talk.press("role:witness").sees("w.knows")
    assert talk.session.answers == {}


def test_quick_exit_at_the_end_takes_the_draft_and_not_the_report() -> None:
    talk = sent("threat", group="words").press("btn.quick_exit")
    assert talk.texts == ["exit.neutral"]
    assert talk.erased is not None
    assert talk.erased.scope == "draft"


# ---------------------------------------------------------------------------- what can be done further


def test_time_limits_are_told_by_what_happened_and_when() -> None:
    for types, group in (("threat", "words"), ("housing_refusal", "unequal"), ("verbal_insult", "words")):
        told = pages(sent(types, group=group, when="this_month"))
        assert "help.deadlines" in told
        assert "help.deadlines_work" not in told
    assert "help.deadlines" not in pages(sent("other", group="other", when="this_month"))
    assert {"help.deadlines", "help.deadlines_work"} <= set(
        pages(sent("work_unequal", group="unequal", when="last_12_months"))
    )
    late = pages(sent("work_unequal", group="unequal", when="over_three_years"))
    assert not {"help.deadlines", "help.deadlines_work"} & set(late)
    unknown = pages(sent("labour_exploitation", group="unequal"))
    assert {"help.deadlines", "help.deadlines_work"} <= set(unknown), "a skipped time hides no time limit"


def test_the_ban_on_retaliation_is_told_where_work_is_concerned() -> None:
    assert "help.retaliation" in pages(sent("work_unequal", group="unequal"))
    assert "help.retaliation" in pages(sent("labour_exploitation", group="unequal"))
    assert "help.retaliation" in pages(sent("verbal_insult", group="words", place="workplace"))
    assert "help.retaliation" in pages(sent("retaliation", group="unequal"))
    assert "help.retaliation" not in pages(sent("verbal_insult", group="words", place="street_square"))


def test_rights_are_told_after_unequal_treatment() -> None:
    assert "help.rights" in pages(sent("refusal_of_service", group="unequal"))
    assert "help.rights" not in pages(sent("property_damage", group="property"))


@pytest.mark.parametrize("role", ["victim", "witness", "on_behalf"])
def test_blue_cards_are_explained_after_violence_at_home(role: str) -> None:
    told = pages(sent("domestic_violence", group="violence", role=role))
    assert "help.blue_cards" in told
    assert "contact:emergency_112" in told
    assert "help.blue_cards" not in pages(sent("physical_violence", group="violence", role=role))


def test_how_to_keep_what_shows_it_is_told_to_the_person_it_happened_to() -> None:
    assert "help.evidence" in pages(sent("threat", group="words"))
    assert "help.evidence" not in pages(sent("threat", group="words", role="witness"))


# ---------------------------------------------------------------------------- ends without a report


def test_an_end_without_a_report_shows_places_and_keeps_nothing() -> None:
    talk = Talk().opened("en", "on_behalf").press("reporter_knowledge:told_by_person")
    talk.press("person_knows:does_not_want").sees("w.not_wanted")
    told = pages(talk)
    assert {"help.contacts", "contact:gcrt"} <= set(told)
    assert talk.reports == []
    session = talk.session
    assert (session.flow, session.role, session.answers, session.trail) == ("", "", {}, ())
    assert not talk.shows_key("btn.back")
    talk.press("btn.again").sees("role.q")


# ---------------------------------------------------------------------------- with a wish


def wishing(type_: str = "threat", group: str = "words", case: Standing | None = None) -> Talk:
    """Somebody who told one type, wishes for something, and stands at the review."""
    talk = Talk(bundle=team())
    talk.now, talk.case = MONDAY, case
    talk.session = replace(talk.session, lang="en", at="role", consent=True)
    talk.command("help").press("btn.back", "role:victim")
    talk.tick(f"incident_group:{group}").tick(f"incident_type:{type_}").skip_to("v_need")
    return talk.tick("need:psychological").review()


def test_a_report_with_a_wish_opens_a_case_and_waits_for_no_flush() -> None:
    talk = wishing().press("btn.send").sees("thanks.case", "help.contacts")
    assert talk.reports == []
    (opened,) = talk.told
    assert isinstance(opened, CaseOpened)
    assert (opened.wish, opened.register, opened.lang) == ("report", True, "en")
    assert opened.reports[0].codes["incident_type"] == ("threat",)
    session = talk.session
    assert (session.answers, session.trail, session.words) == ({}, (), {})
    told = pages(talk)
    assert {"next.case", "help.deadlines", "help.evidence"} <= set(told)
    assert not {"next.register", "thanks.register"} & set(told)
    assert {"btn.code", "btn.again", "btn.quick_exit"} <= set(talk.labels)


def test_only_the_talk_says_that_nothing_is_counted() -> None:
    talk = wishing().press("btn.only_talk", "btn.send").sees("thanks.case")
    assert [fact.register for fact in talk.told if isinstance(fact, CaseOpened)] == [False]
    told = pages(talk)
    assert "talk.next" in told
    assert "next.case" not in told
    assert not talk.press("btn.again").session.only_talk


def test_without_a_wish_a_report_is_only_counted_with_a_team_too() -> None:
    talk = Talk(bundle=team()).opened("en").tick("incident_group:words").tick("incident_type:threat")
    talk.review().press("btn.send").sees("thanks.register")
    assert (len(talk.reports), talk.told) == (1, [])
    told = pages(talk)
    assert "next.register" in told
    assert not talk.shows_key("btn.code")


def test_a_wish_for_a_training_is_thanked_for_as_one() -> None:
    talk = Talk(bundle=team()).opened("en", "professional").press("btn.purpose_training")
    talk.review().press("btn.send").sees("talk.training")
    assert "talk.next" in pages(talk)
    assert [fact.register for fact in talk.told if isinstance(fact, CaseOpened)] == [False]


@pytest.mark.parametrize("state", STATES)
def test_a_second_report_is_added_to_the_case_that_is_there(state: State) -> None:
    talk = wishing(case=Standing(state)).press("btn.send").sees("thanks.case")
    assert [type(fact) for fact in talk.told] == [*([Reopened] if state == "closed" else []), ReportAdded]


def test_in_a_quiet_case_the_safe_time_is_asked_once_at_the_end() -> None:
    talk = wishing("domestic_violence", "violence").press("btn.send").sees("talk.safe_time")
    talk.press("btn.time_between").writes("9–12").sees("thanks.case")
    assert talk.told[-1] == SafeTimeSaid("between", (540, 720))
    talk = wishing("domestic_violence", "violence").press("btn.send", "btn.time_no").sees("talk.safe_no")
    talk.press("btn.back").sees("thanks.case")
    known = Standing("waiting", quiet=True, safe="any")
    wishing("domestic_violence", "violence", known).press("btn.send").sees("thanks.case")
    wishing("domestic_violence", "violence").press("btn.send", "btn.back").sees("thanks.case")


def test_what_is_written_after_a_report_is_left_and_the_pages_of_the_end_stay_in_reach() -> None:
    talk = wishing().press("btn.send").writes("I forgot to say").sees("names.check")
    talk.press("btn.text_ok", "btn.done").sees("ho.left")
    assert talk.told[-1] == ReporterWrote("I forgot to say")
    assert {"help.contacts", "help.deadlines", "help.evidence"} <= set(pages(talk))


def test_after_a_report_that_is_only_counted_words_reach_nobody() -> None:
    talk = sent("threat", group="words").writes("hello").sees("text.not_taken", "thanks.register")
    assert talk.told == []
