"""The checker tells a coordinator all that is wrong with a questionnaire, line by line, in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import flows
from flows.model import text
from flows.questionnaire import Condition, Questionnaire
from flows.reading import Fault, Faults, read_questionnaire, read_taxonomy

FLOWS = Path(flows.__file__).parent
GOLDEN = Path(__file__).parent / "golden"
TAXONOMY = read_taxonomy((FLOWS / "taxonomy.yaml").read_text("utf-8"))
NAMES = ("victim", "witness", "professional")
LENGTHS = {"btn.long_key": 29, "btn.long_answer": 41, "v.ground": 300}


def real(name: str) -> str:
    return (FLOWS / "questionnaires" / f"{name}.yaml").read_text("utf-8")


def texts() -> set[str]:
    """Every text that the real questionnaires name, and two labels that are too long."""
    found = set(LENGTHS)
    for name in NAMES:
        questionnaire = read_questionnaire(name, real(name), TAXONOMY)
        found.add(questionnaire.title)
        for question in questionnaire.questions:
            found |= {question.ask, *(choice.label.id for choice in question.choices)}
    return found


KNOWN = texts()


def faults_of(source: str, name: str = "victim") -> list[str]:
    with pytest.raises(Faults) as raised:
        read_questionnaire(name, source, TAXONOMY, KNOWN, LENGTHS)
    return [str(fault) for fault in raised.value.faults]


BROKEN = sorted(GOLDEN.glob("*.yaml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_told_in_exactly_these_sentences(path: Path) -> None:
    expected = path.with_suffix(".txt").read_text("utf-8").splitlines()
    assert faults_of(path.read_text("utf-8")) == expected


def test_there_are_at_least_thirty_broken_files_each_with_its_sentences() -> None:
    assert len(BROKEN) >= 30
    assert {path.with_suffix(".txt") for path in BROKEN} == set(GOLDEN.glob("*.txt"))


def sound_or_told(name: str, source: str) -> bool:
    """Read a source that may be broken; any error but Faults goes through."""
    try:
        return bool(read_questionnaire(name, source, TAXONOMY).questions)
    except Faults as told:
        return bool(told.faults) and all(fault.line >= 1 for fault in told.faults)


def test_without_any_one_of_its_lines_a_file_is_sound_or_its_faults_are_told() -> None:
    lines = real("professional").splitlines(keepends=True)
    for at in range(len(lines)):
        assert sound_or_told("professional", "".join(lines[:at] + lines[at + 1 :]))


@given(st.data())
@settings(max_examples=60)
def test_with_other_signs_anywhere_a_file_is_sound_or_its_faults_are_told(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    source = real(name)
    at = data.draw(st.integers(0, len(source) - 1))
    put = data.draw(st.text("abc_:,[]{}'\"#-&*!|> \n\t\0", max_size=4))
    assert sound_or_told(name, source[:at] + put + source[at + len(put) :])


def test_a_fault_names_its_file_and_line() -> None:
    assert str(Fault("victim.yaml", 33, "a sentence")) == "victim.yaml:33: a sentence"


def test_faults_are_told_in_the_order_of_their_lines() -> None:
    told = Faults([Fault("a.yaml", 9, "later"), Fault("a.yaml", 2, "first")])
    assert str(told) == "a.yaml:2: first\na.yaml:9: later"


def test_without_a_catalogue_no_text_is_missed_and_no_label_measured() -> None:
    broken = real("victim").replace("v.ground", "no.such.text")
    assert read_questionnaire("victim", broken, TAXONOMY).question("v_ground").ask == "no.such.text"


SMALL = """\
flow: victim
title: start.victim
questions:
  v_group:
    ask: v.group
    kind: several
    from: incident_group
  v_type:
    ask: v.type
    kind: several
    from: incident_type
    page_by: v_group
    only_if: {v_group: [words, other], at_risk: no}
  v_card:
    ask: help.card
    kind: confirm
    choices:
      no: {label: btn.no, next: review}
      yes: {label: btn.yes}
    step: end
  v_need:
    ask: v.need
    kind: several
    from: need
    without: [training]
    step: end
  v_dv_place:
    ask: v.dv_place
    kind: one
    from: place_type
    choices: [other, home]
    next: review
