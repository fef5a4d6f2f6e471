"""The review: what was told, page by page, and how one answer is changed without telling the rest again."""

from __future__ import annotations

import pytest

from flows.model import Lines, Listing, LocationShared, Text, Value
from flows.places import nearest
from flows.step import VEIL
from tests.flows.talk import NOON, Talk
from tests.flows.telling import Telling


def reviewed(talk: Talk) -> dict[str, list[str]]:
    """The lines of the review, over all its pages: theme and answers."""
    lines: dict[str, list[str]] = {}
    while True:
        summary = next(line.values["summary"] for line in talk.card.lines if line.id == "review.title")
        assert isinstance(summary, Lines)
        for line in summary.texts:
            lines.setdefault(name(line.values["label"]), []).extend(names(line.values["answers"]))
        if not talk.shows_key("key.later"):
            break
        talk.press("key.later")
    while talk.shows_key("key.earlier"):
        talk.press("key.earlier")
    return lines


def name(value: Value) -> str:
    assert isinstance(value, Text)
    return value.id


def names(value: Value) -> list[str]:
    return [text.id for text in value.texts] if isinstance(value, Listing) else [name(value)]


def told() -> Talk:
    """A person who answered about half, skipped the rest, and now reads the review."""
    talk = Talk().opened("en").tick("incident_group:words").tick("incident_type:verbal_insult")
    talk.tick("ground:sex", "ground:religion_belief").tick("ground_detail:women").tick("ground_detail:muslim")
    talk.press("btn.skip", "time_band:this_week", "frequency:once", "area:coast", "district:oliwa")
    talk.press("place_type:street_square")
    return talk.review()


def change(talk: Talk, theme: str) -> Talk:
    return talk.press("btn.edit").sees("review.which").press(theme)


# ---------------------------------------------------------------------------- what it shows


def test_the_review_shows_each_answer_and_each_skip() -> None:
    lines = reviewed(told())
    assert lines["lab.type"] == ["incident_type:verbal_insult"]
    assert lines["lab.ground"] == ["ground:sex", "ground:religion_belief"]
    assert lines["lab.detail"] == ["ground_detail:muslim", "ground_detail:women"]
    assert lines["lab.indicator"] == ["review.no_answer"]
    assert lines["lab.district"] == ["district:oliwa"]
    assert lines["lab.need"] == ["review.no_answer"]
    assert "incident_group:words" not in [answer for answers in lines.values() for answer in answers]


def test_the_review_goes_over_pages_that_turn_both_ways() -> None:
    talk = told().sees("review.title", "review.register")
    first = talk.texts
    assert not talk.shows_key("key.earlier")
    talk.press("key.later")
    assert talk.texts != first
    assert {"btn.send", "btn.edit", "btn.erase", "key.earlier"} <= set(talk.labels)
    assert talk.press("key.earlier").texts == first


def test_the_list_of_what_can_be_changed_is_the_review() -> None:
    talk = told()
    lines = list(reviewed(talk))
    talk.press("btn.edit")
    offered = [label for label in talk.labels if label.startswith("lab.")]
    talk.press("key.later")
    offered += [label for label in talk.labels if label.startswith("lab.") and label not in offered]
    assert offered == lines
    talk.press("btn.back").sees("review.title")


def test_what_was_skipped_leaves_nothing_to_send_and_shows_help() -> None:
    talk = Talk().opened().review().sees("review.empty", "help.contacts", "contact:gcrt")
    assert not talk.shows_key("btn.send")
    assert talk.shows_key("btn.quick_exit")
    talk.press("btn.back").sees("v.need")


# ---------------------------------------------------------------------------- a change


def test_a_changed_answer_asks_what_it_opens_and_drops_what_it_closes() -> None:
    talk = told()
    change(talk, "lab.type").sees("v.group").tick("incident_group:violence", "incident_group:words")
    talk.sees("v.type", "incident_group:violence").tick("incident_type:domestic_violence")
    talk.sees("v.safe_plan").press("btn.go_on").sees("v.dv_place").press("place_type:home")
    talk.sees("review.changed")
    lines = reviewed(talk)
    assert lines["lab.type"] == ["incident_type:domestic_violence"]
    assert not {"lab.area", "lab.district"} & set(lines)
    assert lines["lab.place"] == ["place_type:home"]
    assert lines["lab.when"] == ["time_band:this_week"]
    report = talk.press("btn.send").reports[0]
    assert not {"area", "district"} & set(report.codes)


