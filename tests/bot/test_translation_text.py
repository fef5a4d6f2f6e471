"""What of a text is language, and what must come out of a translation as it went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation_text import Line, kept


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Привіт.", ("", "Привіт.", "")),
        ("  😢 Мене образили! 😡😡 ", ("  😢 ", "Мене образили!", " 😡😡 ")),
        ("• 1) водій\r", ("• ", "1) водій", "\r")),
        ("❤️ так ❤️", ("❤️ ", "так", " ❤️")),
        ("«Так», — сказав [1]", ("", "«Так», — сказав [1]", "")),
        ("👩‍👧", ("👩‍👧", "", "")),
        ("", ("", "", "")),
    ],
)
def test_emoji_bullets_and_spaces_around_a_line_are_not_translated(
    line: str, parts: tuple[str, str, str]
) -> None:
    assert Line.of(line) == parts


@given(st.text())
def test_a_line_taken_apart_is_the_line(text: str) -> None:
    line = Line.of(text)
    assert line.with_words(line.words) == text


@pytest.mark.parametrize(
    "line", ["", "500 600 700", "12.05, 10:30!", "😢", "https://example.org/a", "[Anna]", "@some_one", "?!"]
)
def test_a_line_without_a_word_has_nothing_to_translate(line: str) -> None:
    assert not Line.of(line).speaks


@pytest.mark.parametrize("line", ["ні", "о 10", "[1] kłamie", "https://example.org to oni"])
def test_a_line_with_a_word_has(line: str) -> None:
    assert Line.of(line).speaks


KEPT = [
    ("мене звати [1]", "my name is [1]"),
    ("[1] бачив [2]", "[2] was seen by [1]"),
    ("дзвоніть +48 500 600 700", "call +48500600700"),
    ("три рази", "3 times"),
    ("о 10:30, лінія 12", "line 12 at 10:30"),
    ("дивіться https://example.org/a?b=1.", "see https://example.org/a?b=1, please"),
    ("пишіть на anna@example.org", "write to anna@example.org"),
    ("@some_one писав", "@some_one wrote"),
]
LOST = [
    ("мене звати [1]", "my name is Anna"),
    ("мене звати [1]", "my name is 1"),
    ("мене звати [1]", "my name is [2]"),
    ("мене звати [1]", "my name is [1] [1]"),
    ("мене звати [1]", "my name is [1] ["),
    ("мене звати", "my name is [1]"),
    ("дзвоніть 500 600 700", "call 600 500 700"),
    ("дзвоніть 500 600 700", "call"),
    ("дзвоніть", "call 500 600 700"),
    ("о 10:30", "at 10:31"),
    ("два по 12 і 12", "12 twice"),
    ("багато", "at least 400"),
    ("https://example.org/a", "https://example.org/b"),
    ("https://example.org/a_b", "https://example.org/a b"),
    ("слово_слово", "word word"),
    ("@some_one писав", "@some one wrote"),
    ("anna@example.org", "anna@ example.org"),
]


@pytest.mark.parametrize(("text", "translated"), KEPT)
def test_a_translation_that_keeps_marks_addresses_and_numbers_is_good(text: str, translated: str) -> None:
    assert kept(text, translated)


@pytest.mark.parametrize(("text", "translated"), LOST)
def test_a_translation_that_loses_or_invents_one_is_not(text: str, translated: str) -> None:
    assert not kept(text, translated)


@given(st.text())
def test_a_text_keeps_what_is_in_itself(text: str) -> None:
    assert kept(text, text)


@given(st.text(st.sampled_from("аб []1"), min_size=1), st.integers(0, 9999))
def test_whatever_surrounds_a_mark_it_must_stay(text: str, number: int) -> None:
    assert not kept(f"{text}[x{number}]", text)


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "1 " * 50_000, "a." * 100_000, "[" * 100_000, "www." * 50_000]
)
def test_no_text_takes_long_to_look_at(text: str) -> None:
    """What grows with the square of the length would need minutes, and stop the bot meanwhile."""
    assert kept(text, text)
