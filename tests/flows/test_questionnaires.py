"""The three questionnaires as shipped are complete, in the agreed order, and ask for nobody's name."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

import flows
from flows.model import text
from flows.questionnaire import Condition, Question, Questionnaire
from flows.reading import read_questionnaire, read_taxonomy

FLOWS = Path(flows.__file__).parent
TAXONOMY = read_taxonomy((FLOWS / "taxonomy.yaml").read_text("utf-8"))


def read(name: str) -> Questionnaire:
    return read_questionnaire(name, (FLOWS / "questionnaires" / f"{name}.yaml").read_text("utf-8"), TAXONOMY)


QUESTIONNAIRES = {name: read(name) for name in ("victim", "witness", "professional")}
EVERY = [(name, question.id) for name, each in QUESTIONNAIRES.items() for question in each.questions]


def known(name: str, id_: str) -> Question:
    return QUESTIONNAIRES[name].question(id_)


STEPS = {
    "victim": """
        v_group | v_type | v_ground | v_detail | v_indicator | v_when v_frequency
        | v_area v_district v_place v_dv_place | v_who v_who_count | v_effect | v_reported v_why_hard
        | v_need v_language v_age | v_evidence | v_words
    """,
    "witness": """
        w_knows | w_person | w_group w_type | w_ground w_indicator | w_when
        | w_area w_district w_place w_dv_place | w_who w_who_count w_harmed | w_reaction w_reported
        | w_need w_need_behalf w_language w_age | w_words
    """,
    "professional": """
        p_purpose | p_work p_inst | p_group p_type | p_ground p_detail p_indicator
        | p_when p_frequency p_area p_district p_place | p_who p_harmed p_age p_harm | p_done p_knows | p_need
        | p_interp | p_training | p_words
    """,
}
"""Questions in asking order; those between two bars are one step."""

CARDS = {
    "victim": {
        "v_believe": "",
        "v_safe_plan": "v_type",
        "v_72h": "v_safe_plan",
        "v_trafficking": "v_72h",
        "v_now": "v_when",
        "v_hurt": "v_effect",
        "v_minor": "v_age",
        "v_young": "v_minor",
    },
    "witness": {
        "w_behalf": "",
        "w_not_wanted": "w_person",
        "w_help": "w_when",
        "w_now": "w_help",
        "w_minor": "w_age",
        "w_carer": "w_minor",
    },
    "professional": {
        "p_training_end": "p_inst",
        "p_training_on": "p_training_end",
        "p_basis": "p_training_on",
        "p_basis_no": "p_basis",
        "p_now": "p_when",
        "p_hurt": "p_harm",
        "p_blue_cards": "p_need",
    },
}
"""Cards and texts that are said, each with what stands right before it."""

LISTS = {
    "victim": """
        incident_group incident_type ground ground_detail bias_indicator time_band frequency area district
        place_type perpetrator perpetrator_count harm reported_elsewhere reason_not_reported need
        interpreter_language age_band evidence
    """,
    "witness": """
        reporter_knowledge person_knows incident_group incident_type ground bias_indicator time_band area
        district place_type perpetrator perpetrator_count victims_count bystander_reaction
        reported_elsewhere need
        interpreter_language age_band
    """,
    "professional": """
        professional_type institution_type incident_group incident_type ground ground_detail bias_indicator
        time_band frequency area district place_type perpetrator victims_count age_band harm
        reported_elsewhere
        person_knows need
    """,
}

SEVERAL = frozenset(
    {
        "incident_group", "incident_type", "ground", "ground_detail", "bias_indicator", "perpetrator", "harm",
        "evidence", "reported_elsewhere", "reason_not_reported", "need",
    }
)  # fmt: skip
"""Lists of which a report may hold several codes (plural keys of the export); of the others it holds one."""


def test_every_role_has_its_questionnaire() -> None:
    assert {role.facts["flow"] for role in TAXONOMY.lists["role"].values()} == set(QUESTIONNAIRES)


@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_the_questions_stand_in_the_agreed_order_and_steps(name: str) -> None:
    questions = QUESTIONNAIRES[name].questions
    asked = [question for question in questions if question.kind in ("one", "several", "text")]
    steps = [[question.id for question in step] for _, step in groupby(asked, lambda question: question.step)]
    assert steps == [part.split() for part in STEPS[name].split("|")]


@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_cards_and_texts_stand_where_they_help(name: str) -> None:
    ids = ["", *(question.id for question in QUESTIONNAIRES[name].questions)]
    cards = [
        question.id for question in QUESTIONNAIRES[name].questions if question.kind in ("info", "confirm")
    ]
    assert {card: ids[ids.index(card) - 1] for card in cards} == CARDS[name]


@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_every_list_of_the_flow_is_asked_and_no_other(name: str) -> None:
    asked = {question.list for question in QUESTIONNAIRES[name].questions if question.list}
    assert asked == set(LISTS[name].split())


@pytest.mark.parametrize(("name", "id_"), [each for each in EVERY if known(*each).list])
def test_several_answers_are_taken_where_the_register_keeps_several(name: str, id_: str) -> None:
    question = known(name, id_)
    assert (question.kind == "several") == (question.list in SEVERAL)


TEXTS = {
    "v_words": {"case_opens": ("yes",), "words_allowed": ("yes",)},
    "w_words": {"case_opens": ("yes",), "words_allowed": ("yes",)},
    "p_words": {"case_opens": ("yes",), "words_allowed": ("yes",)},
    "p_interp": {"case_opens": ("yes",), "sexual_violence": ("no",), "p_need": ("interpreter",)},
    "p_training": {"case_opens": ("yes",), "sexual_violence": ("no",), "p_purpose": ("training",)},
}
"""Questions that are answered in one's own words, and when each is asked."""


