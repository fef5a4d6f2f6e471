"""How a case ends: closed with an outcome, reopened, or erased by somebody's will or by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import interpreting
from flows.caseteam import unconfirmed
from flows.lasting import DAY, lasting
from flows.orders import (
    AskColleague,
    EndCase,
    KeepRating,
    MoveReports,
    SetCaseTimer,
    ShedAnswers,
    StopCaseTimer,
    TellCoordinators,
    WithdrawQuestion,
)
from flows.quietly import CLOSED_KEPT, say, unsay
from flows.rights import leads, no_second
from flows.waiting import MINOR_UNCLAIMED, UNCLAIMED, queue, settle, withdraw

if TYPE_CHECKING:
    from flows.case import Wish
    from flows.caseturn import Turn
    from flows.facts import Codes, Rated
    from flows.model import Text
    from flows.questionnaire import Item
    from flows.teamfacts import CaseClosed, ErasedByTeam, SecondAnswered, SecondAsked, SecondWithdrawn

LIMIT: Final = 183 * DAY
"""Seconds that a case is kept at most (R-GDPR-8)."""

DUTY: Final = "duty_notification"
"""The outcome that a second person confirms (R-LEG-3)."""


KEPT: Final = frozenset({"minor", "quiet"})
"""Marks of a closed case that stay, though they tell of answers: safety comes before anonymity.