def test_a_change_asks_everything_that_it_opens_and_not_only_the_first() -> None:
    talk = (
        Talk().opened("en").tick("incident_group:violence").tick("incident_type:domestic_violence").review()
    )
    change(talk, "lab.type").press("btn.next", "incident_type:domestic_violence")
    talk.tick("incident_type:physical_violence").sees("v.indicator").press("btn.skip")
    talk.sees("q.area").press("area:west").sees("q.district").press("district:osowa")
    talk.sees("q.place").press("place_type:bar_club_restaurant").sees("review.changed")


def test_another_group_of_incidents_can_be_added() -> None:
    talk = change(told(), "lab.type").sees("v.group")
    assert talk.ticked() == ["incident_group:words"]
    talk.tick("incident_group:property").sees("v.type", "incident_group:words")
    assert talk.ticked() == ["incident_type:verbal_insult"]
    talk.press("btn.next").sees("incident_group:property").tick("incident_type:property_damage")
    lines = reviewed(talk.sees("review.changed"))
    assert lines["lab.type"] == ["incident_type:verbal_insult", "incident_type:property_damage"]


def test_kinds_can_be_told_after_all_where_the_groups_were_skipped() -> None:
    talk = Talk().opened("en").press("btn.skip").tick("ground:disability").review()
    assert reviewed(talk)["lab.type"] == ["review.no_answer"]
    change(talk, "lab.type").tick("incident_group:unequal").sees("v.type").tick(
        "incident_type:housing_refusal"
    )
    assert reviewed(talk)["lab.type"] == ["incident_type:housing_refusal"]


def test_another_ground_asks_for_its_details_and_keeps_the_other_ones() -> None:
    talk = change(told(), "lab.ground").press("ground:sex").tick("ground:disability")
    talk.sees("v.detail", "ground:religion_belief")
    assert talk.ticked() == ["ground_detail:muslim"]
    talk.press("btn.next").sees("ground:disability").tick("ground_detail:mobility").sees("review.changed")
    assert reviewed(talk)["lab.detail"] == ["ground_detail:muslim", "ground_detail:mobility"]


def test_another_part_of_the_city_asks_for_its_district() -> None:
    talk = change(told(), "lab.area").press("area:port").sees("q.district").press("district:stogi")
    assert reviewed(talk.sees("review.changed"))["lab.district"] == ["district:stogi"]


def test_a_ground_that_is_taken_away_takes_its_detail_along() -> None:
    talk = (
        change(told(), "lab.ground").press("ground:religion_belief").press("btn.next").sees("review.changed")
    )
    assert reviewed(talk)["lab.detail"] == ["ground_detail:women"]


@pytest.mark.parametrize("theme", ["lab.ground", "lab.when", "lab.district", "lab.place"])
def test_changing_and_going_back_changes_nothing(theme: str) -> None:
    talk = told()
    before = talk.session
    change(talk, theme)
    if theme == "lab.ground":
        talk.press("ground:age")
    talk.press("btn.back").sees("review.title")
    assert (talk.session.answers, talk.session.trail) == (before.answers, before.trail)
    assert talk.press("btn.send").reports[0].codes["ground"] == ("sex", "religion_belief")


def test_giving_the_same_answer_again_changes_nothing() -> None:
    talk = told()
    before = reviewed(talk)
    change(talk, "lab.type").press("btn.next", "btn.next").sees("review.changed")
    change(talk, "lab.when").press("time_band:this_week").sees("review.changed")
    change(talk, "lab.detail").press("btn.next", "btn.next").sees("review.changed")
    assert reviewed(talk) == before


def test_an_answer_can_be_taken_back_by_skipping_it() -> None:
    talk = change(told(), "lab.ground").press("ground:sex", "ground:religion_belief", "btn.skip")
    lines = reviewed(talk.sees("review.changed"))
    assert lines["lab.ground"] == ["review.no_answer"]
    assert "lab.detail" not in lines
    assert not {"ground", "ground_detail"} & set(talk.press("btn.send").reports[0].codes)


def test_a_change_that_happens_now_shows_the_help_card_first() -> None:
    change(told(), "lab.when").press("time_band:now").sees("help.card").press("btn.go_on").sees(
        "review.changed"
    )


