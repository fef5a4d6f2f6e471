"""The review: all answers on one card, each of which can be changed before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import interview, leaving, people
from flows.card import PAGE, Card, Move, Option, chosen
from flows.course import asked, open_questions, valid
from flows.model import Lines, Listing, Press, Session, Text, text
from flows.themes import theme

if TYPE_CHECKING:
    from flows.bundle import Flows
    from flows.model import Codes
    from flows.questionnaire import Question

# ---------------------------------------------------------------------------- the cards


def card(flows: Flows, session: Session) -> Card:
    """Return the review, the list of what can be changed, or what is said when nothing can be sent."""
    if session.at == "which":
        options = tuple(Option(question.id, label_) for question, label_ in _listed(flows, session))
        return Card((text("review.which"),), options, controls=(Press.BACK,))
    if not valid(flows, session):
        places = text("help.contacts", contacts=people.shown(flows, people.fitting(flows, session)))
        return Card((text("review.empty"), places), (_LEAVE,), controls=_controls(flows, session))
    rows = _listed(flows, session)
    part = rows[session.page * PAGE : (session.page + 1) * PAGE]
    summary = Lines(tuple(_line(session, question, label_) for question, label_ in part))
    veil = (text("review.hidden"),) if session.veiled else ()
    told = (text("review.title", summary=summary),) if rows else ()
    lines = (*told, *veil, text("review.register"))
    options = _OPTIONS if rows else tuple(option for option in _OPTIONS if option.name != "edit")
    return Card(lines, options, controls=_controls(flows, session), pages=max(1, -(-len(rows) // PAGE)))


_OPTIONS: Final = (
    Option("send", text("btn.send")),
    Option("edit", text("btn.edit")),
    Option("erase", text("btn.erase")),
)
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


def _line(session: Session, question: Question, theme_: Text) -> Text:
    return text("review.line", label=theme_, answers=_answers(question, session.answers.get(question.id, ())))


def _answers(question: Question, picked: Codes) -> Listing | Text:
    labels = tuple(choice.label for choice in question.choices if choice.code in picked)
    return Listing(labels) if labels else text("review.no_answer")


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
    match option[0]:
        case "send":
            return leaving.sent(flows, session)
        case "edit":
            return Move(replace(session, at="which", page=0))
        case "erase":
            return Move(replace(session, over="erase"))
    return leaving.quick_exit(session)


def _back(flows: Flows, session: Session) -> Move:
    """Go back to the question that "Send what I have" left open, or else to the last one."""
    if _still_open(flows, session):
        return interview.onward(flows, session)
    return interview.back(flows, session)


def _still_open(flows: Flows, session: Session) -> list[Question]:
    return [question for question in open_questions(flows, session) if question.kind != "info"]
