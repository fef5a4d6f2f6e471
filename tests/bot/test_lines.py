"""A line is worded for whoever reads it, and a translator that fails never holds it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.lines import Wording, parts
from bot.render import TEXT_UNITS, units
from bot.translation import Translation
from flows.case import Case, Colleague, Line

if TYPE_CHECKING:
    from flows.model import Text

CASE = Case(codename="Leśny Klon", queue=1, lang="uk", state="claimed", counsellor="c" * 32)
COUNSELLOR = Colleague("c" * 32, "Wierzba", "counsellor", ("pl",))
BILINGUAL = Colleague("b" * 32, "Jesion", "counsellor", ("pl", "uk"))
INTERPRETER = Colleague("d" * 32, "Lipa", "interpreter", ("uk", "pl"))
FROM_REPORTER = Line(1, "reporter", "uk", "Мене образили.")
FROM_COUNSELLOR = Line(2, "counsellor", "pl", "Dzień dobry.", COUNSELLOR.id)


class Ids:
    """A catalogue whose sentences are their ids."""

    def sentence(self, text: Text, language: str) -> str:
        return f"{text.id}/{language}"


class Machine:
    """A translator that answers, or does not."""

    def __init__(self, words: str | None) -> None:
        self.words = words
        self.asked: list[tuple[str, str, str]] = []

    async def translate(self, text: str, source: str, target: str) -> Translation | None:
        self.asked.append((text, source, target))
        return None if self.words is None else Translation(self.words, source, target)


async def test_each_side_reads_its_own_language_with_the_original_below() -> None:
    machine = Machine("Obrażono mnie.")
    shown = await Wording(Ids(), machine).for_colleague(CASE, FROM_REPORTER, COUNSELLOR)
    assert shown == "Obrażono mnie.\n\nho.mt_label/pl. ho.original/pl:\nМене образили."
    assert machine.asked == [("Мене образили.", "uk", "pl")]
    shown = await Wording(Ids(), Machine("Доброго дня.")).for_reporter(CASE, FROM_COUNSELLOR)
    assert shown == "Доброго дня.\n\nho.mt_label/uk. ho.original/uk:\nDzień dobry."


async def test_without_a_translation_the_original_goes_with_a_note() -> None:
    shown = await Wording(Ids(), Machine(None)).for_reporter(CASE, FROM_COUNSELLOR)
    assert shown == "Dzień dobry.\n\ntalk.untranslated/uk"


async def test_what_a_colleague_can_read_is_not_translated() -> None:
    machine = Machine("x")
    assert await Wording(Ids(), machine).for_colleague(CASE, FROM_REPORTER, BILINGUAL) == "Мене образили."
    assert not machine.asked


async def test_with_an_interpreter_no_machine_translates_and_nothing_waits_for_one() -> None:
    machine, case = Machine("x"), replace(CASE, interpreter=INTERPRETER.id, helping="joined")
    wording = Wording(Ids(), machine)
    shown = await wording.for_colleague(case, FROM_REPORTER, COUNSELLOR)
    assert shown == "Мене образили.\n\ntalk.interp_follows/pl"
    translated = Line(3, "interpreter", "pl", "Obrażono mnie.", INTERPRETER.id, translates=1)
    shown = await wording.for_colleague(case, translated, COUNSELLOR)
    assert shown == "team.said.interpreter/pl\nObrażono mnie.\n\ntalk.by_interpreter/pl"
    shown = await wording.for_colleague(case, FROM_REPORTER, INTERPRETER)
    assert shown == "team.said.reporter/uk\nМене образили."
    assert not machine.asked


async def test_a_language_beyond_the_four_is_not_passed_off_as_one_of_them() -> None:
    machine, case = Machine("x"), replace(CASE, speaks="ka")
    line = replace(FROM_REPORTER, text="გამარჯობა")
    shown = await Wording(Ids(), machine).for_colleague(case, line, COUNSELLOR)
    assert shown == "გამარჯობა\n\ntalk.untranslated/pl"
    georgian = replace(INTERPRETER, languages=("ka", "pl"))
    assert await Wording(Ids(), machine).for_colleague(case, line, georgian) == "გამარჯობა"
    assert not machine.asked


async def test_a_phrase_stands_in_the_exact_words_of_each_language_and_is_never_translated() -> None:
    machine = Machine("x")
    phrase = Line(4, "counsellor", "pl", phrase="hello", by=COUNSELLOR.id)
    assert await Wording(Ids(), machine).for_reporter(CASE, phrase) == "phrase:hello/uk"
    assert not machine.asked


async def test_an_edit_is_marked() -> None:
    line = replace(FROM_COUNSELLOR, lang="uk", text="Добрий день.", edited=True)
    assert await Wording(Ids(), Machine(None)).for_reporter(CASE, line) == "Добрий день.\n\ntalk.edited/uk"


async def test_a_note_is_shown_as_a_note() -> None:
    note = Line(5, "note", "pl", ".zadzwonić", COUNSELLOR.id)
    shown = await Wording(Ids(), Machine(None)).for_colleague(CASE, note, BILINGUAL)
    assert shown == "team.said.note/pl\n.zadzwonić"


@given(st.text(alphabet="ab \n😀я", max_size=9000), st.sampled_from([100, 1024, TEXT_UNITS]))
def test_long_words_are_divided_and_none_is_lost(words: str, first: int) -> None:
    pieces = parts(words, first)
    assert "".join("".join(pieces).split()) == "".join(words.split())
    assert all(units(piece) <= TEXT_UNITS for piece in pieces)
    assert units(pieces[0] if pieces else "") <= first


@pytest.mark.parametrize("words", ["", "short"])
def test_what_fits_is_one_piece(words: str) -> None:
    assert parts(words) == [words]