def test_while_one_answer_is_changed_nothing_else_is_sent() -> None:
    assert not change(told(), "lab.when").shows_key("btn.send_now")


# ---------------------------------------------------------------------------- after "Send what I have"


def early() -> Talk:
    talk = Talk().opened("en").tick("incident_group:words").tick("incident_type:verbal_insult")
    talk.tick("ground:age").press(
        "ground_detail:young", "btn.next", "btn.skip", "time_band:today", "frequency:often"
    )
    return talk.press("area:centre", "btn.send_now").sees("review.title")


def test_after_send_what_i_have_an_edit_does_not_drag_through_the_unasked_questions() -> None:
    change(early(), "lab.when").press("time_band:this_week").sees("review.changed")
    talk = change(early(), "lab.ground").tick("ground:sex").sees("v.detail", "ground:sex")
    talk.tick("ground_detail:men").press("btn.next").sees("review.changed")
    talk.press("btn.send")
    assert talk.reports[0].codes["ground_detail"] == ("men", "young")


def test_nor_does_a_place_that_is_shared_while_editing() -> None:
    talk = change(early(), "lab.area")
    talk.happens(LocationShared(at=NOON, latitude=54.41, longitude=18.56)).sees("location.saved")
    district = nearest(talk.flows.places, 54.41, 18.56)
    talk.press("btn.confirm_district").sees("review.changed")
    assert reviewed(talk)["lab.district"] == [f"district:{district}"]


def test_back_from_the_review_goes_on_where_send_what_i_have_was_pressed() -> None:
    early().press("btn.back").sees("q.district").press("btn.back").sees("q.area")


# ---------------------------------------------------------------------------- the veil


def test_after_the_silence_the_review_shows_nothing_older_and_back_is_gone() -> None:
    talk = told().timer(VEIL)
    assert talk.texts == ["review.hidden", "review.register"]
    assert not {"btn.edit", "btn.back"} & set(talk.labels)
    talk.press("btn.send")
    assert talk.reports[0].codes["incident_type"] == ("verbal_insult",)


def test_one_answer_can_be_taken_back_by_a_skip() -> None:
    """Everything can be skipped, also what was answered before (flows.md X-2)."""
    talk = Talk().opened("pl", "witness").press("reporter_knowledge:saw_heard", "btn.back")
    assert talk.ticked() == ["reporter_knowledge:saw_heard"]
    assert talk.shows_key("btn.skip")
    assert talk.shows_key("btn.next")
    talk.press("btn.skip")
    assert talk.session.answers == {}


# ---------------------------------------------------------------------------- where a case opens


def wishing() -> Talk:
    talk = Telling().tells("victim", "incident_group:words", "incident_type:threat", "need:legal_advice")
    return talk.skip_to("review")


def test_where_a_case_opens_the_review_says_who_reads_it() -> None:
    talk = wishing().sees("review.case").sees_no("review.register")
    assert [label for label in talk.labels if label.startswith("btn.")] == [
        *("btn.send", "btn.edit", "btn.only_talk", "btn.erase", "btn.back")
    ]
    Talk().opened("en").skip_to("v_ground").tick("ground:sex").review().sees("review.register")


def test_only_the_talk_is_a_choice_that_can_be_taken_back() -> None:
    talk = wishing().press("btn.only_talk").sees("review.talk")
    assert talk.session.only_talk
    assert talk.ticked() == ["btn.only_talk"]
    chosen = next(key for row in talk.card.keys for key in row if key.ticked).press - 1
    assert talk.number(chosen).session.only_talk, "a second press of the same key asks for the same"
    talk.press("btn.edit", "lab.when", "btn.skip").sees("review.changed", "review.talk")
    assert not talk.press("btn.only_talk").session.only_talk


def test_only_the_talk_is_not_offered_where_nobody_reads_it() -> None:
    talk = Telling().tells("victim", "ground:sex", "need:register_only").skip_to("review")
    talk.sees("review.register")
    assert not talk.shows_key("btn.only_talk")


def test_a_need_that_is_taken_back_makes_it_a_report_for_the_register_again() -> None:
    talk = wishing().press("btn.only_talk", "btn.edit", "lab.need", "need:legal_advice", "btn.skip")
    talk.sees("review.changed", "review.register").sees_no("review.talk")
    assert not talk.ticked()
