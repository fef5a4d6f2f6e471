"""Who of the team has a case: claimed, given back, handed over, put to rest, lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows import interpreting
from flows.case import Kind
from flows.model import text
from flows.orders import AskColleague, SayToColleague, WithdrawQuestion
from flows.quietly import mention
from flows.rights import leads, no_counsellor, no_interpreter
from flows.waiting import call, child, queue, renew, settle

if TYPE_CHECKING:
    from flows.caseturn import Turn
    from flows.facts import Codes
    from flows.teamfacts import (
        CaseReleased,
        CaseRested,
        Claimed,
        ColleagueLost,
        HandOverAnswered,
        HandOverOffered,
        QuietMarked,
    )

FLAGS: Final = ("danger", "minor", "quiet", "duty")
"""What a case can be marked with, besides "interpreter", which goes with an interpreter being wanted."""


# ---------------------------------------------------------------------------- claimed


def claimed(turn: Turn, fact: Claimed) -> Turn:
    """Let a colleague have the case with its whole history; the first one who claims it has it."""
    if fact.as_interpreter:
        return interpreting.claimed(turn, fact)
    case = turn.case
    if leads(turn, fact.by):
        return woken(turn)
    if case.state != "waiting" and "case" not in case.announced:
        return _taken(turn)
    if why := no_counsellor(turn, fact.by):
        return turn.refuse(why)
    return _greeted(_given(turn, fact.by))


def _taken(turn: Turn) -> Turn:
    who = turn.case.counsellor
    return turn.refuse("st.claimed_by", staff=turn.name(who)) if who else turn.refuse("team.settled")


def _given(turn: Turn, to: str) -> Turn:
    """Make a colleague the counsellor of the case: a topic for them, none for whoever had it before."""
    before = turn.case.counsellor
    if to == turn.case.interpreter:
        turn = interpreting.ended(turn)
    turn = settle(turn.withdraw_questions()).but(counsellor=to, state="claimed")
    if before:
        turn = turn.unseat(before).tell(before, "team.handover.done", staff=turn.name(to))
    return turn.seat(to, turn.case.history)


def _greeted(turn: Turn) -> Turn:
    """Tell somebody who waits for a talk that a person is there; who asked for an answer waits for that."""
    if turn.case.wish != "talk":
        return turn
    return mention(turn, "ho.changed" if Kind.COUNSELLOR in turn.case.talk else "ho.joined")


def woken(turn: Turn) -> Turn:
    """Take the case up again, which rested."""
    if turn.case.state != "resting":
        return turn
    return settle(turn.but(state="claimed")).redraw()


# ---------------------------------------------------------------------------- given back, put to rest


def released(turn: Turn, fact: CaseReleased) -> Turn:
    """Give the case back to the queue; nobody asks why (R-ETH-5)."""
    if not leads(turn, fact.by):
        return turn.refuse("team.nobodys")
    return _vacated(turn).tell(fact.by, "st.released")


def _vacated(turn: Turn) -> Turn:
    return queue(turn.withdraw_questions().unseat(turn.case.counsellor))


def rested(turn: Turn, fact: CaseRested) -> Turn:
    """Let the case rest until the counsellor's next duty; who writes meanwhile is heard by others."""
    if not leads(turn, fact.by):
        return turn.refuse("team.nobodys")
    return turn.but(state="resting").redraw() if turn.case.state == "claimed" else turn


def heard(turn: Turn) -> Turn:
    """Announce a case that rests, because the reporter wants something, so that nobody is missed."""
    resting = turn.case.state == "resting"
    return call(turn) if resting and "case" not in turn.case.announced else turn


# ---------------------------------------------------------------------------- handed over


def offered(turn: Turn, fact: HandOverOffered) -> Turn:
    """Ask a colleague to take the case over."""
    if not leads(turn, fact.by):
        return turn.refuse("team.nobodys")
    if why := no_counsellor(turn, fact.to):
        return turn.refuse(why)
    if fact.to in (fact.by, turn.case.offered):
        return turn
    if turn.case.offered:
        turn = turn.do(WithdrawQuestion(to=turn.case.offered, what="handover"))
    asked = turn.words("team.handover.offer", staff=turn.name(fact.by), lang=turn.language)
    turn = turn.but(offered=fact.to)
    return turn.do(AskColleague(to=fact.to, what="handover", lines=(asked,))).redraw()


def answered(turn: Turn, fact: HandOverAnswered) -> Turn:
    """Hand the case over to the colleague who said yes."""
    if fact.by != turn.case.offered:
        return turn.refuse("team.answer_lapsed")
    if not fact.accepted:
        return _declined(turn)
    if why := no_counsellor(turn, fact.by):
        return _declined(turn).refuse(why)
    return _greeted(_given(turn, fact.by))


def _declined(turn: Turn) -> Turn:
    who = turn.case.offered
    turn = turn.but(offered="").do(WithdrawQuestion(to=who, what="handover"))
    return turn.tell_counsellor("team.handover.no", staff=turn.name(who)).redraw()


# ---------------------------------------------------------------------------- lost


def lost(turn: Turn, fact: ColleagueLost) -> Turn:
    """Let somebody who is not on the team any more be nowhere in the case; it goes back into the queue."""
    if fact.by == turn.case.second:
        turn = unconfirmed(turn)
    if fact.by == turn.case.offered:
        turn = _declined(turn)
    if fact.by and fact.by == turn.case.interpreter:
        turn = interpreting.lost(turn)
    return _vacated(turn) if leads(turn, fact.by) else turn.unseat(fact.by)


def unconfirmed(turn: Turn) -> Turn:
    """Let the case stay open, because the second person does not confirm how it is closed."""
    who = turn.case.second
    turn = turn.do(WithdrawQuestion(to=who, what="second")).but(second="", closing=(), closing_counts=True)
    return turn.tell_counsellor("team.second_no", staff=turn.name(who)).redraw()


# ---------------------------------------------------------------------------- flags


def flagged(turn: Turn, flags: Codes) -> Turn:
    """Mark the case, and let whoever has it know; a danger is told each time, to everybody who may come."""
    new = tuple(flag for flag in FLAGS if flag in flags and flag not in turn.case.flags)
    turn = turn.but(flags=(*turn.case.flags, *new))
    if "minor" in new:
        turn = _cleared(child(turn))
    if "danger" in flags:
        turn = _alarmed(turn)
    return renew(turn).redraw() if new or "danger" in flags else turn


def quiet_marked(turn: Turn, fact: QuietMarked) -> Turn:
    """Let the counsellor's words come behind a neutral card from now on."""
    return flagged(turn, ("quiet",)) if leads(turn, fact.by) else turn.refuse("team.nobodys")


def _alarmed(turn: Turn) -> Turn:
    to = turn.case.counsellor
    return turn.do(SayToColleague(to=to, lines=(text("st.card_danger"),))) if to else turn


def _cleared(turn: Turn) -> Turn:
    """Let nobody talk with a child who is not cleared for it (R-MIN-4)."""
    who, interpreter = turn.case.counsellor, turn.case.interpreter
    if interpreter and no_interpreter(turn, interpreter) == "team.minor_only":
        turn = interpreting.lost(turn)
    if who and no_counsellor(turn, who) == "team.minor_only":
        return _vacated(turn).tell(who, "team.minor_only")
    return turn
