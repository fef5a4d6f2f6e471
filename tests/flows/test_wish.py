"""When a report becomes a case, as chats; what the counsellor is told then, and what is kept from them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from flows import wish
from flows.facts import CaseOpened, ReportAdded
from flows.model import Asking, SendReport, TellCase
from flows.report import STORED
from tests.flows.talk import Talk
from tests.flows.telling import Telling, staffed

NO = ("reported_elsewhere:ngo", "person_knows:does_not_want")
INSULT = ("incident_group:words", "incident_type:verbal_insult")


def sent(talk: Telling) -> CaseOpened:
    """What a counsellor is told when this is sent."""
    talk.comes_to().sees("review.title")
    assert talk.opens()
    return talk.opening()


# ---------------------------------------------------------------------------- for whom a case opens


@pytest.mark.parametrize("need", ["legal_advice", "interpreter", "rights_info", "counsellor_talk"])
def test_any_wish_opens_a_case(need: str) -> None:
    talk = Telling().tells("victim", *INSULT, f"need:{need}")
    assert talk.opens()
    talk.comes_to("v_words").sees("v.words")


def test_a_report_for_the_register_only_opens_none_and_asks_for_no_words() -> None:
    for told in (INSULT, (*INSULT, "need:register_only")):
        talk = Telling().tells("victim", *told).comes_to("v_words")
        assert not talk.opens()
        talk.sees("review.title", "review.register").sees_no("review.case")


def test_without_a_team_no_case_opens_whatever_is_wished() -> None:
    talk = (
        Talk().opened("en").skip_to("v_ground").tick("ground:sex").skip_to("v_need").tick("need:legal_advice")
    )
    assert not wish.case_opens(talk.flows, talk.session)
    assert not wish.case_opens(talk.flows, replace(talk.session, minor=True))
    talk.review().sees("review.register")


def test_under_18_by_ones_age_shows_help_first_and_going_on_opens_a_case() -> None:
    talk = Telling().tells("victim", *INSULT, "need:register_only", "age_band:16_17")
    talk.sees("minor.start").sees_no("alone.minor")
    assert talk.labels[:3] == ["btn.go_on", "btn.person", "btn.quick_exit"]
    talk.press("btn.go_on").sees("v.words").press("btn.skip").sees("review.minor")
    case = talk.opening()
    assert case.flags == ("minor",)
    assert case.register


def test_under_18_said_before_the_questions_opens_a_case_with_nothing_but_that() -> None:
    talk = Telling().opened("en")
    talk.session = replace(talk.session, minor=True)
    for _ in range(60):
        if talk.session.phase != "interview":
            break
        talk.pass_on()
    talk.sees("review.talk")
    assert talk.shows_key("btn.send")
    case = talk.opening()
    assert (case.reports, case.flags, case.role) == ((), ("minor",), "victim")


def test_who_said_so_before_is_not_shown_the_same_help_again() -> None:
    talk = Telling().opened("en")
    talk.session = replace(talk.session, minor=True)
    talk.skip_to("v_age").press("age_band:13_15").sees_no("minor.start").sees("v.words")


def test_on_behalf_of_a_child_opens_a_case_without_being_told_of_phones_for_children() -> None:
    talk = Telling().tells("on_behalf", "incident_group:words", "incident_type:threat")
    talk.comes_to("w_need_behalf").tick("need:register_only").press("age_band:under_13").sees_no(
        "minor.start"
    )
    assert sent(talk).flags == ("minor",)


@pytest.mark.parametrize("role", ["witness", "on_behalf"])
def test_against_the_will_of_the_person_concerned_nothing_is_sent(role: str) -> None:
    talk = Telling().tells(role, "reporter_knowledge:told_by_person", "person_knows:does_not_want")
    talk.sees("w.not_wanted")
    assert talk.session.phase == "end"
    assert not talk.opens()


# ---------------------------------------------------------------------------- who is asked for words


@pytest.mark.parametrize(
    ("role", "told", "asked"),
    [
        ("victim", ("incident_group:words", "incident_type:threat", "need:legal_advice"), True),
        ("victim", ("incident_group:violence", "incident_type:sexual_violence", "need:legal_advice"), False),
        ("witness", ("reporter_knowledge:saw_heard", "need:legal_advice"), False),
        ("witness", ("reporter_knowledge:told_by_person", "person_knows:not_asked", "need:referral"), False),
        ("witness", ("reporter_knowledge:told_by_person", "person_knows:yes_agrees", "need:referral"), True),
        ("on_behalf", ("person_knows:yes_agrees", "need:legal_advice"), True),
        ("on_behalf", ("person_knows:cannot_ask", "need:legal_advice"), False),
        ("on_behalf", ("person_knows:yes_agrees", "need:register_only"), False),
        ("professional", ("btn.purpose_consult", "reported_elsewhere:ngo", "person_knows:yes_agrees"), True),
        ("professional", ("btn.purpose_consult", "reported_elsewhere:ngo", "person_knows:not_asked"), False),
        (
            "professional",
            ("btn.purpose_register", "reported_elsewhere:ngo", "person_knows:yes_agrees"),
            False,
        ),
        ("professional", ("reported_elsewhere:ngo", "person_knows:yes_agrees", "need:intervention"), True),
    ],
)
def test_words_are_asked_for_of_few(role: str, told: tuple[str, ...], asked: bool) -> None:
    talk = Telling().tells(role, *told)
    talk.comes_to("v_words", "w_words", "p_words")
    assert (talk.session.phase == "interview") == asked


def test_a_professional_who_needs_an_interpreter_says_which_and_when() -> None:
    talk = Telling().tells("professional", "btn.purpose_consult", "need:interpreter").sees("p.interp")
    talk.types("Ukrainian, Thursday morning").press("btn.text_ok")
    case = sent(talk)
    assert case.words == {"p_interp": "Ukrainian, Thursday morning"}
    assert case.flags == (), "the interpreter is for somebody else"
    assert talk.press("btn.edit", "need:interpreter").session.at == "p_interp"


def test_a_training_asks_what_for_and_makes_no_entry() -> None:
    talk = Telling().tells("professional", "btn.purpose_training", "professional_type:teacher")
    talk.press("institution_type:health")
    talk.sees("talk.training", "p.training").types("Hate speech, twelve nurses.").press("btn.text_ok")
    talk.sees("review.talk", "need:training")
    assert not talk.shows_key("btn.only_talk")
    case = talk.opening()
    assert case.words == {"p_training": "Hate speech, twelve nurses."}
    assert not case.register
    assert case.reports[0].codes == {
        "professional_type": ("teacher",),
        "institution_type": ("health",),
        "need": ("training",),
    }


# ---------------------------------------------------------------------------- what the counsellor is told


def test_the_counsellor_is_told_everything_that_was_answered_and_the_words() -> None:
    told = (*INSULT, "ground:disability", "need:interpreter", "interpreter_language:vi", "age_band:30_44")
    talk = Telling().tells("victim", *told).comes_to("v_words").types("Words.").press("btn.text_ok")
    case = sent(talk)
    assert (case.lang, case.role, case.wish, case.speaks) == ("en", "victim", "report", "vi")
    assert case.words == {"v_words": "Words."}
    assert case.flags == ("interpreter",)
    assert case.register
    (report,) = case.reports
    assert report.codes == {
        "incident_group": ("words",),
        "incident_type": ("verbal_insult",),
        "ground": ("disability",),
        "need": ("interpreter",),
        "interpreter_language": ("vi",),
        "age_band": ("30_44",),
    }
    assert not {"person_knows", "interpreter_language"} & STORED


def test_a_wish_without_type_or_ground_is_a_case_whose_answers_are_never_counted() -> None:
    talk = Telling().tells("victim", "time_band:this_week", "need:legal_advice").comes_to()
    talk.sees("review.talk")
    assert not talk.shows_key("btn.only_talk")
    case = talk.opening()
    assert not case.register
    assert case.reports[0].codes == {"time_band": ("this_week",), "need": ("legal_advice",)}


def test_what_the_person_concerned_does_not_want_is_never_counted() -> None:
    talk = Telling().tells("professional", "btn.purpose_consult", *INSULT, *NO)
    case = sent(talk)
    talk.sees("review.talk")
    assert not case.register
    assert case.reports[0].codes["need"] == ("consultation_professional",)


@pytest.mark.parametrize(
    ("told", "flags"),
    [
        (("incident_group:words", "incident_type:verbal_insult", "time_band:now"), {"danger"}),
        (("incident_group:violence", "incident_type:domestic_violence"), {"quiet", "duty"}),
        (("incident_group:words", "incident_type:threat", "perpetrator:partner_family"), {"quiet"}),
        (("incident_group:violence", "incident_type:trafficking_forced"), {"duty"}),
        (("incident_group:violence", "incident_type:physical_violence"), {"duty"}),
        (("incident_group:words", "incident_type:threat", "harm:serious_injury"), {"duty"}),
        (("incident_group:unequal", "incident_type:labour_exploitation"), set()),
        (("incident_group:violence", "incident_type:sexual_harassment"), set()),
    ],
)
def test_a_case_carries_its_flags(told: tuple[str, ...], flags: set[str]) -> None:
    talk = Telling().tells("victim", *told, "need:legal_advice")
    assert set(sent(talk).flags) == flags


def test_exploitation_with_papers_withheld_is_a_duty() -> None:
    talk = Telling().opened("en").tick("incident_group:unequal")
    talk.tick("incident_type:labour_exploitation", "incident_type:document_withholding")
    talk.skip_to("v_need").tick("need:legal_advice")
    assert sent(talk).flags == ("duty",)


@pytest.mark.parametrize("step", ["emergency", "help_card"])
def test_who_is_not_safe_and_asks_for_a_person_is_in_danger(step: str) -> None:
    safety = {"emergency": "safety:not_safe", "help_card": "safety:not_sure"}[step]
    talk = Telling().command("start").press("lang.name.uk", safety)
    assert talk.session.at == step
    case = wish.opening(talk.flows, talk.session, "talk")
    assert (case.flags, case.lang, case.reports, case.role) == (("danger",), "uk", (), "")


def test_an_interpreter_for_the_language_of_the_bot_is_no_other_language() -> None:
    talk = Telling().tells("victim", *INSULT, "need:interpreter", "interpreter_language:en")
    case = sent(talk)
    assert (case.speaks, case.flags) == ("", ("interpreter",))


@pytest.mark.parametrize("only_talk", [False, True])
def test_what_is_sent_is_the_case_alone_and_no_waiting_report(only_talk: bool) -> None:
    talk = Telling().tells("victim", *INSULT, "need:legal_advice").comes_to("v_words").types("Words.")
    talk.press("btn.text_ok", *(["btn.only_talk"] if only_talk else []))
    opening = talk.opening()
    talk.press("btn.send")
    assert [effect.fact for effect in talk.effects if isinstance(effect, TellCase)] == [opening]
    assert not [effect for effect in talk.effects if isinstance(effect, SendReport)]
    assert (opening.register, opening.words) == (not only_talk, {"v_words": "Words."})
    assert (talk.session.words, talk.session.typed, talk.session.answers) == ({}, "", {})


# ---------------------------------------------------------------------------- before a talk


def asking(*, pass_on: bool, speaks: str = "") -> CaseOpened:
    """Somebody asks for a person in the middle of the questions, with a tick that is not taken in yet."""
    talk = Telling().tells("victim", "incident_group:violence", "incident_type:domestic_violence")
    talk.skip_to("v_ground").press("ground:sex")
    asked = replace(talk.session, asking=Asking(pass_on=pass_on, speaks=speaks))
    return wish.opening(talk.flows, asked, "talk")


def test_answers_are_passed_on_with_what_is_ticked() -> None:
    case = asking(pass_on=True)
    assert case.reports[0].codes["ground"] == ("sex",)
    assert (case.wish, case.role, case.register) == ("talk", "victim", True)
    assert case.flags == ("quiet", "duty")


def test_from_nothing_means_that_nothing_is_told_but_what_keeps_the_person_safe() -> None:
    case = asking(pass_on=False, speaks="ka")
    assert (case.reports, case.words, case.role) == ((), {}, "")
    assert (case.flags, case.speaks) == (("quiet", "interpreter"), "ka")


# ---------------------------------------------------------------------------- only the talk, once more


def test_only_the_talk_is_a_case_without_an_entry() -> None:
    talk = Telling().tells("victim", *INSULT, "need:legal_advice").comes_to().sees("review.case")
    talk.press("btn.only_talk").sees("review.talk").sees_no("review.case")
    assert talk.ticked() == ["btn.only_talk"]
    assert not talk.opening().register
    assert talk.opening().reports
    talk.press("btn.only_talk").sees("review.case")
    assert talk.opening().register


def test_another_report_is_added_to_the_open_case() -> None:
    talk = Telling().tells("victim", *INSULT, "need:legal_advice").comes_to("v_words").types("More.")
    talk.press("btn.text_ok", "btn.only_talk")
    fact = wish.added(talk.flows, talk.session)
    assert fact == ReportAdded(
        reports=talk.opening().reports, register=False, words={"v_words": "More."}, flags=()
    )


def test_before_anything_was_told_an_opening_is_made_too() -> None:
    flows, session = staffed(), Telling("uk").session
    assert wish.opening(flows, session, "message") == CaseOpened(lang="uk", wish="message")
