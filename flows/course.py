"""The course of an interview: which questions apply to what is answered so far, and what each offers."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows.words import WORDS, Situation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.bundle import Flows
    from flows.model import Codes, Session
    from flows.questionnaire import Choice, Condition, Question, Questionnaire

ASKED: Final = ("one", "several", "text", "confirm")
"""Kinds of question that wait for an answer; "info" is only said."""


def questions(flows: Flows, session: Session) -> Questionnaire:
    """Return the questionnaire of the session's flow."""
    return flows.questionnaires[session.flow]


def codes(flows: Flows, session: Session) -> dict[str, Codes]:
    """Return what is answered, by taxonomy list."""
    known = questions(flows, session).by_id
    return {known[id_].list: picked for id_, picked in session.answers.items() if known[id_].list}


def situation(flows: Flows, session: Session) -> Situation:
    """Return what the named words look at; outside an interview nothing is told yet."""
    told = codes(flows, session) if session.flow else {}
    purpose = _purpose(flows, session) if session.flow else ""
    return Situation(session.role, told, flows.taxonomy, flows.team, session.minor, purpose)


def _purpose(flows: Flows, session: Session) -> str:
    """Return the need that was named by a question with answers of its own, "" where none was."""
    known, needs = questions(flows, session).by_id, flows.taxonomy.lists.get("need", {})
    named = (code for id_, picked in session.answers.items() for code in picked if not known[id_].list)
    return next((code for code in named if code in needs), "")


def course(flows: Flows, session: Session) -> tuple[Question, ...]:
    """Return the questions that apply, in asking order, whether or not they are behind us."""
    now = situation(flows, session)
    found: list[Question] = []
    jump = ""
    for question in questions(flows, session).questions:
        if jump in ("review", "leave"):
            break
        if (jump and question.id != jump) or not _applies(question, session, now):
            continue
        found.append(question)
        jump = _next(question, session) if question.id in session.trail else ""
    return tuple(found)


def _next(question: Question, session: Session) -> str:
    picked = session.answers.get(question.id, ())
    jumps = [choice.next for choice in question.choices if choice.code in picked and choice.next]
    return jumps[0] if jumps else question.next


def _applies(question: Question, session: Session, now: Situation) -> bool:
    held = all(_holds(condition, session, now) for condition in question.only_if)
    return held and (not question.page_by or bool(sheets(question, session.answers)))


def _holds(condition: Condition, session: Session, now: Situation) -> bool:
    if condition.subject in WORDS:
        return ("yes" if WORDS[condition.subject](now) else "no") in condition.any_of
    if condition.subject == "role":
        return session.role in condition.any_of
    return not set(session.answers.get(condition.subject, ())).isdisjoint(condition.any_of)


def sheets(question: Question, answers: Mapping[str, Codes]) -> Codes:
    """Return the sheets on which a `page_by` question is asked; ("",) for any other question."""
    if not question.page_by:
        return ("",)
    offered = {sheet for choice in question.choices for sheet in choice.sheets}
    return tuple(code for code in answers.get(question.page_by, ()) if code in offered)


def offered(question: Question, sheet: str) -> tuple[Choice, ...]:
    """Return the choices that stand on one sheet."""
    return tuple(
        choice for choice in question.choices if not choice.sheets or not sheet or sheet in choice.sheets
    )


def open_questions(flows: Flows, session: Session) -> tuple[Question, ...]:
    """Return what applies and is not behind us yet, in asking order."""
    return tuple(question for question in course(flows, session) if question.id not in session.trail)


def left_open(flows: Flows, session: Session) -> frozenset[str]:
    """Return what "Send what I have" left open: it stands behind all that was asked."""
    order = [question.id for question in questions(flows, session).questions]
    last = max(order.index(id_) for id_ in session.trail)
    left = {question.id for question in open_questions(flows, session) if order.index(question.id) > last}
    return frozenset(left - {session.at})


def divided_anew(flows: Flows, before: Session, taken: Session) -> Question | None:
    """Find the question behind us to which the change of the open one (`before`, `taken`) gave new sheets.

    So is the question that is to be changed itself, where the way to it leads over the one that divides it.
    """
    for question in course(flows, taken):
        if question.page_by == before.at and question.id in taken.trail:
            new = set(sheets(question, taken.answers)) - set(sheets(question, before.answers))
            if new or question.id == before.editing:
                return question
    return None