"""


@pytest.fixture(scope="module")
def small() -> Questionnaire:
    return read_questionnaire("victim", SMALL, TAXONOMY)


def test_a_questionnaire_is_read_as_it_is_written(small: Questionnaire) -> None:
    assert (small.name, small.title) == ("victim", "start.victim")
    assert [question.id for question in small.questions] == [
        "v_group", "v_type", "v_card", "v_need", "v_dv_place",
    ]  # fmt: skip
    type_ = small.question("v_type")
    assert (type_.kind, type_.list) == ("several", "incident_type")
    assert (type_.ask, type_.page_by) == ("v.type", "v_group")
    assert type_.only_if == (Condition("v_group", ("words", "other")), Condition("at_risk", ("no",)))
    steps = [question.step for question in small.questions]
    assert steps == ["v_group", "v_type", "end", "end", "v_dv_place"]
    assert small.question("v_dv_place").next == "review"


WORDS = """\
flow: victim
title: start.victim
questions:
  v_need:
    ask: v.need
    kind: several
    from: need
  v_short:
    ask: v.words
    kind: text
    most: 200
    only_if: {case_opens: yes, sexual_violence: no}
  v_words:
    ask: v.words
    kind: text
    only_if: {case_opens: yes, words_allowed: yes}
"""


def test_a_question_in_ones_own_words_has_no_choices_and_an_end() -> None:
    read = read_questionnaire("victim", WORDS, TAXONOMY)
    assert [(q.kind, q.choices, q.list, q.most) for q in read.questions[1:]] == [
        ("text", (), "", 200),
        ("text", (), "", 1000),
    ]
    assert read.question("v_need").most == 0


def test_no_and_yes_are_words_and_not_booleans(small: Questionnaire) -> None:
    no, yes = small.question("v_card").choices
    assert (no.code, no.label, no.next) == ("no", text("btn.no"), "review")
    assert (yes.code, yes.label, yes.next) == ("yes", text("btn.yes"), "")


def test_choices_keep_their_own_order_and_without_leaves_out(small: Questionnaire) -> None:
    assert [choice.code for choice in small.question("v_dv_place").choices] == ["other", "home"]
    needs = [choice.code for choice in small.question("v_need").choices]
    assert needs == [code for code in TAXONOMY.lists["need"] if code != "training"]


def test_an_exclusive_code_is_known_as_such_and_has_the_label_of_its_list(small: Questionnaire) -> None:
    last = small.question("v_need").choices[-1]
    assert (last.code, last.exclusive, last.label) == ("register_only", True, text("need:register_only"))


def test_a_code_stands_on_the_sheet_of_its_group_and_a_way_out_on_each(small: Questionnaire) -> None:
    sheets = {choice.code: choice.sheets for choice in small.question("v_type").choices}
    assert sheets["threat"] == ("words",)
    assert sheets["other"] == ("other",)
    assert sheets["dont_know"] == ()


def test_a_detail_with_two_parents_stands_on_both_sheets() -> None:
    victim = read_questionnaire("victim", real("victim"), TAXONOMY)
    sheets = {choice.code: choice.sheets for choice in victim.question("v_detail").choices}
    assert sheets["jewish"] == ("race_ethnicity_nationality", "religion_belief")
    districts = {choice.code: choice.sheets for choice in victim.question("v_district").choices}
    assert (districts["oliwa"], districts["prefer_not_say"]) == (("coast",), ())


def test_the_revision_changes_with_the_file_and_only_then() -> None:
    again = read_questionnaire("victim", SMALL, TAXONOMY).revision
    other = read_questionnaire("victim", SMALL + "# a word more\n", TAXONOMY).revision
    assert read_questionnaire("victim", SMALL, TAXONOMY).revision == again != other


def test_facts_of_the_taxonomy_are_typed() -> None:
    assert TAXONOMY.item("age_band", "13_15").facts == {"minor": True, "public": "under_18"}
    assert TAXONOMY.item("time_band", "over_three_years").facts == {"days_max": None}
    assert TAXONOMY.item("harm", "medical_help").facts["band"] == 4
    assert TAXONOMY.item("reported_elsewhere", "no").exclusive
    assert not TAXONOMY.item("reported_elsewhere", "ngo").exclusive


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("need:\n  a: {}\n  a: {}\n", 'taxonomy.yaml:3: "a" is written twice (first in line 2)'),
        ("need:\n  a: true\n", 'taxonomy.yaml:2: the facts of "a" must be written as {name: value}'),
        ("need: [a, b]\n", 'taxonomy.yaml:1: "need" must hold lines such as `name: value`, not a list'),
        ("need:\n  a: {on: 2025-99-99}\n", 'taxonomy.yaml:2: a fact of "a" cannot be read'),
    ],
)
def test_a_broken_taxonomy_is_told_too(source: str, sentence: str) -> None:
    with pytest.raises(Faults) as raised:
        read_taxonomy(source)
    assert str(raised.value) == sentence
