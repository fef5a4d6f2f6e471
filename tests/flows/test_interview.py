"""The interview as chats: what is asked of whom, in which order, and how it ends."""

from __future__ import annotations

import random
import sys

import pytest

from flows.model import Press
from tests.flows.talk import Talk

ROLES = ["victim", "witness", "on_behalf", "professional"]


def victim(*path: str) -> Talk:
    return Talk().opened("en", "victim").tick(*path[:1]).tick(*path[1:])


# ---------------------------------------------------------------------------- skipping


@pytest.mark.parametrize("role", ROLES)
def test_a_run_of_skips_reaches_help_and_the_end_and_stores_nothing(role: str) -> None:
    talk = Talk().opened("en", role)
    for _ in range(40):
        if talk.session.phase != "interview":
            break
        talk.pass_on()
        assert not [text for text in talk.texts if text.startswith("hint.choose")], "no comment on a skip"
        answers = {id_: codes for id_, codes in talk.session.answers.items() if id_ != "p_basis"}
        assert answers == {}
    talk.sees("review.empty", "help.contacts", "contact:gcrt").press("btn.quick_exit")
    assert talk.texts == ["exit.neutral"]
    assert talk.reports == []


def test_a_skip_takes_the_rest_of_its_step_along_and_back_returns_to_its_first_question() -> None:
    talk = Talk().opened("en", "victim").skip_to("v_area").press("btn.skip").sees("q.who")
    talk.press("btn.skip").sees("v.effect").press("btn.back").sees("q.who").press("btn.back").sees("q.area")


def test_next_without_a_tick_says_kindly_that_nothing_is_chosen() -> None:
    talk = Talk().opened().number(Press.NEXT).sees("hint.choose_first", "v.group")
    assert talk.session.trail == ()


# ---------------------------------------------------------------------------- believing, progress


def test_the_person_is_believed_once_after_the_first_answer() -> None:
    talk = Talk().opened("en").sees_no("v.believe").press("incident_group:words").sees_no("v.believe")
    talk.press("btn.next").sees("v.believe", "v.type")
    heard = 1
    while talk.session.phase == "interview":
        talk.pass_on()
        heard += talk.shows("v.believe")
    assert heard == 1


def test_who_skips_first_is_believed_after_what_is_answered_first() -> None:
    talk = Talk().opened("en").press("btn.skip").sees_no("v.believe").tick("ground:disability")
    talk.sees("v.believe", "v.detail")


PROGRESS = ["progress.start", "progress.third", "progress.half", "progress.most", "progress.end"]


@pytest.mark.parametrize("role", ROLES)
def test_progress_is_told_in_words(role: str) -> None:
    talk, told = Talk().opened("en", role), []
    while talk.session.phase == "interview":
        here = [text for text in talk.texts if text in PROGRESS]
        assert len(here) == 1
        told.append(PROGRESS.index(here[0]))
        talk.pass_on()
    assert told[0] == 0
    assert told[-1] == len(PROGRESS) - 1
    assert told == sorted(told)
    Talk().command("start", "en").press("safety:safe").sees("welcome")


# ---------------------------------------------------------------------------- sending


def test_what_there_is_can_be_sent_from_the_first_type_or_ground_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    talk = Talk().opened("en")
    talk.tick("incident_group:words")
    assert not talk.shows_key("btn.send_now")
    talk.press("incident_type:threat")
    assert talk.shows_key("btn.send_now")
    talk.press("btn.send_now").sees("review.title", "incident_type:threat")
    assert talk.taps <= 10
    with capsys.disabled():
        sys.stdout.write(f"\nfrom /start to “Send what I have”: {talk.taps} taps\n")
    talk.press("btn.send")
    assert talk.reports[0].codes == {"incident_type": ("threat",)}

    talk = Talk().opened("en").press("btn.skip", "ground:unknown")
    assert talk.shows_key("btn.send_now")
    while talk.press("btn.next" if talk.ticked() else "btn.skip").session.phase == "interview":
        assert talk.shows_key("btn.send_now"), talk.place


