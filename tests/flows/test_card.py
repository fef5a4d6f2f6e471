"""The keys of a card: a quick finger never answers what it has not read, and ticks stay what they are."""

from __future__ import annotations

from flows.model import Press
from tests.flows.talk import Talk

# ---------------------------------------------------------------------------- rapid presses


def test_two_quick_ticks_on_the_same_card_both_count() -> None:
    talk = Talk().opened()
    card = talk.card
    first, second = card.keys[0][0].press, card.keys[1][0].press
    talk.number(first, card=card.card).number(second, card=card.card)
    assert talk.ticked() == ["incident_group:words", "incident_group:violence"]


def test_the_same_tick_pressed_twice_stays_ticked() -> None:
    talk = Talk().opened()
    card, tick = talk.card.card, talk.card.keys[0][0].press
    talk.number(tick, card=card).number(tick, card=card)
    assert talk.ticked() == ["incident_group:words"]
    untick = talk.card.keys[0][0].press
    talk.number(untick, card=card).number(untick, card=card)
    assert talk.ticked() == []


def test_a_double_press_on_next_does_not_answer_the_next_question() -> None:
    talk = Talk().opened().press("incident_group:words")
    card = talk.card.card
    talk.number(Press.NEXT, card=card).number(Press.NEXT, card=card)
    assert talk.toast() == "err.old_button"
    talk.sees("v.type")
    assert talk.session.trail == ("v_group", "v_believe")


def test_a_double_press_on_one_sheet_does_not_pass_the_next_sheet() -> None:
    talk = (
        Talk().opened().tick("incident_group:words", "incident_group:violence").sees("incident_group:words")
    )
    card = talk.press("incident_type:threat").card.card
    talk.number(Press.NEXT, card=card).number(Press.NEXT, card=card).sees("incident_group:violence")


def test_a_double_press_on_a_single_choice_does_not_answer_the_next_question() -> None:
    talk = Talk().opened().skip_to("v_when")
    card, press = talk.card.card, talk.card.keys[2][0].press
    talk.number(press, card=card).number(press, card=card).sees("q.frequency")
    assert talk.session.answers == {"v_when": ("this_week",)}


def test_a_double_press_on_skip_skips_one_step() -> None:
    talk = Talk().opened()
    card = talk.card.card
    talk.number(Press.SKIP, card=card).number(Press.SKIP, card=card).sees("v.ground")


# ---------------------------------------------------------------------------- ticks and sheets


def test_an_exclusive_answer_clears_the_others_and_another_clears_it() -> None:
    talk = Talk().opened().skip_to("v_ground").press("ground:sex", "ground:age", "ground:unknown")
    assert talk.session.picked == ("unknown",)
    talk.number(Press.EARLIER).press("ground:disability")
    assert talk.session.picked == ("disability",)


def test_an_exclusive_answer_clears_only_its_own_sheet() -> None:
    talk = Talk().opened().tick("incident_group:words", "incident_group:violence")
    talk.tick("incident_type:threat").press("incident_type:physical_violence", "incident_type:dont_know")
    assert set(talk.session.picked) == {"threat", "dont_know"}


def test_several_groups_are_asked_sheet_by_sheet() -> None:
    groups = ["words", "violence", "property", "unequal", "other"]
    talk = Talk().opened().tick(*(f"incident_group:{group}" for group in groups))
    for group in groups:
        talk.sees("v.type", f"incident_group:{group}")
        of_group = {label for label in talk.labels if label.startswith("incident_type:")}
        facts = talk.flows.taxonomy.lists["incident_type"]
        assert {facts[label.partition(":")[2]].facts["group"] for label in of_group} <= {group, "other"}
        talk.press("btn.skip")
    talk.sees("v.ground")
    assert "v_type" not in talk.session.answers


def test_back_turns_the_sheets_back_and_keeps_their_ticks() -> None:
    talk = (
        Talk().opened().tick("incident_group:words", "incident_group:property").tick("incident_type:threat")
    )
    talk.press("incident_type:property_damage", "btn.back").sees("incident_group:words")
    assert talk.ticked() == ["incident_type:threat"]
    talk.press("btn.next").sees("incident_group:property")
    assert talk.ticked() == ["incident_type:property_damage"]
    talk.press("btn.back", "btn.back").sees("v.group")
    assert talk.ticked() == ["incident_group:words", "incident_group:property"]


def test_back_drops_the_answer_from_what_would_be_sent_but_keeps_its_tick() -> None:
    talk = Talk().opened().press("btn.skip").tick("ground:migration_status").sees("v.indicator")
    talk.press("btn.back").sees("v.ground")
    assert talk.ticked() == ["ground:migration_status"]
    assert talk.session.answers == {}