Who is under 18 may be given to few only, and in a quiet case nothing but a neutral card may come.
"""


# ---------------------------------------------------------------------------- closing


def closed(turn: Turn, fact: CaseClosed) -> Turn:
    """Close the case with what was done."""
    if not leads(turn, fact.by):
        return turn.refuse("team.nobodys")
    if DUTY in fact.outcomes:
        return turn.refuse("team.duty.second")
    return _closed(turn, fact.outcomes, count=fact.count)


def second_asked(turn: Turn, fact: SecondAsked) -> Turn:
    """Ask another colleague to confirm a notification by legal duty, before the case is closed with it."""
    if not leads(turn, fact.by):
        return turn.refuse("team.nobodys")
    if no_second(turn, fact.to):
        return turn.refuse("team.duty.second")
    if not _final(turn, fact.outcomes):
        return turn.refuse("team.outcome.none")
    if turn.case.second not in ("", fact.to):
        turn = turn.do(WithdrawQuestion(to=turn.case.second, what="second"))
    asked = turn.words("team.second_q", staff=turn.name(fact.by))
    turn = turn.but(second=fact.to, closing=fact.outcomes, closing_counts=fact.count)
    return turn.do(AskColleague(to=fact.to, what="second", lines=(asked,))).redraw()


def second_answered(turn: Turn, fact: SecondAnswered) -> Turn:
    """Close the case, or leave it open, as the second person says."""
    if fact.by != turn.case.second:
        return turn.refuse("team.answer_lapsed")
    if not fact.confirmed or no_second(turn, fact.by):
        return unconfirmed(turn)
    return _closed(turn, turn.case.closing, count=turn.case.closing_counts)


def second_withdrawn(turn: Turn, fact: SecondWithdrawn) -> Turn:
    """Ask nobody for a second signature any longer; the case stays open."""
    if not leads(turn, fact.by):
        return turn.refuse("team.nobodys")
    if not turn.case.second:
        return turn
    turn = turn.do(WithdrawQuestion(to=turn.case.second, what="second"))
    return turn.but(second="", closing=(), closing_counts=True).redraw()


def _closed(turn: Turn, outcomes: Codes, *, count: bool) -> Turn:
    final = _final(turn, outcomes)
    if not final:
        return turn.refuse("team.outcome.none")
    wanted = all(item.facts.get("register", True) for item in _items(turn, outcomes))
    turn = _moved(turn, final, count=count and wanted)
    turn = _bare(_vacant(turn, "st.closed", time=lasting(CLOSED_KEPT)).but(state="closed"))
    turn = turn.do(
        SetCaseTimer(timer="retention", seconds=CLOSED_KEPT),
        SetCaseTimer(timer="shed", seconds=turn.flows.veil_after),
        ShedAnswers(),
    )
    return say(turn, "closed", final)


def said(turn: Turn) -> Turn:
    """Let go of what was still said with the outcome when the case was closed."""
    return turn.do(ShedAnswers())


def _bare(turn: Turn) -> Turn:
    """Let the case forget what was answered; it is kept for a while beside the report that went out of it."""
    flags = tuple(flag for flag in turn.case.flags if flag in KEPT)
    return turn.but(role="", words={}, speaks="", prefers="", flags=flags)


def _items(turn: Turn, outcomes: Codes) -> tuple[Item, ...]:
    known = turn.flows.taxonomy.lists["outcome"]
    return tuple(known[code] for code in outcomes if code in known)


def _final(turn: Turn, outcomes: Codes) -> str:
    """Return the outcome that stands for the case in the register: the first that ends it, else "".

    That a duty to notify was done stands there only where nothing else was (R-LEG-3).
    """
    final = [item.code for item in _items(turn, outcomes) if item.facts.get("final")]
    return next((code for code in final if code != DUTY), final[0] if final else "")


def _moved(turn: Turn, outcome: str, *, count: bool) -> Turn:
    """Move the answers out, or forget them: a case that has ended holds none, and none is written twice."""
    reports = tuple(replace(report, outcome=outcome) for report in turn.case.reports)
    turn = turn.but(reports=(), talk_only=())
    return turn.do(MoveReports(reports=reports)) if reports and count else turn


def _vacant(turn: Turn, told: str, **values: Text) -> Turn:
    """Take the case from everybody who is in it, telling them why; no topic, card or question is left."""
    turn = settle(interpreting.ended(turn.withdraw_questions(), told, **values))
    who = turn.case.counsellor
    turn = turn.unseat(who).tell(who, told, **values) if who else turn
    for other in turn.case.seats:
        turn = turn.unseat(other)
    return withdraw(turn, "interpreter").but(counsellor="")


def rated(turn: Turn, fact: Rated) -> Turn:
    """Keep the one tap on how it was; a second tap is not counted."""
    return turn if turn.case.rated else turn.but(rated=True).do(KeepRating(answer=fact.answer))


# ---------------------------------------------------------------------------- written again


def reopened(turn: Turn, wish: Wish = "talk") -> Turn:
    """Put a closed case into the queue again, because its reporter wants something of the team again."""
    if turn.case.state != "closed":
        return turn
    return queue(unsay(turn, "closed").but(wish=wish))


# ---------------------------------------------------------------------------- erased


def erased_by_reporter(turn: Turn) -> Turn:
    """Erase everything at once; whoever had the case is told outside its topic."""
    return over(turn, "st.wiped")


def erased_by_team(turn: Turn, fact: ErasedByTeam) -> Turn:
    """Erase the case at the reporter's wish."""
    return over(turn, "team.erased", wished=True) if leads(turn, fact.by) else turn.refuse("team.nobodys")


def kept_long_enough(turn: Turn) -> Turn:
    """Erase a case that was closed, or that nobody took; the answers of the latter become entries."""
    if turn.case.state == "closed":
        return over(turn, "team.erased")
    if turn.case.state != "waiting":
        return turn
    time = lasting(MINOR_UNCLAIMED if "minor" in turn.case.flags else UNCLAIMED)
    told = TellCoordinators(lines=(turn.words("team.lapsed", time=time),))
    return over(_ended_unread(turn).do(told), "team.erased")


def at_limit(turn: Turn) -> Turn:
    """Erase a case that is as old as a case may be."""
    return over(_ended_unread(turn), "team.limit")


def _ended_unread(turn: Turn) -> Turn:
    """Move the answers out without an outcome; a minor's are counted only after somebody has read them."""
    return _moved(turn, "", count="minor" not in turn.case.flags)


def over(turn: Turn, told: str, *, wished: bool = False) -> Turn:
    """Erase the case, with every topic, card, question and timer of it; `wished` by its reporter."""
    turn = _vacant(turn, told)
    timers = ("safe", "limit", "shed")
    return turn.do(*(StopCaseTimer(timer=timer) for timer in timers), EndCase(wished=wished))
