"""A counsellor takes more out of the words that somebody left; nobody else does, and nothing is added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.casecard import card
from flows.facts import InterpreterAnswered, ReporterWrote
from flows.teamfacts import (
    Claimed,
    ColleaguePressed,
    ColleagueWrote,
    InterpreterAsked,
    LineOpened,
    WordTakenOut,
)
from tests.flows.case import Board, board
from tests.flows.talk import NOON
from tests.flows.test_casecard import ALICE, Topic

if TYPE_CHECKING:
    from flows.model import Say


def test_more_words_can_be_taken_out_of_the_text_for_good() -> None:
    topic = Topic()
    topic.tap("team.btn.show_text", "team.btn.take_out")
    assert topic.told() == ["team.take_out"]
    assert topic.tap("Сусід").facts == (WordTakenOut(by=ALICE.id, question="v_words", place=0),)
    topic.tap("btn.back")
    assert topic.told() == ["team.words"]


def test_a_word_is_taken_out_once_however_often_its_key_is_pressed() -> None:
    told = board(words={"v_words": "Сусід Іван кричав", "p_words": "Так"}).does(Claimed(by="ola"))
    card_of(told, "ola", "team.btn.show_text")
    card_of(told, "ola", "team.btn.take_out")
    card_of(told, "ola", "Іван")
    assert told.case.words == {"v_words": "Сусід […] кричав", "p_words": "Так"}
    told.does(WordTakenOut(by="ola", question="v_words", place=1))
    card_of(told, "ola", "Так")
    card_of(told, "ola", "Сусід")
    assert told.case.words == {"v_words": "[…] […] кричав", "p_words": "[…]"}
    assert "[…] кричав" in str(card(told.flows, told.roster, told.case, "ola", NOON).lines)
    assert told.topics["ola"] == [], "nothing is said of it"


def test_nobody_else_takes_words_out_and_nothing_is_ever_added() -> None:
    told = board(words={"v_words": "Сусід Іван"}).does(Claimed(by="ola"))
    told.does(InterpreterAsked(by="ola", language="uk")).does(Claimed(by="ira", as_interpreter=True))
    for by in ("ira", "jan", "nobody"):
        assert told.does(WordTakenOut(by=by, question="v_words", place=0)).told() == "team.nobodys"
    for question, place in (("v_words", 7), ("v_words", -1), ("w_words", 0)):
        told.does(WordTakenOut(by="ola", question=question, place=place))
    assert told.case.words == {"v_words": "Сусід Іван"}


def card_of(told: Board, who: str, word: str) -> None:
    """Press a key of a colleague's case card by its id or its word."""
    say = card(told.flows, told.roster, told.case, who, NOON)
    keys = [key for row in say.keys for key in row]
    press_ = next(key.press for key in keys if word in (key.label.id, key.label.values.get("word")))
    told.does(ColleaguePressed(by=who, card=say.card, press=press_))


# ---------------------------------------------------------------------------- messages


def left() -> Board:
    """A case with a message that was left, of which the counsellor asks for the words."""
    told = board(wish="message").does(ReporterWrote(text="Це Іван з п’ятого поверху")).does(Claimed(by="ola"))
    return told.does(LineOpened(by="ola", line=1))


def say(told: Board, who: str = "ola") -> Say:
    return card(told.flows, told.roster, told.case, who, NOON, told.lines[1].text)


def taps(told: Board, word: str) -> None:
    keys = [key for row in say(told).keys for key in row]
    press = next(key.press for key in keys if word in (key.label.id, key.label.values.get("word")))
    told.does(ColleaguePressed(by="ola", card=say(told).card, press=press))


def test_of_a_message_the_counsellor_takes_words_out_wherever_the_team_has_it() -> None:
    told = left()
    assert [line.id for line in say(told).lines] == ["team.take_out"]
    taps(told, "Іван")
    assert told.lines[1].text == "Це […] з п’ятого поверху"
    assert told.topics["ola"][-1] == "edited reporter: Це […] з п’ятого поверху"
    taps(told, "п’ятого")
    taps(told, "поверху")
    assert told.lines[1].text == "Це […] з […] […]"
    assert not told.lines[1].edited, "the person changed nothing"
    taps(told, "btn.back")
    assert "team.facts" in [line.id for line in say(told).lines]
    assert not told.chat, "the person is told nothing"


def test_the_interpreter_has_the_message_without_the_words_too() -> None:
    told = board().does(Claimed(by="ola")).does(InterpreterAsked(by="ola", language="uk"))
    told.does(Claimed(by="ira", as_interpreter=True)).does(InterpreterAnswered("yes"))
    told.does(ReporterWrote(text="Це Іван")).does(LineOpened(by="ola", line=1))
    taps(told, "Іван")
    assert told.topics["ira"][-1] == "edited reporter: Це […]"


def test_only_messages_of_the_person_lose_words_and_only_by_whoever_has_the_case() -> None:
    told = left().does(ColleagueWrote(by="ola", text="Dzień dobry"))
    for line in (0, 2, 9):
        assert told.does(LineOpened(by="ola", line=line)).told() == "team.out_how"
    for by in ("ira", "jan"):
        assert told.does(LineOpened(by=by, line=1)).told() == "team.nobodys"
        assert told.does(WordTakenOut(by=by, line=1, place=0)).told() == "team.nobodys"
    told.does(WordTakenOut(by="ola", line=2, place=0)).does(WordTakenOut(by="ola", line=1, place=99))
    assert [line.text for line in told.lines.values()] == ["Це Іван з п’ятого поверху", "Dzień dobry"]


def test_a_long_message_has_its_words_on_pages_and_an_old_key_takes_none() -> None:
    words = " ".join(f"w{n}" for n in range(20))
    told = board(wish="message").does(ReporterWrote(text=words)).does(Claimed(by="ola"))
    told.does(LineOpened(by="ola", line=1))
    old = say(told)
    for label in ("key.later", "key.later", "w17", "key.earlier", "w8"):
        taps(told, label)
    assert told.lines[1].text == words.replace("w17", "[…]").replace("w8", "[…]")
    told.does(LineOpened(by="ola", line=1)).does(ColleaguePressed(by="ola", card=old.card, press=500))
    assert told.told() == "err.old_button"
    assert "w0" in told.lines[1].text
