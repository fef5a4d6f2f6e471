"""Numbers that name somebody go however they are typed: spaces, dashes, digits, letters that look alike."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.register.scrub import Kind
from storage.register.scrub.formats import formats
from storage.register.scrub.shadow import shadow

KINDS = {
    "+48 512 345 678": Kind.PHONE,
    "512 345 678": Kind.PHONE,
    "44051401359": Kind.PESEL,
    "PL61 1090 1014 0000 0712 1981 2874": Kind.IBAN,
    "4539 1488 0343 6467": Kind.CARD,
}
SPACES = [" ", "\u00a0", "\u2009", "\u202f", "-", "–", "‑", ".", ""]
DIGITS = ["０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
KEYCAP = "\ufe0f\u20e3"
NOTHING = ["", "", "", "\u200b", "\u00ad", "\u2060", "\ufeff"]


@st.composite
def typed(draw: st.DrawFn, number: str) -> str:
    """The number as somebody might type it who does not want it read, or whose phone is strange."""
    space = draw(st.sampled_from(SPACES))
    other = draw(st.sampled_from(["", "", "", *DIGITS, "keycap"]))
    characters = []
    for character in number:
        written = space if character == " " else character
        if character.isdigit() and other:
            written = character + KEYCAP if other == "keycap" else other[int(character)]
        characters.append(written + draw(st.sampled_from(NOTHING)))
    if not other and draw(st.booleans()):
        place = draw(st.sampled_from([place for place, each in enumerate(number) if each == "0"] or [0]))
        characters[place] = characters[place].replace("0", draw(st.sampled_from("OОo")))
    return "".join(characters)


def covered(text: str) -> set[int]:
    return {place for span in formats(shadow(text)) for place in range(span.start, span.end)}


@pytest.mark.parametrize("number", KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_mutated_number_goes_to_its_last_digit(number: str, data: st.DataObject) -> None:
    written = data.draw(typed(number))
    text = f"proszę: {written}, dziękuję"
    start = text.index(written)
    digits = {place for place in range(start, start + len(written)) if text[place].isalnum()}
    assert digits <= covered(text)
    assert not covered(text) & set(range(start))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("paszport {}", "FB123456"), ("dowód {}", "ABA300000"), ("karta pobytu {}", "RP1234567"),
        ("rejestracja {}", "GD7K412"),
        ("auto {}", "AA1234BB"),
    ],
)  # fmt: skip
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_letters_of_another_alphabet_hide_no_document_and_no_plate(
    said: str, number: str, data: st.DataObject
) -> None:
    alike = {"A": "АA", "B": "ВB", "E": "ЕE", "K": "КK", "M": "МM", "P": "РP", "T": "ТT", "X": "ХX"}
    typed = "".join(data.draw(st.sampled_from(alike.get(each, each))) for each in number)
    typed = typed.lower() if data.draw(st.booleans()) else typed
    text = said.format(typed)
    assert set(range(text.index(typed), len(text))) <= covered(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_has_a_shadow_whose_places_lie_in_it(text: str) -> None:
    seen = shadow(text)
    assert len(seen.text) == len(seen.low) == len(seen.digits) == len(seen.latin) == len(seen.places)
    assert list(seen.places) == sorted(seen.places)
    assert all(0 <= place < len(text) for place in seen.places)
