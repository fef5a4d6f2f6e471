"""Words that somebody left: a counsellor can take more out of them, and never adds any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import takeout
from flows.card import Card
from flows.model import Press, text
from flows.rights import leads
from flows.texts import Lines

if TYPE_CHECKING:
    from flows.card import Option
    from flows.case import Case
    from flows.caseturn import Turn
    from flows.teamfacts import WordTakenOut


def shown(case: Case) -> Lines:
    """Return the answers in words of one's own, below each other."""
    return Lines(tuple(text("team.as_it_is", words=takeout.joined(told)) for told in case.words.values()))


def card(case: Case) -> Card:
    """Offer each word to be taken out; options are called "question:place"."""
    options: tuple[Option, ...] = ()
    first = 0
    for question, told in case.words.items():
        options += takeout.options(told, f"{question}:{{}}".format, first)
        first += takeout.count(told)
    return Card((text("team.take_out", words=shown(case)),), options, controls=(Press.CLOSE,))


def taken_out(turn: Turn, fact: WordTakenOut) -> Turn:
    """Take a word out of an answer for good."""
    if not leads(turn, fact.by):
        return turn.refuse("team.nobodys")
    told = turn.case.words.get(fact.question)
    if told is None:
        return turn
    return turn.but(words=turn.case.words | {fact.question: takeout.without(told, fact.place)})
