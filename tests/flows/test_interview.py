"""The interview as chats: what is asked of whom, in which order, and how it ends."""

from __future__ import annotations

import random
import sys

import pytest

from flows.model import Press
from tests.flows.talk import Talk
from tests.flows.telling import Telling

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


@pytest.mark.parametrize("role", ROLES)
def test_without_a_team_nobody_is_asked_for_words(role: str) -> None:
    for seed in range(20):
        talk, chance = Talk().opened("en", role), random.Random(f"words{role}{seed}")
        while talk.session.phase == "interview":
            question = talk.flows.questionnaires[talk.session.flow].question(talk.session.at)
            assert question.kind != "text"
            choices = [key for row in talk.card.keys for key in row if key.press < Press.BACK]
            talk.number(chance.choice([key for key in choices if key.label.id not in WAYS_OUT]).press)
            if talk.session.phase == "interview" and talk.ticked():
                talk.press("btn.next")
        assert talk.session.words == {}


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


# ---------------------------------------------------------------------------- going through


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


def test_who_asks_a_team_for_training_is_asked_what_for_and_nothing_about_an_incident() -> None:
    talk = Telling().opened("en", "professional").press("btn.purpose_training", "professional_type:teacher")
    talk.press("institution_type:school_education").sees("talk.training", "p.training").press("btn.skip")
    talk.sees("review.talk").press("btn.back").sees("p.training").press("btn.back").sees("p.inst")
    assert not {"p_basis", "p_need", "p_words"} & {*talk.session.trail}


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
