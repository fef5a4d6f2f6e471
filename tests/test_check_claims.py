"""The checker of what people are told finds what it is there to find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from flows.model import LANGUAGES
from locales.book import read, texts
from tests.check_claims import MAP, NAMING, PAGE, ROOT, faults, load, main, page, renewed, sentences

if TYPE_CHECKING:
    from pathlib import Path

    from locales.book import Book

SOUND = """
covered: ["priv.*"]
quiet: {"btn.*": a key}
reasons: {question: a question}
people: {secrecy: The team keeps secret what it learns.}
proofs:
  What is kept:
    erased:
      claim: What was erased is gone.
      tests: ["tests/test_it.py::test_erased"]
texts:
  priv.short:
    We erase it.: erased
    Our team keeps it secret for 7 days.: secrecy, erased
    May we?: question
"""
SAYING = "We erase it.\n• Our team keeps it secret for 7 days. May we?"


def books(wording: str = SAYING, **others: str) -> dict[str, Book]:
    """Four languages that say the same, but for those that are given."""
    return {
        language: {"priv.short": (others.get(language, wording),), "btn.yes": ("Yes",)}
        for language in LANGUAGES
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with one test and empty pages."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_it.py").write_text("def test_erased(): ...\ndef helps(): ...\n")
    (tmp_path / "docs").mkdir()
    for name in NAMING:
        (tmp_path / name).write_text("Nothing.\n")
    return tmp_path


def found(root: Path, old: str = "", new: str = "", told: dict[str, Book] | None = None) -> list[str]:
    """The faults of the sound map in which one thing was replaced."""
    assert not old or old in SOUND
    return faults(load(SOUND.replace(old, new, 1)), told or books(), root)


def test_a_map_in_which_everything_is_kept_has_no_faults(root: Path) -> None:
    assert found(root) == []


def test_a_text_is_divided_into_its_sentences() -> None:
    said = (
        "How long\n\n• A talk: for 30 days. “Yes.” Then no more!\n1. Open the menu.\nCall 112. Is art.5 – so?"
    )
    assert list(sentences(said)) == [
        *("How long", "A talk: for 30 days.", "“Yes.”", "Then no more!"),
        *("Open the menu.", "Call 112.", "Is art.5 – so?"),
    ]


def test_a_sentence_that_is_changed_or_new_is_a_fault(root: Path) -> None:
    told = books(SAYING.replace("We erase it.", "We erase all of it."))
    assert found(root, told=told) == [
        f'{MAP}: priv.short says "We erase all of it.", which is not mapped',
        f'{MAP}: priv.short does not say "We erase it."',
    ]


def test_every_plural_form_is_read(root: Path) -> None:
    told = books()
    told["en"] = told["en"] | {"priv.short": ("We erase one.", SAYING)}
    assert found(root, told=told) == [f'{MAP}: priv.short says "We erase one.", which is not mapped']


def test_a_text_about_which_nobody_decided_is_a_fault(root: Path) -> None:
    told = books()
    told["en"] = told["en"] | {"notice.q": ("May we?",)}
    assert found(root, told=told) == [
        f"{MAP}: notice.q is neither covered nor among the texts that promise nothing"
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('["priv.*"]', '["priv.*", "talk.*"]', 'no text has an id like "talk.*"'),
        ("texts:\n", "texts:\n  talk.on: {}\n", "talk.on is no covered text"),
        ("it.: erased", "it.: gone", 'priv.short "We erase it.": nothing is called "gone"'),
        ("it.: erased", "it.: erased, question", 'priv.short "We erase it." is a claim or none'),
        ("reasons: {", "reasons: {value: a value, ", "no sentence is said to be value"),
        ("people: {", "people: {erased: Again., ", "erased is defined twice"),
        ("::test_erased", "::test_gone", "erased: there is no test tests/test_it.py::test_gone"),
        ("::test_erased", "::helps", "erased: there is no test tests/test_it.py::helps"),
        ("test_it.py", "test_no.py", "erased: there is no test tests/test_no.py::test_erased"),
        ('["tests/test_it.py::test_erased"]', "[]", "nothing keeps erased"),
        ("claim: What", "awaits: a test\n      claim: What", "erased awaits: a test"),
    ],
)
def test_a_claim_that_nothing_keeps_and_a_name_without_a_meaning_are_faults(
    root: Path, old: str, new: str, fault: str
) -> None:
    assert found(root, old, new) == [f"{MAP}: {fault}"]


@pytest.mark.parametrize("name", NAMING)
def test_a_page_that_names_no_test_or_waits_for_one_is_a_fault(root: Path, name: str) -> None:
    (root / name).write_text(
        "`tests/test_it.py::test_erased`\n`tests/test_it.py::test_gone`\n| awaits: a memory scan |\n"
    )
    assert found(root) == [
        f"{name}:2: there is no test tests/test_it.py::test_gone",
        f"{name}:3: awaits: a memory scan",
    ]


@pytest.mark.parametrize(
    ("wording", "fault"),
    [
        (SAYING.replace("7", "8"), "other numbers"),
        (SAYING.replace("\n", " "), "another number of lines"),
        (SAYING.replace("We", "1"), ""),
    ],
)
def test_a_language_that_says_another_number_or_a_line_less_is_a_fault(
    root: Path, wording: str, fault: str
) -> None:
    """A 1 may be a word in one language and a figure in another."""
    expected = [f"locales/pl: priv.short has {fault} than in English"] if fault else []
    assert found(root, told=books(pl=wording)) == expected


def test_the_page_tells_each_claim_with_what_says_it_and_what_keeps_it() -> None:
    written = page(load(SOUND))
    assert "## What is kept\n\n### What was erased is gone.\n\n* We erase it. (`priv.short`)\n" in written
    assert "Kept by:\n\n* `tests/test_it.py::test_erased`\n" in written
    assert "### The team keeps secret what it learns.\n\n* Our team keeps it secret for 7 days." in written
    assert "| 1 | a question |" in written
    assert "| `btn.*` | a key |" in written


def test_the_command_writes_the_page_tells_faults_and_names_the_tests(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in LANGUAGES:
        folder = root / "locales" / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        told = SAYING.replace("\n", "\\n")
        (folder / "glos.po").write_text(
            f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
            f'msgid "priv.short"\nmsgstr "{told}"\n\nmsgid "btn.yes"\nmsgstr "Yes"\n',
            "utf-8",
        )
    (root / MAP).write_text(SOUND)
    (root / PAGE).write_text("")
    assert main([], root) == 1
    assert capsys.readouterr().err == f"{PAGE} is not up to date: python -m tests.check_claims --write\n"
    assert main(["--write"], root) == 0
    assert main([], root) == 0
    assert main(["--tests"], root) == 0
    assert capsys.readouterr() == ("tests/test_it.py::test_erased\n", "")


def test_a_new_sentence_comes_into_the_map_as_open_and_one_that_is_gone_leaves_it(root: Path) -> None:
    """What is mapped stays as it is, also where another text says it; the part above is not touched."""
    told = books("We erase it. We keep it.\nMay we?")["en"] | {"priv.who": ("We erase it.",)}
    new = renewed(SOUND, load(SOUND), told)
    assert load(new).texts == {
        "priv.short": {"We erase it.": "erased", "We keep it.": "?", "May we?": "question"},
        "priv.who": {"We erase it.": "erased"},
    }
    assert new.startswith(SOUND[: SOUND.index("texts:")])
    assert f'{MAP}: priv.short "We keep it.": nothing is called "?"' in faults(load(new), books(), root)


def test_the_map_of_the_project_says_nothing_twice() -> None:
    """YAML takes the later of two equal keys in silence, and a verdict would be lost."""

    def keys(node: yaml.Node) -> None:
        for child in node.value if isinstance(node.value, list) else ():
            for one in child if isinstance(child, tuple) else (child,):
                keys(one)
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            assert sorted(names) == sorted(set(names))

    source = yaml.compose((ROOT / MAP).read_text("utf-8"), yaml.BaseLoader)
    assert source is not None
    keys(source)


def test_every_point_of_the_privacy_notice_is_covered() -> None:
    """Whatever else becomes quiet, these texts are read sentence by sentence."""
    claims = load((ROOT / MAP).read_text("utf-8"))
    promising = ("priv.", "notice.", "next.", "thanks.", "erase.", "exit.", "stop.", "talk.", "ho.", "code.")
    ids = [id_ for id_ in texts(read("en")) if id_.startswith(promising)]
    assert len(ids) > 100
    assert [id_ for id_ in ids if not claims.covers(id_)] == []