@pytest.mark.parametrize(("name", "id_"), [each for each in EVERY if each[1] not in TEXTS])
def test_nobody_is_asked_for_words_of_their_own_and_so_for_no_name(name: str, id_: str) -> None:
    """R-GDPR-6: every answer but five is a code; names, addresses, accounts or plates have no field (X-3)."""
    question = QUESTIONNAIRES[name].question(id_)
    assert question.kind in ("one", "several", "info", "confirm")
    assert bool(question.choices) == (question.kind != "info")


def test_words_of_ones_own_are_asked_last_and_only_where_a_case_opens() -> None:
    """X-15, R-GDPR-7: optional like every question, short, below the needs, never about sexual violence."""
    texts = [(name, id_) for name, id_ in EVERY if QUESTIONNAIRES[name].question(id_).kind == "text"]
    assert {id_ for _, id_ in texts} == set(TEXTS)
    for name, id_ in texts:
        assert conditions(name, id_) == TEXTS[id_]
        assert QUESTIONNAIRES[name].question(id_).most == 1000
    for questionnaire in QUESTIONNAIRES.values():
        kinds = [question.kind for question in questionnaire.questions]
        first = kinds.index("text")
        assert set(kinds[first:]) == {"text"}
        assert {"need"} & {question.list for question in questionnaire.questions[:first]}


@pytest.mark.parametrize("list_", ["gender", "targeted_community", "day_part"])
def test_what_waits_for_the_data_protection_assessment_is_not_asked(list_: str) -> None:
    assert list_ not in {question.list for each in QUESTIONNAIRES.values() for question in each.questions}


@pytest.mark.parametrize(("name", "id_"), [each for each in EVERY if known(*each).kind == "confirm"])
def test_every_card_has_a_key_that_goes_on(name: str, id_: str) -> None:
    labels = {choice.label.id for choice in known(name, id_).choices}
    assert labels & {"btn.go_on", "btn.next", "btn.yes"}
    assert labels <= {"btn.go_on", "btn.next", "btn.yes", "btn.no", "btn.person", "btn.quick_exit"}


def conditions(name: str, id_: str) -> dict[str, tuple[str, ...]]:
    return {each.subject: each.any_of for each in QUESTIONNAIRES[name].question(id_).only_if}


def choices(name: str, id_: str) -> list[str]:
    return [choice.code for choice in QUESTIONNAIRES[name].question(id_).choices]