def test_send_what_i_have_takes_the_ticks_of_the_open_question_along() -> None:
    talk = victim("incident_group:words", "incident_type:threat").press("btn.go_on", "ground:age")
    talk.press("btn.send_now").sees("review.title", "ground:age").press("btn.send")
    assert talk.reports[0].codes == {"incident_type": ("threat",), "ground": ("age",)}


def test_a_tick_taken_back_before_sending_is_no_report() -> None:
    talk = Talk().opened("en").press("btn.skip", "ground:age", "ground:age")
    assert not talk.shows_key("btn.send_now")
    talk.number(Press.SEND_NOW)
    assert talk.toast() == "err.old_button"
    talk.sees("v.ground")


TOLD = {
    "victim": [
        *("incident_group:words", "incident_type:verbal_insult", "ground:race_ethnicity_nationality"),
        *("ground_detail:language_accent", "bias_indicator:slurs", "time_band:this_week", "frequency:once"),
        *("area:centre", "district:srodmiescie", "place_type:street_square", "perpetrator:stranger"),
        *("perpetrator_count:one", "harm:distress", "reported_elsewhere:no", "reason_not_reported:not_worth"),
        *("need:psychological", "age_band:30_44"),
    ],
    "witness": [
        *("reporter_knowledge:saw_heard", "incident_group:words", "incident_type:verbal_insult"),
        *("ground:race_ethnicity_nationality", "bias_indicator:slurs", "time_band:this_week"),
        *("area:centre", "district:srodmiescie", "place_type:street_square", "perpetrator:stranger"),
        *("perpetrator_count:one", "victims_count:one", "bystander_reaction:helped"),
        *("reported_elsewhere:no", "need:legal_advice"),
    ],
}


@pytest.mark.parametrize(("role", "most"), [("witness", 28), ("victim", 34)])
def test_one_answer_to_every_question_takes_few_taps(
    role: str, most: int, capsys: pytest.CaptureFixture[str]
) -> None:
    talk = Talk().opened("en", role)
    for answer in TOLD[role]:
        assert talk.session.phase == "interview"
        talk.press(answer)
        if talk.ticked():
            talk.press("btn.next")
    talk.sees("review.title").press("btn.send").sees("thanks.register")
    sent = {f"{list_}:{code}" for list_, codes in talk.reports[0].codes.items() for code in codes}
    assert sent == {answer for answer in TOLD[role] if not answer.startswith("incident_group")}
    with capsys.disabled():
        sys.stdout.write(f"\n{role}: {talk.taps} taps from /start to the report being sent\n")
    assert talk.taps <= most


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


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_asked_twice_in_one_talk(role: str) -> None:
    """No question comes a second time, and no two questions ask for the same list."""
    for seed in range(20):
        talk, chance = Talk().opened("en", role), random.Random(f"twice{role}{seed}")
        asked: list[tuple[str, int]] = []
        while talk.session.phase == "interview":
            asked.append((talk.session.at, talk.session.sheet))
            choices = [key for row in talk.card.keys for key in row if key.press < Press.BACK]
            if choices[0].label.id.startswith("btn.") or chance.random() < 0.8:
                talk.number(chance.choice([key for key in choices if key.label.id not in WAYS_OUT]).press)
            if talk.session.phase == "interview" and (talk.session.at, talk.session.sheet) == asked[-1]:
                talk.pass_on()
        known = {q.id: q.list for name in talk.flows.questionnaires.values() for q in name.questions}
        assert len(asked) == len(set(asked))
        lists = [known[id_] for id_ in dict(asked) if known[id_]]
        assert len(lists) == len(set(lists))


WAYS_OUT = {"btn.person", "btn.quick_exit"}


# ---------------------------------------------------------------------------- branches: what happened


