"""Words are taken out of a text one by one: as a chat, and as a text whose words keep their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from flows.takeout import OUT, count, joined, options, without
from tests.flows.test_telling import asked, nobody_did

if TYPE_CHECKING:
    from tests.flows.telling import Telling

TEXTS = st.text(st.sampled_from("aж1 \n.,-[]…«»😀é"), max_size=60)

# ---------------------------------------------------------------------------- more is taken out


def test_more_words_can_be_taken_out_one_by_one_and_nothing_is_kept_before_the_yes() -> None:
    talk = asked().types("My cousin Ola Nowak told me.").press("btn.take_out").sees("names.take_out")
    assert words_on(talk) == ["My", "cousin", "Ola", "Nowak", "told", "me"]
    tap(talk, "Ola")
    assert talk.shown_back() == "My cousin […] Nowak told me."
    tap(talk, "Nowak")
    assert talk.shown_back() == "My cousin […] told me.", "several in a row are one"
    assert words_on(talk) == ["My", "cousin", "told", "me"]
    assert talk.session.words == {}
    assert talk.press("btn.back").sees("names.check").shown_back() == "My cousin […] told me."
    talk.press("btn.text_ok")
    assert talk.session.words == {"v_words": "My cousin […] told me."}


def test_a_key_pressed_twice_takes_one_word_and_two_quick_keys_take_two() -> None:
    talk = asked().types("One two three four").press("btn.take_out")
    two, three = key(talk, "two"), key(talk, "three")
    talk.number(two).number(two)
    assert talk.shown_back() == "One […] three four"
    talk.number(three)
    assert talk.shown_back() == "One […] four"


def test_words_stand_on_pages_of_eight_and_the_last_page_is_never_empty() -> None:
    talk = asked().types(" ".join(f"w{n}" for n in range(17))).press("btn.take_out")
    assert words_on(talk) == [f"w{n}" for n in range(8)]
    talk.press("key.later", "key.later")
    assert words_on(talk) == ["w16"]
    tap(talk, "w16")
    assert words_on(talk) == [f"w{n}" for n in range(8, 16)]
    assert not talk.shows_key("key.later")


def test_a_key_of_an_older_card_takes_nothing() -> None:
    talk = asked().types("One two").press("btn.take_out")
    card, one = talk.card.card, key(talk, "One")
    talk.press("btn.back").number(one, card)
    assert (talk.toast(), talk.shown_back()) == ("err.old_button", "One two")
    ok, stood = key(talk, "btn.text_ok"), talk.card.card
    talk.types("Three").number(ok, stood)
    assert (talk.toast(), talk.session.words) == ("err.old_button", {}), "what is confirmed was seen"


def test_what_is_typed_while_words_are_taken_out_takes_the_place_of_the_text() -> None:
    talk = asked().types("One two").press("btn.take_out").types("Three").sees("names.check")
    assert talk.shown_back() == "Three"


def test_after_the_silence_no_word_is_shown_as_a_key_either() -> None:
    talk = nobody_did(asked().types("One two").press("btn.take_out")).sees("review.hidden")
    assert words_on(talk) == []
    assert talk.shown_back() == ""
    assert not talk.shows_key("btn.take_out")


def test_while_words_are_taken_out_help_is_in_reach_and_what_is_gone_stays_gone() -> None:
    talk = asked().types("One two three").press("btn.take_out")
    tap(talk, "one".title())
    tap(talk, "two")
    talk.press("key.emergency").sees("safety.emergency").press("btn.back")
    assert talk.shown_back() == "[…] three"
    talk.press("btn.send_now")
    assert talk.session.words == {"v_words": "[…] three"}


def words_on(talk: Telling) -> list[str]:
    """The words that stand on keys."""
    return [
        str(one.label.values["word"]) for row in talk.card.keys for one in row if one.label.id == "names.word"
    ]


def key(talk: Telling, word: str) -> int:
    """The number of the key with a word, or with the label of an id."""
    keys = [one for row in talk.card.keys for one in row]
    return next(one.press for one in keys if word in (one.label.id, one.label.values.get("word")))


def tap(talk: Telling, word: str) -> None:
    """Press the key of a word."""
    talk.number(key(talk, word))


# ---------------------------------------------------------------------------- the words of a text


def test_signs_around_a_word_stay_and_what_the_scrubber_put_is_one_word() -> None:
    text = "«Ola» (Nowak), [phone number]: 12/3 – ok!"
    assert [option.label.values["word"] for option in options(text)] == [
        *("Ola", "Nowak", "[phone number]", "12/3", "ok")
    ]
    for place in range(5):
        text = without(text, place)
    assert text == "«[…]» ([…]), […]: […] – […]!"
    assert joined("a […] […]\n[…], […]") == "a […], […]"


def test_a_long_word_is_cut_on_its_key_only() -> None:
    (option,) = options("x" * 90)
    assert len(str(option.label.values["word"])) == 24
    assert without("x" * 90, 0) == OUT


@given(TEXTS, st.lists(st.integers(-1, 12), max_size=12))
def test_a_word_keeps_its_number_whatever_else_is_taken_out(text: str, places: list[int]) -> None:
    words = {option.name: option for option in options(text)}
    for place in places:
        text = without(text, place)
        words.pop(str(place), None)
        assert {option.name: option for option in options(text)} == words
    assert count(joined(text)) <= count(text)


@given(TEXTS)
def test_with_every_word_taken_out_no_letter_is_left(text: str) -> None:
    for place in range(count(text)):
        text = without(text, place)
    assert not any(sign.isalnum() for sign in text)
    assert options(text) == ()
