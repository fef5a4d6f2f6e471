"""Each named word of the questionnaires holds where it should, and does not where it should not."""

from __future__ import annotations

from pathlib import Path

import pytest

import flows
from flows.reading import read_taxonomy
from flows.words import WORDS, Situation

TAXONOMY = read_taxonomy((Path(flows.__file__).parent / "taxonomy.yaml").read_text("utf-8"))


def holds(word: str, role: str = "victim", team: str = "", **codes: str) -> bool:
    """Ask a word about a situation; the codes of a list are written in one string."""
    picked = {list_: tuple(written.split()) for list_, written in codes.items()}
    return WORDS[word](Situation(role, picked, TAXONOMY, bool(team)))


def opens(
    role: str = "victim", *, team: bool = True, minor: bool = False, purpose: str = "", **codes: str
) -> bool:
    picked = {list_: tuple(written.split()) for list_, written in codes.items()}
    return WORDS["case_opens"](Situation(role, picked, TAXONOMY, team, minor, purpose))


@pytest.mark.parametrize("word", WORDS)
def test_a_word_says_in_one_sentence_when_it_holds(word: str) -> None:
    sentence = WORDS[word].__doc__ or ""
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_at_the_beginning_no_word_holds_but_what_only_an_answer_takes_away() -> None:
    assert [word for word in WORDS if holds(word)] == ["indicator_asked", "words_allowed"]


def test_team() -> None:
    assert holds("team", team="there")


def test_told() -> None:
    assert holds("told", incident_group="words")
    assert not holds("told", incident_group="")


@pytest.mark.parametrize("type_", ["threat", "domestic_violence", "verbal_insult threat"])
def test_at_risk(type_: str) -> None:
    assert holds("at_risk", incident_type=type_)


@pytest.mark.parametrize("type_", ["verbal_insult", "online_hate housing_refusal", "dont_know"])
def test_not_at_risk(type_: str) -> None:
    assert not holds("at_risk", incident_type=type_)


def test_home_violence() -> None:
    assert holds("home_violence", incident_type="threat domestic_violence")
    assert not holds("home_violence", incident_type="physical_violence")


def test_only_online() -> None:
    assert holds("only_online", incident_type="online_hate")
    assert not holds("only_online", incident_type="online_hate threat")


def test_trafficking() -> None:
    assert holds("trafficking", incident_type="trafficking_forced")
    assert holds("trafficking", incident_type="labour_exploitation document_withholding")
    assert not holds("trafficking", incident_type="document_withholding")
    assert not holds("trafficking", incident_type="labour_exploitation work_unequal")


def test_indicator_asked() -> None:
    assert holds("indicator_asked", incident_type="threat")
    assert holds("indicator_asked", incident_type="threat", ground="sex")
    assert holds("indicator_asked", incident_type="domestic_violence", ground="disability")
    assert not holds("indicator_asked", incident_type="threat", ground="unknown")
    assert not holds("indicator_asked", incident_type="domestic_violence")
    assert not holds("indicator_asked", incident_type="domestic_violence", ground="unknown")


def test_person_known() -> None:
    assert holds("person_known", "on_behalf")
    assert holds("person_known", "witness", reporter_knowledge="told_by_person")
    assert not holds("person_known", "witness", reporter_knowledge="saw_heard")


def test_carer() -> None:
    assert holds("carer", "on_behalf", ground="age disability", age_band="60_plus")
    assert not holds("carer", "on_behalf", ground="age", age_band="60_plus")
    assert not holds("carer", "on_behalf", ground="disability", age_band="13_15")
    assert not holds("carer", "on_behalf", ground="disability", age_band="prefer_not_say")
    assert not holds("carer", "on_behalf", ground="disability")
    assert not holds("carer", "witness", ground="disability", age_band="60_plus")


def test_interpreter_needed() -> None:
    assert holds("interpreter_needed", need="legal_advice interpreter")
    assert not holds("interpreter_needed", need="legal_advice")


@pytest.mark.parametrize("role", ["victim", "on_behalf"])
@pytest.mark.parametrize("age", ["under_13", "13_15", "16_17"])
def test_minor_alone(role: str, age: str) -> None:
    assert holds("minor_alone", role, age_band=age)
    assert not holds("minor_alone", role, age_band=age, team="there")


@pytest.mark.parametrize("age", ["18_29", "60_plus", "mixed_group", "prefer_not_say"])
def test_not_minor_alone(age: str) -> None:
    assert not holds("minor_alone", age_band=age)