def settled(flows: Flows, session: Session) -> Session:
    """Drop every answer that no longer applies, and what hung on it in turn.

    Afterwards answers and words ⊆ trail.
    """
    while True:
        on_course = {question.id: question for question in course(flows, session)}
        trail = tuple(id_ for id_ in session.trail if id_ in on_course)
        answers = {
            id_: kept
            for id_, picked in session.answers.items()
            if id_ in trail and (kept := _still_offered(on_course[id_], picked, session.answers))
        }
        words = {
            id_: told for id_, told in session.words.items() if id_ in trail and on_course[id_].kind == "text"
        }
        if (trail, answers, words) == (session.trail, session.answers, session.words):
            return session
        session = replace(session, trail=trail, answers=answers, words=words)


def _still_offered(question: Question, picked: Codes, answers: Mapping[str, Codes]) -> Codes:
    there = {choice.code for sheet in sheets(question, answers) for choice in offered(question, sheet)}
    return tuple(code for code in picked if code in there)


def taken(session: Session, picked: Codes, told: str = "") -> Session:
    """Put the open question behind us with these codes or words; neither stores nothing (flows.md X-2)."""
    answers = {id_: codes_ for id_, codes_ in session.answers.items() if id_ != session.at}
    words = {id_: words_ for id_, words_ in session.words.items() if id_ != session.at}
    if picked:
        answers[session.at] = picked
    if told:
        words[session.at] = told
    trail = session.trail if session.at in session.trail else (*session.trail, session.at)
    # Words that the veil hid before they were taken in stay hidden: whoever pressed the key did not see them.
    veiled = session.veiled if told else tuple(id_ for id_ in session.veiled if id_ != session.at)
    return replace(session, answers=answers, words=words, trail=trail, picked=(), typed="", veiled=veiled)


def with_ticks(flows: Flows, session: Session) -> Session:
    """Take the ticks of the open question in, as they are when somebody sends what there is."""
    if session.phase != "interview" or not session.picked:
        return session
    question = questions(flows, session).question(session.at)
    return settled(flows, taken(session, in_order(question, session.picked)))


def in_order(question: Question, picked: Codes) -> Codes:
    """Return codes in the order of their question, however they were ticked."""
    return tuple(choice.code for choice in question.choices if choice.code in picked)


def said(flows: Flows, session: Session) -> tuple[Question, ...]:
    """Return the infos that stand above the open question: those at the end of the trail."""
    known = questions(flows, session).by_id
    behind = (known[id_] for id_ in reversed(session.trail))
    return tuple(reversed(tuple(takewhile(lambda question: question.kind == "info", behind))))


def asked(flows: Flows, session: Session) -> tuple[Question, ...]:
    """Return the questions behind us that waited for an answer, in file order."""
    return tuple(
        question
        for question in questions(flows, session).questions
        if question.id in session.trail and question.kind in ASKED
    )


def asked_before(flows: Flows, session: Session) -> Question | None:
    """Find the question before the open one; a step that was skipped as a whole counts as one."""
    known = questions(flows, session).by_id
    behind = [known[id_] for id_ in session.trail if known[id_].kind in ASKED]
    given = {*session.answers, *session.words}
    while len(behind) > 1 and _skipped_together(given, behind[-2], behind[-1]):
        behind.pop()
    return behind[-1] if behind else None


def _skipped_together(given: set[str], first: Question, second: Question) -> bool:
    return first.step == second.step and given.isdisjoint((first.id, second.id))


def valid(flows: Flows, session: Session) -> bool:
    """Whether something can be sent: a role and one pressed type or ground (flows.md X-18)."""
    known = questions(flows, session).by_id
    pressed = dict(codes(flows, session))
    if session.picked and session.at in known:
        pressed[known[session.at].list] = session.picked
    return bool(session.role) and any(pressed.get(list_) for list_ in ("incident_type", "ground"))


def carried_over(flows: Flows, session: Session) -> Session:
    """Fit a session to a questionnaire that has changed since: what vanished is dropped, the rest is kept."""
    known = questions(flows, session).by_id
    return settled(
        flows,
        replace(
            session,
            revision=questions(flows, session).revision,
            answers={id_: picked for id_, picked in session.answers.items() if id_ in known},
            trail=tuple(id_ for id_ in session.trail if id_ in known),
            veiled=tuple(id_ for id_ in session.veiled if id_ in known),
            picked=(),
            sheet=0,
            page=0,
            editing="",
        ),
    )
