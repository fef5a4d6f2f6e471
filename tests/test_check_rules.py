"""The checker of the rules finds what it is there to find."""

from pathlib import Path

import pytest

from tests.check_rules import ROOT, catalogue, faults, functions_of, ids, main, rows

HERE = "tests/test_check_rules.py"
HEAD = "| id | rule | texts | kept by |\n|---|---|---|---|\n"
TEXTS = {"safety.q", "btn.skip"}


def page(**changed: str) -> str:
    """A page without faults, but for the rows that are given by their ids."""
    each = {id_: f"| {id_} | a rule | `safety.q` | comes with: desk |\n" for id_ in ids()}
    return HEAD + "".join({**each, **changed}.values())


def row(kept: str, *, texts: str = "–") -> dict[str, str]:
    return {"X-1": f"| X-1 | a rule | {texts} | {kept} |\n"}


def test_a_page_with_every_rule_once_has_no_faults() -> None:
    assert faults(page(), TEXTS, ROOT) == []


def test_there_are_75_rules() -> None:
    assert len(set(ids())) == len(ids()) == 75


@pytest.mark.parametrize(
    "kept",
    [
        f"`{HERE}::test_there_are_75_rules`",
        f"`{HERE}::test_there_are_75_rules`<br>`{HERE}::test_a_page_with_every_rule_once_has_no_faults`",
        f"`{HERE}::test_there_are_75_rules`<br>comes with: desk (tables)",
        "comes with: nothing lost",
    ],
)
def test_a_rule_is_kept_by_tests_or_by_what_comes(kept: str) -> None:
    assert faults(page(**row(kept)), TEXTS, ROOT) == []


@pytest.mark.parametrize(
    ("kept", "fault"),
    [
        (f"`{HERE}::test_nowhere`", f"X-1: there is no test {HERE}::test_nowhere"),
        (f"`{HERE}::page`", f"X-1: there is no test {HERE}::page"),
        (f"`{HERE}`", f"X-1: there is no test {HERE}"),
        ("`tests/nowhere.py::test_it`", "X-1: there is no test tests/nowhere.py::test_it"),
        (
            "comes with: luck",
            'X-1: "luck" is none of desk, nothing lost',
        ),
        ("soon", 'X-1: "soon" is neither a test in `…` nor "comes with: …"'),
        ("", 'X-1: "" is neither a test in `…` nor "comes with: …"'),
    ],
)
def test_a_rule_that_nothing_keeps_is_a_fault(kept: str, fault: str) -> None:
    assert faults(page(**row(kept)), TEXTS, ROOT) == [f"docs/rules.md:3: {fault}"]


def test_a_missing_rule_is_a_fault() -> None:
    assert faults(page(**{"R-DV-7": ""}), TEXTS, ROOT) == ["docs/rules.md: R-DV-7 is missing"]


def test_a_rule_that_stands_there_twice_is_a_fault() -> None:
    twice = page() + "| X-1 | a rule | – | comes with: desk |\n"
    assert faults(twice, TEXTS, ROOT) == ["docs/rules.md: X-1 stands there 2 times"]


def test_a_rule_that_nobody_made_is_a_fault() -> None:
    more = page() + "| X-21 | a rule | – | comes with: desk |\n"
    assert faults(more, TEXTS, ROOT) == ["docs/rules.md:78: X-21 is not a rule"]


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ("`safety.q`, `safety.p`", "X-1: the catalogue has no text safety.p"),
        ("safety.q", 'X-1: the texts are ids in `…`, divided by commas, or "–"'),
    ],
)
def test_a_text_that_the_catalogue_does_not_have_is_a_fault(texts: str, fault: str) -> None:
    assert faults(page(**row("comes with: desk", texts=texts)), TEXTS, ROOT) == [f"docs/rules.md:3: {fault}"]


def test_a_row_with_too_few_cells_or_without_its_rule_is_a_fault() -> None:
    assert faults(page(**{"X-1": "| X-1 | a rule |\n"}), TEXTS, ROOT) == [
        "docs/rules.md:3: X-1 has 2 cells, not 4"
    ]
    assert faults(page(**{"X-1": "| X-1 | | – | comes with: desk |\n"}), TEXTS, ROOT) == [
        "docs/rules.md:3: X-1 does not say its rule"
    ]


def test_tests_are_found_by_reading_the_file_and_not_by_running_it(tmp_path: Path) -> None:
    file = tmp_path / "test_it.py"
    file.write_text("raise SystemExit\nasync def test_a(): ...\ndef test_b():\n    def test_c(): ...\n")
    assert functions_of(file) == {"test_a", "test_b"}


def test_a_fault_ends_the_check_with_1_and_a_line_that_tells_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "locales/en/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "locales/en/LC_MESSAGES/glos.po").write_text('msgid "safety.q"\nmsgstr "Safe?"\n')
    rules = tmp_path / "docs/rules.md"
    rules.write_text(page())
    assert main(tmp_path) == 0
    assert capsys.readouterr().err == ""
    rules.write_text(page(**{"X-7": ""}))
    assert main(tmp_path) == 1
    assert capsys.readouterr().err == "docs/rules.md: X-7 is missing\n"


def test_the_catalogue_gives_the_ids_of_texts_with_and_without_a_plural() -> None:
    assert {"safety.q", "dur.days"} <= catalogue(ROOT)


def test_the_page_of_the_project_names_every_rule_once() -> None:
    table = rows((ROOT / "docs/rules.md").read_text(encoding="utf-8"))
    assert [row_.id for row_ in table] == ids()