def test_violence_at_home_is_asked_for_no_place_that_leads_home() -> None:
    talk = victim("incident_group:violence", "incident_type:domestic_violence").sees("v.safe_plan")
    talk.sees("contact:niebieska_linia").press("btn.go_on").sees("v.ground")
    talk.press("btn.skip").sees("q.when").sees_no("v.indicator").press(
        "time_band:this_month", "frequency:often"
    )
    talk.sees("v.dv_place")
    assert [label for label in talk.labels if ":" in label] == ["place_type:home", "place_type:other"]
    talk.press("place_type:home").sees("q.who").tick("perpetrator:partner_family")


def test_violence_at_home_with_a_ground_is_asked_what_showed_it() -> None:
    talk = victim("incident_group:violence", "incident_type:domestic_violence").press("btn.go_on")
    talk.tick("ground:sexual_orientation").sees("v.indicator")


def test_the_safety_card_offers_a_person_and_the_quick_exit() -> None:
    talk = victim("incident_group:words", "incident_type:threat").sees("v.safe_plan")
    talk.press("btn.person").sees("alone.person").press("btn.back").sees("v.safe_plan")
    assert not talk.shows_key("btn.skip")
    talk.press("btn.quick_exit")
    assert talk.texts == ["exit.neutral"]


def test_sexual_violence_is_told_of_the_72_hours_and_where_to_go() -> None:
    talk = victim("incident_group:violence", "incident_type:sexual_violence").sees("v.safe_plan")
    talk.press("btn.go_on").sees("help.72h", "contact.line").sees_no("contact:emergency_112")
    talk.press("btn.go_on").sees("v.ground")


def test_trafficking_is_shown_its_places_before_the_ground() -> None:
    talk = victim("incident_group:violence", "incident_type:trafficking_forced").press("btn.go_on")
    talk.sees("help.trafficking", "contact:kcik").press("btn.go_on").sees("v.ground")

    talk = victim("incident_group:unequal", "incident_type:labour_exploitation")
    talk.sees("v.ground").sees_no("help.trafficking")

    both = Talk().opened("en").tick("incident_group:unequal")
    both.tick("incident_type:labour_exploitation", "incident_type:document_withholding").press("btn.go_on")
    both.sees("help.trafficking")


def test_work_is_told_of_its_time_limits_and_its_ban_on_retaliation() -> None:
    talk = victim("incident_group:unequal", "incident_type:work_unequal").review().press("btn.send")
    told = list(talk.texts)
    while talk.shows_key("key.later"):
        told += talk.press("key.later").texts
    assert {"help.deadlines", "help.deadlines_work", "help.retaliation", "help.rights"} <= set(told)


def test_what_happened_online_only_is_asked_for_no_place() -> None:
    for role, first in (("victim", "v"), ("witness", "w"), ("professional", "p")):
        talk = Talk().opened("en", role).skip_to(f"{first}_group").tick("incident_group:words")
        talk.tick("incident_type:online_hate").skip_to(f"{first}_when").press("time_band:this_week")
        if role != "witness":
            talk.press("frequency:once")
        talk.sees("q.who" if role != "professional" else "q.area")
    talk = Talk().opened("en").tick("incident_group:words")
    talk.tick("incident_type:online_hate", "incident_type:threat").skip_to("v_area").sees("q.area")


def test_outside_gdansk_the_same_is_asked_and_the_places_are_those_of_the_region() -> None:
    talk = (
        victim("incident_group:words", "incident_type:verbal_insult").skip_to("v_area").press("area:outside")
    )
    assert {"district:gdynia", "district:sopot", "district:elblag"} <= set(talk.labels)
    talk.sees("q.district").press("district:elblag").sees("q.place").review().press("btn.send")
    assert talk.reports[0].codes["area"] == ("outside",)
    assert talk.reports[0].codes["district"] == ("elblag",)