def test_a_professional_may_report_about_a_child() -> None:
    assert not holds("minor_alone", "professional", age_band="under_13")


@pytest.mark.parametrize(
    ("work", "place"),
    [
        ("teacher", "company"),
        ("police_guard", ""),
        ("psychologist_therapist", "health"),
        ("", "school_education"),
    ],
)
def test_blue_cards(work: str, place: str) -> None:
    codes = {"professional_type": work, "institution_type": place}
    assert holds("blue_cards", "professional", incident_type="domestic_violence", **codes)
    assert not holds("blue_cards", "professional", incident_type="threat", **codes)


@pytest.mark.parametrize(("work", "place"), [("psychologist_therapist", "ngo"), ("lawyer", "police_justice")])
def test_not_blue_cards_of_those_who_are_not_bound_to_start_them(work: str, place: str) -> None:
    codes = {"professional_type": work, "institution_type": place}
    assert not holds("blue_cards", "professional", incident_type="domestic_violence", **codes)


# ---------------------------------------------------------------------------- who is read, and who may write


def test_minor_told() -> None:
    assert holds("minor_told", team="there", age_band="13_15")
    assert not holds("minor_told", "on_behalf", team="there", age_band="13_15")
    assert not holds("minor_told", team="there", age_band="18_29")
    said_before = Situation("victim", {"age_band": ("13_15",)}, TAXONOMY, team=True, minor=True)
    assert not WORDS["minor_told"](said_before)


@pytest.mark.parametrize("need", [need for need in TAXONOMY.lists["need"] if need != "register_only"])
def test_a_case_opens_with_any_wish(need: str) -> None:
    assert opens(need=need)
    assert not opens(need=need, team=False)


def test_no_case_opens_for_the_register_only() -> None:
    assert not opens(need="register_only")
    assert not opens(incident_type="threat", ground="sex")


@pytest.mark.parametrize("age", ["under_13", "13_15", "16_17"])
def test_a_case_opens_for_whoever_is_under_18(age: str) -> None:
    assert opens(age_band=age)
    assert opens("on_behalf", age_band=age, need="register_only")
    assert not opens("professional", age_band=age)
    assert not opens(age_band=age, team=False)


@pytest.mark.parametrize("role", ["victim", "witness", "on_behalf", "professional"])
def test_a_case_opens_for_whoever_said_so_before_the_questions(role: str) -> None:
    assert opens(role, minor=True)
    assert opens(role, minor=True, need="register_only")
    assert not opens(role, minor=True, team=False)


@pytest.mark.parametrize("age", ["18_29", "60_plus", "mixed_group", "prefer_not_say"])
def test_no_case_opens_for_an_age_alone(age: str) -> None:
    assert not opens(age_band=age)


def test_a_case_opens_for_what_a_professional_came_for_unless_the_needs_say_otherwise() -> None:
    assert opens("professional", purpose="consultation_professional")
    assert opens("professional", purpose="training")
    assert not opens("professional", purpose="register_only")
    assert opens("professional", purpose="register_only", need="intervention")
    assert not opens("professional", purpose="consultation_professional", need="register_only")


@pytest.mark.parametrize("role", ["witness", "on_behalf"])
def test_no_case_opens_against_the_will_of_the_person_concerned(role: str) -> None:
    assert not opens(role, person_knows="does_not_want", need="legal_advice")
    assert opens(role, person_knows="not_asked", need="legal_advice")
    assert opens("professional", person_knows="does_not_want", need="consultation_professional")


def test_sexual_violence() -> None:
    assert holds("sexual_violence", incident_type="threat sexual_violence")
    assert not holds("sexual_violence", incident_type="sexual_harassment")


def test_words_allowed() -> None:
    assert holds("words_allowed", incident_type="threat")
    assert not holds("words_allowed", incident_type="threat sexual_violence")


@pytest.mark.parametrize("role", ["witness", "on_behalf", "professional"])
def test_words_about_another_person_need_that_persons_yes(role: str) -> None:
    assert holds("words_allowed", role, person_knows="yes_agrees")
    assert not holds("words_allowed", role, person_knows="yes_agrees", incident_type="sexual_violence")
    for knows in ("not_asked", "cannot_ask", "does_not_want", ""):
        assert not holds("words_allowed", role, person_knows=knows)
