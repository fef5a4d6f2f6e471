"""Cards become texts and keyboards that Telegram takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.render import TEXT_UNITS, TOAST_UNITS, Painter, cut, parse, shortened, units
from flows.model import Key, Press, Say, Text, text
from tests.bot.conftest import Echo

CARD = Say(
    lang="uk",
    card=12,
    lines=(text("text.not_text"), text("v.group")),
    keys=(
        (Key(text("incident_group:words"), 0, ticked=True),),
        (Key(text("btn.back"), Press.BACK), Key(text("btn.skip"), Press.SKIP)),
        (),
    ),
)


class Words:
    """A catalogue that says the id itself."""

    def sentence(self, text: Text, _: str) -> str:
        return text.id


def test_paragraphs_are_divided_and_worded_in_the_language_of_the_card() -> None:
    assert Painter(Echo()).card(CARD).text == "text.not_text/uk\n\nv.group/uk"


def test_a_key_shows_its_tick_and_carries_only_two_numbers() -> None:
    keyboard = Painter(Echo()).card(CARD).keyboard
    assert keyboard
    shown = [[(button.text, button.callback_data) for button in row] for row in keyboard.inline_keyboard]
    assert shown == [
        [("✓ incident_group:words/uk", "12.0")],
        [("btn.back/uk", "12.400"), ("btn.skip/uk", "12.401")],
    ]


def test_a_card_without_keys_has_no_keyboard() -> None:
    assert Painter(Echo()).card(Say(lang="pl", card=1, lines=(text("exit.neutral"),))).keyboard is None


def test_where_nothing_is_mixed_every_card_says_that_it_is_a_test() -> None:
    assert Painter(Echo(), test=True).card(CARD).text.startswith("test.banner/uk\n\n")


def test_a_toast_is_worded_and_cut_to_what_telegram_takes() -> None:
    said = Say(lang="pl", card=1, lines=(), toast=text("err.old_button"))
    assert Painter(Echo()).toast(said) == "err.old_button/pl"
    assert Painter(Echo()).toast(CARD) == ""
    longer = Say(lang="pl", card=1, lines=(), toast=text("a" * 300))
    assert Painter(Words()).toast(longer) == "a" * (TOAST_UNITS - 1) + "…"


@given(st.integers(0, 10**10 - 1), st.integers(0, 9999))
def test_what_a_key_carries_is_short_and_comes_back_as_it_was(card: int, press: int) -> None:
    data = f"{card}.{press}"
    assert len(data.encode()) <= 16
    assert parse(data) == (card, press)


@given(st.text(max_size=40))
def test_any_other_data_is_no_key_of_ours(data: str) -> None:
    read = parse(data)
    assert read is None or f"{read[0]}.{read[1]}" == data or data.startswith("0")


@pytest.mark.parametrize("letter", ["a", "ż", "\U0001f600"])
def test_too_long_a_card_loses_its_last_paragraphs_and_says_so(letter: str) -> None:
    long = letter * (3000 // units(letter))
    with capture_logs() as lines:
        assert shortened(["first", long, long]) == f"first\n\n{long}\n\n…"
    assert [line["event"] for line in lines] == ["card too long"]


@given(st.lists(st.text(alphabet="a\U0001f600", max_size=3), max_size=3), st.integers(1, 3000))
def test_no_card_is_longer_than_a_message(paragraphs: list[str], times: int) -> None:
    assert units(shortened([paragraph * times for paragraph in paragraphs])) <= TEXT_UNITS


@given(st.text(alphabet="a\U0001f600", max_size=20), st.integers(1, 20))
def test_cutting_counts_as_telegram_counts(words: str, most: int) -> None:
    left = cut(words, most)
    assert units(left) <= most
    assert left == words or left.endswith("…")