def test_an_area_without_districts_asks_for_none() -> None:
    for area in ("gdansk_unknown", "online"):
        Talk().opened("en").skip_to("v_area").press(f"area:{area}").sees("q.place")


@pytest.mark.parametrize("role", ROLES)
def test_what_happens_now_brings_the_help_card_at_once(role: str) -> None:
    first = {"victim": "v", "professional": "p"}.get(role, "w")
    talk = Talk().opened("en", role).skip_to(f"{first}_when").press("time_band:now")
    talk.sees("help.card", "contact.line")
    assert [label for label in talk.labels if label.startswith("btn.")][:3] == [
        *("btn.go_on", "btn.person", "btn.quick_exit")
    ]
    talk.press("btn.go_on").sees_no("help.card")
    assert talk.session.phase == "interview"


@pytest.mark.parametrize("harm", ["medical_help", "serious_injury"])
def test_who_is_hurt_sees_the_help_card_at_once(harm: str) -> None:
    talk = Talk().opened("en").skip_to("v_effect").tick(f"harm:{harm}").sees("help.card")
    talk.press("btn.go_on").sees("q.reported")
    talk = Talk().opened("en", "professional").skip_to("p_harm").tick(f"harm:{harm}").sees("help.card")
    talk.press("btn.go_on").sees("p.done")


def test_who_is_not_hurt_sees_none() -> None:
    Talk().opened("en").skip_to("v_effect").tick("harm:distress").sees("q.reported")


def test_what_makes_it_hard_is_asked_only_where_nothing_was_reported() -> None:
    Talk().opened("en").skip_to("v_reported").tick("reported_elsewhere:no").sees("q.whynot")
    Talk().opened("en").skip_to("v_reported").tick("reported_elsewhere:ngo").sees("v.need")


def test_an_unknown_ground_is_asked_for_no_detail_and_no_sign() -> None:
    Talk().opened("en").skip_to("v_ground").tick("ground:unknown").sees("q.when")


def test_needs_open_the_language_and_what_shows_it() -> None:
    talk = Talk().opened("en").skip_to("v_need").tick("need:interpreter", "need:intervention").sees("q.lang")
    talk.press("interpreter_language:vi").sees("v.age").press("age_band:45_59").sees("v.evidence")
    Talk().opened("en").skip_to("v_need").tick("need:rights_info").press("age_band:45_59").sees(
        "review.empty"
    )


# ---------------------------------------------------------------------------- branches: who tells


def test_who_does_not_want_a_report_gets_none() -> None:
    for role in ("witness", "on_behalf"):
        talk = Talk().opened("en", role).press("reporter_knowledge:told_by_person").sees("w.person")
        talk.press("person_knows:does_not_want").sees("w.not_wanted")
        assert talk.session.phase == "end"
        assert talk.reports == []
        assert not talk.shows_key("btn.send")


def test_whether_the_person_knows_is_asked_where_the_person_is_known() -> None:
    Talk().opened("en", "witness").press("reporter_knowledge:saw_heard").sees("w.group")
    Talk().opened("en", "on_behalf").press("reporter_knowledge:saw_heard").sees("w.person")
    talk = (
        Talk().opened("en", "witness").press("reporter_knowledge:told_by_person", "btn.skip").sees("w.group")
    )
    assert talk.session.answers == {"w_knows": ("told_by_person",)}


def test_a_witness_of_danger_now_is_told_how_to_help_safely() -> None:
    for time in ("now", "today"):
        talk = Talk().opened("en", "witness").skip_to("w_group").tick("incident_group:violence")
        talk.tick("incident_type:physical_violence").skip_to("w_when").press(f"time_band:{time}")
        talk.sees("w.help").sees_no("help.card").press("btn.next").sees("q.area")
    talk = Talk().opened("en", "witness").skip_to("w_group").tick("incident_group:violence")
    talk.tick("incident_type:physical_violence").skip_to("w_when").press("time_band:this_week").sees("q.area")


