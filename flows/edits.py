"""Words that are changed after they were sent: by the reporter, or by whoever wrote them in a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.case import Kind, kind, quiet
from flows.casetalk import NOTE, alarmed, not_theirs, without_dot, wrote
from flows.facts import ReporterWrote
from flows.orders import AmendAtColleague, AmendAtReporter, AmendLine
from flows.rights import interprets, leads

if TYPE_CHECKING:
    from flows.caseturn import Turn
    from flows.facts import ReporterEdited
    from flows.teamfacts import ColleagueEdited


def reporter_edited(turn: Turn, fact: ReporterEdited) -> Turn:
    """Change the reporter's words wherever they were brought; words nobody had seen yet are new ones."""
    what = kind(turn.case, fact.line)
    if what not in (Kind.REPORTER, Kind.HELD):
        words = ReporterWrote(text=fact.text, crisis=fact.crisis)
        return turn if turn.case.state == "closed" else wrote(turn, words)
    turn = turn.do(AmendLine(number=fact.line, text=fact.text))
    if what == Kind.REPORTER:
        turn = amended(turn, fact.line)
    return alarmed(turn, fact)


def amended(turn: Turn, line: int) -> Turn:
    """Show the reporter's words as they are now wherever the team has them."""
    return _at_interpreter(_at_counsellor(turn, line), line)


def colleague_edited(turn: Turn, fact: ColleagueEdited) -> Turn:
    """Change what a colleague wrote; a note stays a note, and what went out cannot become one."""
    what, note = kind(turn.case, fact.line), fact.text.lstrip().startswith(NOTE)
    own: tuple[Kind, ...]
    if leads(turn, fact.by):
        own = (Kind.COUNSELLOR, Kind.NOTE)
    elif interprets(turn, fact.by):
        own = (Kind.TO_TEAM, Kind.TO_REPORTER, Kind.INTERPRETER_NOTE)
    else:
        return not_theirs(turn)
    if what not in own or (own[0] != Kind.COUNSELLOR and fact.line not in turn.case.shared):
        return turn.refuse("team.edit_no")
    if what in (Kind.NOTE, Kind.INTERPRETER_NOTE):
        return _inside(turn, fact.line, without_dot(fact.text))
    if note or (what != Kind.TO_TEAM and _gone(turn, fact.line)):
        return turn.refuse("team.edit_no")
    if what == Kind.TO_TEAM:
        return _inside(turn, fact.line, fact.text)
    turn = turn.do(AmendLine(number=fact.line, text=fact.text))
    if fact.line not in turn.case.unread:
        turn = turn.do(AmendAtReporter(number=fact.line))
    return _at_interpreter(turn, fact.line) if what == Kind.COUNSELLOR else turn


def _gone(turn: Turn, line: int) -> bool:
    """Whether new words would get past the neutral card, or into a mailbox that is sealed already."""
    case = turn.case
    waits = line in case.unread and line not in case.posted
    return not waits and (case.left or quiet(case) or line in case.unread)


def _inside(turn: Turn, line: int, words: str) -> Turn:
    """Change a line that only the team sees, at whoever else has it."""
    turn = turn.do(AmendLine(number=line, text=words))
    if kind(turn.case, line) == Kind.NOTE:
        return _at_interpreter(turn, line)
    return _at_counsellor(turn, line)


def _at_counsellor(turn: Turn, line: int) -> Turn:
    to = turn.case.counsellor
    return turn.do(AmendAtColleague(to=to, number=line)) if leads(turn, to) else turn


def _at_interpreter(turn: Turn, line: int) -> Turn:
    if line not in turn.case.shared:
        return turn
    return turn.do(AmendAtColleague(to=turn.case.interpreter, number=line))
