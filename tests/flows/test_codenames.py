"""Codenames are right in Polish and say nothing about anybody, as far as a program can see that."""

from __future__ import annotations

from importlib.resources import files

import pytest
from msgspec.structs import replace

from flows.codenames import LEAST, Codenames, codename, faults, folded, read_codenames

SOURCE = files("flows").joinpath("codenames.yaml").read_text("utf-8")
NAMES = read_codenames(SOURCE)
HURTING = """
biały czarny żółty brązowy oliwkowy śniady rudy siwy kolorowy kasztanowy czekoladowy kawowy bawełniany ciemny
bambus asfalt makaron kebab murzynek cygański żydowski ruski arabski polski wschodni święty krzyż osioł baran
świnia małpa szczur pies burak dzban cymbał pień dąb czajnik ananas fagot banan arbuz kokos tęczowy różowy
lawendowy hiacynt narcyz cis gaj jedwabny kryształowy granatowy cyklon wagon komin gazowy grudniowy marcowy
nóż ognisty mur ponton konar flet bajkowy lipowy sztuczny teatralny piryt
"""
"""Written down apart from the file, so that no change of the file alone takes one in."""


def test_the_words_are_without_fault() -> None:
    assert faults(NAMES) == []


def test_there_are_more_codenames_than_cases_will_ever_be_open() -> None:
    assert len(NAMES.first) >= LEAST
    assert len(NAMES.second) >= LEAST
    every = {codename(NAMES, one, two) for one in range(len(NAMES.first)) for two in range(len(NAMES.second))}
    assert len(every) == len(NAMES.first) * len(NAMES.second) >= 22_500


def test_codenames_stay_apart_without_polish_letters_and_are_short() -> None:
    every = {folded(f"{one} {two}") for one in NAMES.first for two in NAMES.second}
    assert len(every) == len(NAMES.first) * len(NAMES.second)
    assert all(name.isascii() and len(name) <= 25 for name in every)


def test_a_codename_is_written_as_a_name() -> None:
    first, second = NAMES.first.index("źródlany"), NAMES.second.index("świerk")
    assert codename(NAMES, first, second) == "Źródlany Świerk"


def test_words_that_hurt_or_remember_stay_out() -> None:
    hurting = HURTING.split()
    assert not set(hurting) & {*NAMES.first, *NAMES.second}
    with_them = replace(NAMES, second=(*NAMES.second, *hurting))
    said = [fault for fault in faults(with_them) if "no word may begin like this" in fault]
    assert {fault.partition(":")[0] for fault in said} == set(hurting)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("Zielony", "", "Zielony: a word has 3 to 12 small Polish letters."),
        ("najzieleńszawy", "", "najzieleńszawy: a word has 3 to 12 small Polish letters."),
        ("zielono-siny", "", "zielono-siny: a word has 3 to 12 small Polish letters."),
        ("żё", "", "żё: a word has 3 to 12 small Polish letters."),
        ("zielona", "", "zielona: an adjective in the masculine ends with y or i."),
        ("", "lipa", "lipa: this does not look like a masculine noun."),
        ("", "jezioro", "jezioro: this does not look like a masculine noun."),
        ("", "gałęzie", "gałęzie: this does not look like a masculine noun."),
        ("", "przepaść", "przepaść: this does not look like a masculine noun."),
        ("leśny", "", "leśny: this word is there already, if one leaves out the marks of its letters."),
        ("", "klón", "klón: this word is there already, if one leaves out the marks of its letters."),
        ("", "leśny", "leśny: this word is there already, if one leaves out the marks of its letters."),
        ("wosenny", "", "wosenny: only one letter tells it from wiosenny."),
        ("", "klin", "klin: only one letter tells it from klon."),
        ("", "kloon", "kloon: only one letter tells it from klon."),
        ("", "plom", "plom: only one letter tells it from plomb."),
        ("klonowy", "", "klonowy klon: both words have the same root."),
        ("kałamarzowy", "", "kałamarzowy kałamarz: both words have the same root."),
        ("czarniawy", "", "czarniawy: no word may begin like this (colours and looks of people)."),
    ],
)
def test_a_fault_is_told_in_a_sentence(first: str, second: str, said: str) -> None:
    names = Codenames(
        tuple(filter(None, (*NAMES.first, first))),
        tuple(filter(None, (*NAMES.second, "plomb", second))),
        NAMES.never,
    )
    assert said in faults(names)


def test_a_list_that_is_too_short_is_a_fault() -> None:
    names = replace(NAMES, first=NAMES.first[:149], second=NAMES.second[:150])
    assert faults(names) == ["first: 149 words are too few, 150 are needed."]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("first: [", "this is not YAML"),
        ("", "Expected `object`"),
        ("first: [a]\nsecond: [b]", "missing required field `never`"),
        ("first: a\nsecond: [b]\nnever: {}", "Expected `array`"),
        ("first: [a]\nsecond: [b]\nnever: {}\nthird: []", "unknown field `third`"),
    ],
)
def test_what_is_no_list_of_codenames_is_refused_in_one_sentence(source: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        read_codenames(source)
    assert str(refused.value).startswith("codenames.yaml: ")
    assert "\n" not in str(refused.value)


def test_no_and_off_are_words_like_any_other() -> None:
    assert read_codenames("first: [no]\nsecond: [off]\nnever: {}").first == ("no",)
