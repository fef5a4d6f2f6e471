"""The translator sees no name and no number; whoever reads the translation sees them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.scrubbing import Scrubbing
from bot.translation import Translation
from bot.translation_scrub import ScrubbedTranslator
from bot.translation_text import kept
from tests.bot.test_chat import parts
from tests.bot.test_scrubbing import LANGUAGES, TOLD, broken, names_in

if TYPE_CHECKING:
    from collections.abc import Callable


class Machine:
    """A translator that makes another word of each, and leaves marks as they are."""

    def __init__(self, says: Callable[[str], str] | None = None) -> None:
        self.says = says or (
            lambda text: re.sub(r"(\[.*?\])|[^\W\d]+", lambda found: found[1] or "słowo", text)
        )
        self.asked: list[str] = []

    async def translate(self, text: str, source: str, target: str) -> Translation | None:
        self.asked.append(text)
        said = self.says(text)
        return Translation(said, source, target) if kept(text, said) else None


def made(machine: Machine) -> ScrubbedTranslator:
    return ScrubbedTranslator(machine, Scrubbing(parts()[1]))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_name_phone_or_address_reaches_the_machine_and_each_comes_back(language: str) -> None:
    machine = Machine()
    target = "en" if language == "pl" else "pl"
    translation = await made(machine).translate(TOLD[language], language, target)
    assert translation
    assert names_in(machine.asked[0]) == []
    assert names_in(translation.text) == names_in(TOLD[language]), "the reader sees them below anyway"


async def test_the_telephone_of_a_place_that_helps_can_be_read_in_the_translation() -> None:
    translation = await made(Machine()).translate(
        "Proszę zadzwonić: 116 123 albo 800 120 002, https://www.gov.pl, to bezpłatne.", "pl", "uk"
    )
    assert translation
    for number in ("116 123", "800 120 002", "https://www.gov.pl"):
        assert number in translation.text


async def test_what_the_scrubber_had_replaced_is_said_in_the_readers_language() -> None:
    machine = Machine()
    translation = await made(machine).translate("Сусід [ім’я] кричав […], [sic] у [адреса].", "uk", "pl")
    assert translation
    assert machine.asked == ["Сусід [1] кричав [2], [sic] у [3]."]
    assert translation.text == "słowo [imię] słowo […], [sic] słowo [adres]."


async def test_a_number_in_brackets_that_somebody_wrote_is_not_taken_for_a_mark() -> None:
    machine = Machine()
    translation = await made(machine).translate("Jan Kowalski [1] krzyczał, tak było [2].", "pl", "uk")
    assert machine.asked == ["[3] [1] krzyczał, tak było [2]."]
    assert translation
    assert translation.text.startswith("Jan Kowalski [1] ")


async def test_what_names_somebody_in_the_translation_only_is_replaced_there() -> None:
    """A machine that makes up a name, or spells one so that it is found now."""
    machine = Machine(lambda text: f"{text} He is called Mark Johnson and lives here with his wife.")
    translation = await made(machine).translate("Сусід кричав на мене вчора.", "uk", "en")
    assert translation
    assert translation.text.endswith("He is called [name] and lives here with his wife.")


async def test_a_translation_that_lost_a_mark_is_thrown_away() -> None:
    machine = Machine(lambda text: text.replace("[1]", ""))
    assert await made(machine).translate(TOLD["pl"], "pl", "en") is None


async def test_what_cannot_be_scrubbed_is_not_translated_and_the_machine_never_sees_it() -> None:
    machine = Machine()
    translator = ScrubbedTranslator(machine, Scrubbing(parts()[1], broken))
    assert await translator.translate(TOLD["pl"], "pl", "en") is None
    assert machine.asked == []