def test_nobody_accompanies_a_stranger() -> None:
    for role, offered in (("witness", False), ("on_behalf", True)):
        question = "w_need_behalf" if role == "on_behalf" else "w_need"
        talk = Talk().opened("en", role).skip_to(question)
        labels = {label for label in talk.labels if label.startswith("need:")}
        labels |= set(talk.number(Press.LATER).labels)
        assert ("need:accompaniment" in labels) == offered
        assert not {"need:training", "need:consultation_professional"} & labels


def test_a_carer_of_an_adult_with_a_disability_is_asked_once_whether_the_person_can_write() -> None:
    talk = Talk().opened("en", "on_behalf").skip_to("w_ground").tick("ground:disability").skip_to("w_age")
    talk.press("age_band:60_plus").sees("w.carer").press("btn.go_on").sees("review.title")
    talk = Talk().opened("en", "on_behalf").skip_to("w_ground").tick("ground:sex").skip_to("w_age")
    talk.press("age_band:60_plus").sees("review.title")


@pytest.mark.parametrize("age", ["under_13", "13_15", "16_17"])
def test_under_18_without_a_team_ends_with_contacts_and_sends_nothing(age: str) -> None:
    for role, question in (("victim", "v_age"), ("on_behalf", "w_age")):
        talk = Talk().opened("en", role).skip_to(question).press(f"age_band:{age}")
        talk.sees("alone.minor", "contact:children_116111")
        assert talk.shows("minor.adult") == (role == "victim")
        assert talk.reports == []
        assert (talk.session.phase, talk.session.answers, talk.session.trail) == ("end", {}, ())
        talk.press("btn.again").sees("role.q")


def test_a_professional_who_tells_of_a_child_can_send() -> None:
    talk = Talk().opened("en", "professional").skip_to("p_ground").tick("ground:age").skip_to("p_harmed")
    talk.press("victims_count:one", "age_band:13_15").review().press("btn.send")
    assert talk.reports[0].codes["age_band"] == ("13_15",)


# ---------------------------------------------------------------------------- branches: professionals


def test_professionals_agree_to_the_basis_before_they_tell_anything() -> None:
    for purpose in ("btn.purpose_register", "btn.purpose_consult", "btn.skip"):
        talk = Talk().opened("en", "professional").press(purpose, "btn.skip").sees("p.basis")
        assert not talk.shows_key("btn.skip")
        talk.press("btn.yes").sees("p.group")
    talk = Talk().opened("en", "professional").skip_to("p_basis").press("btn.no").sees("p.basis_no")
    assert talk.reports == []
    assert (talk.session.phase, talk.session.answers) == ("end", {})
    talk.press("key.later").sees("help.contacts", "contact:gcrt")


def test_who_asks_for_training_is_asked_nothing_about_an_incident() -> None:
    talk = Talk().opened("en", "professional").press("btn.purpose_training", "professional_type:teacher")
    talk.press("institution_type:school_education").sees("p.basis_no")
    assert talk.session.phase == "end"
    assert talk.reports == []


@pytest.mark.parametrize(
    ("work", "institution", "reminded"),
    [
        ("professional_type:teacher", "btn.skip", True),
        ("professional_type:police_guard", "institution_type:ngo", True),
        ("professional_type:other", "institution_type:health", True),
        ("professional_type:lawyer", "institution_type:company", False),
    ],
)
def test_those_who_must_start_blue_cards_are_reminded(work: str, institution: str, reminded: bool) -> None:
    talk = Talk().opened("en", "professional").press("btn.purpose_register", work, institution, "btn.yes")
    talk.tick("incident_group:violence").tick("incident_type:domestic_violence").skip_to("p_need")
    talk.press("btn.skip")
    assert talk.shows("p.blue_cards") == reminded
    if reminded:
        talk.press("btn.next")
    talk.sees("review.title")
