"""How a case opens, and what a second report or wish adds to one that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows import interpreting
from flows.case import Case
from flows.caseend import LIMIT, reopened
from flows.caseteam import FLAGS, flagged, heard
from flows.facts import LanguageChanged
from flows.orders import SetCaseTimer
from flows.waiting import queue, renew

if TYPE_CHECKING:
    from flows.caseturn import Turn
    from flows.facts import CaseOpened, ReportAdded

WISHES: Final = ("report", "message", "talk")
"""What somebody waits for, the most pressing last."""


def empty(fact: CaseOpened, codename: str, queue_: int) -> Case:
    """Return a case in which nothing has happened yet; `queue_` is its place in the order of opening."""
    return Case(
        codename=codename,
        queue=queue_,
        lang=fact.lang,
        role=fact.role,
        wish=fact.wish,
        prefers=fact.prefers,
        flags=tuple(flag for flag in FLAGS if flag in fact.flags),
    )


def opened(turn: Turn, fact: CaseOpened) -> Turn:
    """Announce a new case and start its clocks."""
    turn = _added(turn, fact).do(SetCaseTimer(timer="limit", seconds=LIMIT))
    return _with_interpreter(queue(turn), fact)


def again(turn: Turn, fact: CaseOpened) -> Turn:
    """Let somebody with a case ask for a person once more: it is still the same case."""
    case = turn.case
    wish = fact.wish if case.state == "closed" else max(case.wish, fact.wish, key=WISHES.index)
    turn = language_changed(reopened(turn, wish), LanguageChanged(lang=fact.lang))
    turn = turn.but(wish=wish, prefers=fact.prefers or case.prefers, role=fact.role or case.role)
    return _with_interpreter(added(turn, fact), fact)


def added(turn: Turn, fact: CaseOpened | ReportAdded) -> Turn:
    """Add what was told, and let the counsellor know."""
    turn = _added(reopened(turn, "report"), fact)
    if fact.reports or fact.words:
        turn = turn.tell_counsellor("team.report_added")
    return flagged(heard(turn), fact.flags).redraw()


def _added(turn: Turn, fact: CaseOpened | ReportAdded) -> Turn:
    case = turn.case
    words = dict(case.words)
    for question, said in fact.words.items():
        words[question] = f"{words[question]}\n\n{said}" if question in words else said
    if fact.register:
        return turn.but(words=words, reports=(*case.reports, *fact.reports))
    return turn.but(words=words, talk_only=(*case.talk_only, *fact.reports))


def _with_interpreter(turn: Turn, fact: CaseOpened) -> Turn:
    wanted = fact.speaks or "interpreter" in fact.flags
    return interpreting.call(turn, fact.speaks or fact.lang) if wanted else turn


def language_changed(turn: Turn, fact: LanguageChanged) -> Turn:
    """Go on in another language, also where the case stands in the group."""
    return renew(turn.but(lang=fact.lang)).redraw() if fact.lang != turn.case.lang else turn