@pytest.mark.parametrize(
    ("name", "id_", "expected"),
    [
        ("victim", "v_safe_plan", {"at_risk": ("yes",)}),
        ("victim", "v_trafficking", {"trafficking": ("yes",)}),
        ("victim", "v_72h", {"v_type": ("sexual_violence",)}),
        ("victim", "v_ground", {}),
        ("victim", "v_indicator", {"indicator_asked": ("yes",)}),
        ("victim", "v_now", {"v_when": ("now",)}),
        ("victim", "v_area", {"home_violence": ("no",), "only_online": ("no",)}),
        ("victim", "v_dv_place", {"home_violence": ("yes",)}),
        ("victim", "v_hurt", {"v_effect": ("medical_help", "serious_injury")}),
        ("victim", "v_why_hard", {"v_reported": ("no",)}),
        ("victim", "v_language", {"v_need": ("interpreter",)}),
        ("victim", "v_evidence", {"v_need": ("legal_advice", "intervention")}),
        ("witness", "w_person", {"person_known": ("yes",)}),
        ("witness", "w_help", {"at_risk": ("yes",), "w_when": ("now", "today")}),
        ("witness", "w_now", {"at_risk": ("no",), "w_when": ("now",)}),
        ("witness", "w_age", {"role": ("on_behalf",)}),
        ("professional", "p_now", {"p_when": ("now",)}),
        ("professional", "p_blue_cards", {"blue_cards": ("yes",)}),
    ],
)
def test_a_question_is_asked_only_if(name: str, id_: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert conditions(name, id_) == expected


ENDINGS = {
    "w_not_wanted": (Condition("w_person", ("does_not_want",)),),
    "p_basis_no": (Condition("p_basis", ("no",)),),
    "v_minor": (Condition("minor_alone", ("yes",)),),
    "w_minor": (Condition("minor_alone", ("yes",)),),
    "p_training_end": (Condition("p_purpose", ("training",)), Condition("team", ("no",))),
}


def test_an_interview_ends_without_a_report_in_five_places_only() -> None:
    leaving = {
        question.id: question.only_if
        for each in QUESTIONNAIRES.values()
        for question in each.questions
        if "leave" in (question.next, *(choice.next for choice in question.choices))
    }
    assert leaving == ENDINGS


def test_only_the_parts_of_a_city_that_have_districts_lead_to_a_district() -> None:
    divided = ("centre", "port", "coast", "wrzeszcz", "south", "west", "outside")
    assert conditions("victim", "v_district") == {"v_area": divided}
    assert conditions("witness", "w_district") == {"w_area": divided}
    assert conditions("professional", "p_district") == {
        "home_violence": ("no",),
        "only_online": ("no",),
        "p_area": divided,
    }


@pytest.mark.parametrize(("name", "id_"), [("victim", "v_detail"), ("professional", "p_detail")])
def test_details_are_asked_for_each_ground_that_has_any(name: str, id_: str) -> None:
    (codes,) = conditions(name, id_).values()
    parents = {detail.facts["parent"] for detail in TAXONOMY.lists["ground_detail"].values()}
    assert set(codes) == parents


@pytest.mark.parametrize("id_", ["v_dv_place", "w_dv_place"])
def test_violence_at_home_is_asked_for_no_more_than_at_home_or_elsewhere(id_: str) -> None:
    assert choices("victim" if id_ == "v_dv_place" else "witness", id_) == ["home", "other"]


def test_what_is_for_professionals_is_offered_to_them_only() -> None:
    for name, id_ in [("victim", "v_need"), ("witness", "w_need"), ("witness", "w_need_behalf")]:
        assert not {"training", "consultation_professional"}.intersection(choices(name, id_))
    assert "case_files" not in choices("witness", "w_knows")
    assert choices("professional", "p_need") == [
        "consultation_professional", "training", "interpreter", "referral", "intervention", "register_only",
    ]  # fmt: skip


def test_nobody_is_accompanied_to_a_stranger() -> None:
    assert "accompaniment" not in choices("witness", "w_need")
    assert "accompaniment" in choices("witness", "w_need_behalf")


def test_the_purposes_are_codes_of_the_needs() -> None:
    purposes = QUESTIONNAIRES["professional"].question("p_purpose").choices
    assert [(choice.code, choice.label) for choice in purposes] == [
        ("register_only", text("btn.purpose_register")),
        ("consultation_professional", text("btn.purpose_consult")),
        ("training", text("btn.purpose_training")),
    ]
    assert {choice.code for choice in purposes} <= set(TAXONOMY.lists["need"])


def test_thanks_for_telling_stand_before_the_first_question_that_they_may_follow() -> None:
    """X-9: said above whatever is asked next once something was told, so the file begins with it."""
    first = QUESTIONNAIRES["victim"].questions[0]
    assert (first.id, first.kind, first.only_if) == ("v_believe", "info", (Condition("told", ("yes",)),))
