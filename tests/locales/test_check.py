from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from locales import check
from locales.check import faults

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the catalogues alone; what they hold is then used nowhere, which these tests do not look at."""
    shutil.copytree(ROOT / "locales", tmp_path / "locales", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def whole(copy: Path) -> Path:
    """Copy everything that uses the texts, too."""
    for room in ("flows", "storage", "bot"):
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def change(copy: Path, language: str, old: str, new: str) -> None:
    file = copy / "locales" / language / "LC_MESSAGES" / "glos.po"
    source = file.read_text("utf-8")
    assert source.count(old) == 1, f"{old!r} stands there {source.count(old)} times"
    file.write_text(source.replace(old, new), "utf-8")


def entry(copy: Path, language: str, id_: str) -> str:
    """Return the whole entry of an id, with the empty line beneath it if there is one."""
    source = (copy / "locales" / language / "LC_MESSAGES" / "glos.po").read_text("utf-8")
    found = re.search(rf'^msgid "{re.escape(id_)}"\n(?:.+\n)+\n?', source, re.MULTILINE)
    assert found
    return found[0]


def test_the_catalogues_of_this_checkout_have_no_fault() -> None:
    assert faults(ROOT) == []


def test_a_text_that_one_language_lacks_is_found(copy: Path) -> None:
    change(copy, "uk", entry(copy, "uk", "btn.skip"), "")
    assert '"btn.skip" is missing in uk' in faults(copy)


def test_a_text_that_is_not_translated_is_found(copy: Path) -> None:
    change(copy, "ru", 'msgid "btn.skip"\nmsgstr "Пропустить"', 'msgid "btn.skip"\nmsgstr ""')
    assert any(
        re.fullmatch(r'locales/ru/.*glos\.po:\d+: "btn\.skip" is not translated', f) for f in faults(copy)
    )


def test_a_missing_plural_form_is_found(copy: Path) -> None:
    change(copy, "pl", 'msgstr[2] "{count} godzin"', 'msgstr[2] ""')
    assert any('"dur.hours" is not translated' in fault for fault in faults(copy))


def test_a_plural_form_too_few_is_found(copy: Path) -> None:
    change(
        copy,
        "pl",
        'msgstr[1] "{count} godziny"\nmsgstr[2] "{count} godzin"\n',
        'msgstr[1] "{count} godziny"\n',
    )
    assert any('"dur.hours"' in fault and "not" in fault for fault in faults(copy))


def test_a_text_that_counts_in_some_languages_only_is_found(copy: Path) -> None:
    old = entry(copy, "en", "dur.days")
    change(copy, "en", old, 'msgid "dur.days"\nmsgstr "{count} days"\n\n')
    found = faults(copy)
    assert '"dur.days" has plural forms in some languages only' in found
    assert any('"dur.days" must have plural forms exactly if it uses {count}' in fault for fault in found)


def test_a_fuzzy_text_is_found(copy: Path) -> None:
    change(copy, "en", 'msgid "btn.skip"', '#, fuzzy\nmsgid "btn.skip"')
    assert any('"btn.skip" is fuzzy' in fault for fault in faults(copy))


def test_an_obsolete_text_is_found(copy: Path) -> None:
    file = copy / "locales/en/LC_MESSAGES/glos.po"
    file.write_text(file.read_text("utf-8") + '\n#~ msgid "gone"\n#~ msgstr "Gone"\n', "utf-8")
    assert "locales/en/LC_MESSAGES/glos.po: there are fuzzy or obsolete entries" in faults(copy)


def test_a_text_that_stands_there_twice_is_found(copy: Path) -> None:
    twice = entry(copy, "en", "btn.skip")
    change(copy, "en", twice, twice + twice)
    assert 'locales/en/LC_MESSAGES/glos.po: "btn.skip" stands there 2 times' in faults(copy)


def test_a_text_out_of_order_is_found(copy: Path) -> None:
    moved = entry(copy, "en", "btn.skip")
    change(copy, "en", moved, "")
    file = copy / "locales/en/LC_MESSAGES/glos.po"
    file.write_text(file.read_text("utf-8") + "\n" + moved, "utf-8")
    assert any('"btn.skip" stands below "welcome.alone"' in fault for fault in faults(copy))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Language: en", "Language: de", 'the header does not say "Language: en"'),
        ("charset=utf-8", "charset=UTF-8", 'the header does not say "charset=utf-8"'),
        ("plural=(n != 1)", "plural=(n > 1)", "Plural-Forms in the header is not the rule of this language"),
        ("nplurals=2", "nplurals=3", "Plural-Forms in the header is not the rule of this language"),
        (
            '"Language: en\\n"',
            '"Language: en\\n"\n"PO-Revision-Date: 2026-01-31 10:00+0100\\n"',
            "the header holds a date, which makes every edit a conflict",
        ),
    ],
)
def test_a_wrong_header_is_found(copy: Path, old: str, new: str, sentence: str) -> None:
    change(copy, "en", old, new)
    assert f"locales/en/LC_MESSAGES/glos.po: {sentence}" in faults(copy)


def test_a_value_that_one_language_does_not_use_is_found(copy: Path) -> None:
    change(copy, "pl", "Zapisujemy tylko dzielnicę: {district}.", "Zapisujemy tylko dzielnicę.")
    told = "(pl: –, uk: district, ru: district, en: district)"
    assert f'"location.saved" does not use the same values everywhere {told}' in faults(copy)


def test_a_value_that_one_plural_form_does_not_use_is_found(copy: Path) -> None:
    change(copy, "en", 'msgstr[0] "{count} hour"', 'msgstr[0] "an hour"')
    assert any('"dur.hours" does not use the same values in all plural forms' in f for f in faults(copy))


def test_a_brace_that_belongs_to_no_value_is_found(copy: Path) -> None:
    change(copy, "en", 'msgid "btn.skip"\nmsgstr "Skip"', 'msgid "btn.skip"\nmsgstr "Skip {Name}"')
    assert any('"btn.skip" has a brace' in fault for fault in faults(copy))


def test_a_space_at_the_end_is_found(copy: Path) -> None:
    change(copy, "en", 'msgid "btn.skip"\nmsgstr "Skip"', 'msgid "btn.skip"\nmsgstr "Skip "')
    assert any('"btn.skip" begins or ends with a space' in fault for fault in faults(copy))


@pytest.mark.parametrize(
    ("id_", "limit"),
    [
        ("btn.skip", 28),
        ("lab.when", 28),
        ("role:victim", 40),
        ("priv.keep", 700),
        ("cmd.start", 256),
        ("bot.name", 64),
    ],
)
def test_a_text_that_is_too_long_is_found(copy: Path, id_: str, limit: int) -> None:
    long = "🆘" * (limit // 2) + "x"
    change(copy, "en", entry(copy, "en", id_), f'msgid "{id_}"\nmsgstr "{long}"\n\n')
    told = f'"{id_}" has {limit + 1} characters, {limit} are the most'
    assert f"locales/en/LC_MESSAGES/glos.po: {told}" in faults(copy)


def test_a_variant_of_nothing_and_a_variant_with_a_value_of_its_own_are_found(copy: Path) -> None:
    for language in ("pl", "uk", "ru", "en"):
        new = 'msgid "welcome.alone"\nmsgstr "{colour} {hours}"\n\nmsgid "welcomes.alone"\nmsgstr "x"\n\n'
        change(copy, language, entry(copy, language, "welcome.alone"), new)
    found = faults(copy)
    assert '"welcomes.alone" is the variant of "welcomes", which does not exist' in found
    assert '"welcome.alone" uses values that "welcome" does not get: colour' in found
    assert '"welcomes.alone" belongs to no family of locales/extract.py' in found


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("flows/questionnaires/victim.yaml", "ask: v.ground", "ask: v.grund", 'there is no text "v.grund"'),
        (
            "flows/questionnaires/victim.yaml",
            "title: start.victim",
            "title: start.x",
            'there is no text "start.x"',
        ),
        (
            "flows/taxonomy.yaml",
            "role:\n",
            "role:\n  helper: {flow: victim}\n",
            'there is no text "role:helper"',
        ),
        ("flows/contacts.yaml", "- id: gcrt\n", "- id: gcrd\n", 'there is no text "contact:gcrd"'),
    ],
)
def test_an_id_that_does_not_exist_is_found_where_it_is_used(
    whole: Path, file: str, old: str, new: str, fault: str
) -> None:
    source = (whole / file).read_text("utf-8")
    assert old in source
    (whole / file).write_text(source.replace(old, new, 1), "utf-8")
    assert any(re.fullmatch(rf"{file}:\d+: {re.escape(fault)}", line) for line in faults(whole))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('CARD = text("welcom")', 'there is no text "welcom"'),
        ('KEYS = {"a": "btn.sned"}', 'there is no text "btn.sned"'),
        ('LABEL = label("role", "victims")', 'there is no text "role:victims"'),
        ('COMMAND = text(f"comand.{name}")', 'there is no text "comand.*"'),
    ],
)
def test_an_id_that_does_not_exist_is_found_in_python(whole: Path, line: str, fault: str) -> None:
    (whole / "flows/extra.py").write_text(line, "utf-8")
    assert f"flows/extra.py:1: {fault}" in faults(whole)


def test_a_text_that_nobody_uses_is_found(whole: Path) -> None:
    for language in ("pl", "uk", "ru", "en"):
        old = entry(whole, language, "btn.skip")
        change(whole, language, old, old + 'msgid "btn.skipped"\nmsgstr "x"\n\n')
    assert '"btn.skipped" is used nowhere' in faults(whole)


def test_the_command_says_each_fault_on_a_line_and_fails(
    whole: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change(whole, "uk", entry(whole, "uk", "btn.skip"), "")
    monkeypatch.setattr(check, "__file__", str(whole / "locales/check.py"))
    assert check.main() == 1
    assert capsys.readouterr().err == '"btn.skip" is missing in uk\n'
