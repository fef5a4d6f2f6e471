"""Words that somebody left: a counsellor can take more out of them, and never adds any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows import takeout
from flows.card import Card
from flows.case import Kind, Seat, kind
from flows.edits import amended
from flows.model import Press, text
from flows.orders import ShortenLine, ShowCaseCard
from flows.rights import leads
from flows.texts import Lines

if TYPE_CHECKING:
    from flows.card import Option
    from flows.case import Case
    from flows.caseturn import Turn
    from flows.teamfacts import LineOpened, WordTakenOut

PLACE: Final = "take_out"
"""Place of the case card; with the number of a line behind it, for the words of a message."""

# ---------------------------------------------------------------------------- the card


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


def card_of_line(words: str) -> Card:
    """Offer each word of a message; only the edge knows these when the card is shown."""
    lines = (text("team.take_out", words=takeout.joined(words)),)
    return Card(lines, takeout.options(words), controls=(Press.CLOSE,))


def line_at(place: str) -> int:
    """Return the line whose words stand at a place of the card, 0 where none does."""
    name, _, line = place.partition(":")
    return int(line) if name == PLACE and line else 0


# ---------------------------------------------------------------------------- what follows


def line_opened(turn: Turn, fact: LineOpened) -> Turn:
    """Show the words of a message of the reporter on the case card, below everything."""
    if not leads(turn, fact.by):
        return turn.refuse("team.nobodys")
    if kind(turn.case, fact.line) != Kind.REPORTER or fact.by not in turn.case.seats:
        return turn.refuse("team.out_how")
    seat = Seat(f"{PLACE}:{fact.line}", card=turn.case.seats[fact.by].card + 1)
    turn = turn.but(seats=turn.case.seats | {fact.by: seat})
    return turn.do(ShowCaseCard(to=fact.by, below=True))


def taken_out(turn: Turn, fact: WordTakenOut) -> Turn:
    """Take a word for good out of a message wherever the team has it, or out of an answer."""
    if not leads(turn, fact.by):
        return turn.refuse("team.nobodys")
    if fact.line:
        if kind(turn.case, fact.line) != Kind.REPORTER:
            return turn
        return amended(turn.do(ShortenLine(number=fact.line, place=fact.place)), fact.line)
    told = turn.case.words.get(fact.question)
    if told is None:
        return turn
    return turn.but(words=turn.case.words | {fact.question: takeout.without(told, fact.place)})
