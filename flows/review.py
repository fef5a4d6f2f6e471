"""The review: all answers on one card, each of which can be changed before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import intake, interview, leaving, people, telling, wish
from flows.card import PAGE, Card, Move, Option, chosen, named
from flows.course import asked, open_questions, valid
from flows.model import Lines, Listing, Press, Session, Text, Value, text
from flows.themes import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.bundle import Flows
    from flows.questionnaire import Question

ROOM: Final = 40
"""How much of the answers stands on one page, so that it can be read at a glance: about ten signs each."""
LABEL, NONE, THEME, WORDS = 3, 1, 2, 6
"""What an answer, none, the name of a question, and words of one's own take of that room."""
IN_A_ROW: Final = 10
"""Answers after which a question goes on in a row of its own."""
SIGNS: Final = 60
"""Signs of words of one's own, of which the review shows only the beginning."""

# ---------------------------------------------------------------------------- the cards


def card(flows: Flows, session: Session) -> Card:
    """Return the review, the list of what can be changed, or what is said when nothing can be sent."""
    if session.at == "which":
        options = tuple(Option(question.id, label_) for question, label_ in _listed(flows, session))
        return Card((text("review.which"),), options, controls=(Press.BACK,))
    if not valid(flows, session) and not wish.case_opens(flows, session):
        places = text("help.contacts", contacts=people.shown(flows, people.fitting(flows, session)))
        return Card((text("review.empty"), places), (_LEAVE,), controls=_controls(flows, session))
    return _summary(flows, session)


def _summary(flows: Flows, session: Session) -> Card:
    pages = _pages(flows, session)
    part = pages[min(session.page, len(pages) - 1)]
    veil = (text("review.hidden"),) if session.veiled else ()
    told = (text("review.title", summary=Lines(part)),) if part else ()
    only_talk = _may_be_only_talk(flows, session)
    names = ("btn.send", "btn.edit" if part else "", "btn.only_talk" if only_talk else "", "btn.erase")
    return Card(
        (*told, *veil, _what_follows(flows, session)),
        named(*filter(None, names)),
        ticked=frozenset({"btn.only_talk"} if session.only_talk else ()),
        several=only_talk,
        controls=_controls(flows, session),
        pages=len(pages),
    )


def _may_be_only_talk(flows: Flows, session: Session) -> bool:
    """Whether it can be chosen that the answers are for a counsellor only."""
    return wish.case_opens(flows, session) and wish.may_enter(flows, session)


def _what_follows(flows: Flows, session: Session) -> Text:
    """Say who reads what is sent, and whether it is counted."""
    if not wish.case_opens(flows, session):
        return text("review.register")
    if session.only_talk or not wish.may_enter(flows, session):
        return text("review.talk")
    return text("review.minor" if wish.young(flows, session) else "review.case")


_LEAVE: Final = Option("leave", text("btn.quick_exit"))


def _controls(flows: Flows, session: Session) -> tuple[Press, ...]:
    """Offer Back unless it would show what the veil hides."""
    forward = bool(_still_open(flows, session))
    return (Press.BACK,) if forward or interview.may_go_back(flows, session) else ()


def _listed(flows: Flows, session: Session) -> list[tuple[Question, Text]]:
    """Return the questions behind us that have a theme, without what the veil hides."""
    behind = [question for question in asked(flows, session) if question.id not in session.veiled]
    divided = {question.page_by for question in behind}
    return [
        (question, theme_)
        for question in behind
        if (theme_ := theme(question)) and not (_grouping(question) and question.id in divided)
    ]


def _grouping(question: Question) -> bool:
    """Whether a question only chooses which kinds are asked; with them it is not worth a line of its own."""
    return question.list == "incident_group"


def _pages(flows: Flows, session: Session) -> list[tuple[Text, ...]]:
    """Lay the rows out on pages that can be read at a glance; there is one page at least."""
    pages: list[tuple[Text, ...]] = [()]
    room = ROOM
    for theme_, takes, answers in _rows(flows, session):
        if takes > room or len(pages[-1]) == PAGE:
            pages.append(())
            room = ROOM
        pages[-1] += (text("review.line", label=theme_, answers=answers),)
        room -= takes
    return pages


def _rows(flows: Flows, session: Session) -> Iterator[tuple[Text, int, Value]]:
    """Yield of each question its name, the room it takes, and the answers; many of them take several rows."""
    for question, theme_ in _listed(flows, session):
        told = session.words.get(question.id)
        picked = session.answers.get(question.id, ())
        labels = tuple(choice.label for choice in question.choices if choice.code in picked)
        if told:
            yield theme_, THEME + WORDS, telling.on_one_line(told, SIGNS)
        elif not labels:
            yield theme_, THEME + NONE, text("review.no_answer")
        for first in range(0, len(labels), IN_A_ROW):
            part = labels[first : first + IN_A_ROW]
            yield theme_, THEME + LABEL * len(part), Listing(part)


# ---------------------------------------------------------------------------- presses


def press(flows: Flows, session: Session, number: int) -> Move | None:
    """Do what a key of the review says; None where no such key can stand there."""
    if number == Press.BACK:
        return Move(interview.to_review(session)) if session.at == "which" else _back(flows, session)
    option = chosen(card(flows, session), number)
    if option is None:
        return None
    if session.at == "which":
        return Move(interview.reopen(flows, session, option[0]))
    return _chosen(flows, session, option)


def _chosen(flows: Flows, session: Session, option: tuple[str, bool]) -> Move | None:
    match option:
        case "btn.only_talk", wanted:
            return Move(replace(session, only_talk=wanted))
        case "btn.send", True:
            return intake.refused(flows, session) or leaving.sent(flows, session)
        case "btn.edit", True:
            return Move(replace(session, at="which", page=0))
        case "btn.erase", True:
            return Move(replace(session, over="erase"))
        case "leave", True:
            return leaving.quick_exit(session)
    return None


def _back(flows: Flows, session: Session) -> Move:
    """Go back to the question that "Send what I have" left open, or else to the last one."""
    if _still_open(flows, session):
        return interview.onward(flows, session)
    return interview.back(flows, session)


def _still_open(flows: Flows, session: Session) -> list[Question]:
    return [question for question in open_questions(flows, session) if question.kind != "info"]
