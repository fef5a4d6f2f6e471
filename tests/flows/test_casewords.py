"""A counsellor takes more out of the words that somebody left; nobody else does, and nothing is added."""

from __future__ import annotations

from flows.casecard import card
from flows.teamfacts import Claimed, ColleaguePressed, InterpreterAsked, WordTakenOut
from tests.flows.case import Board, board
from tests.flows.talk import NOON
from tests.flows.test_casecard import ALICE, Topic


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
