"""A case that waits for somebody: its card in the group, and the reminders that go to the team alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows.duty import begins, on_duty
from flows.lasting import DAY, lasting
from flows.model import Text, text
from flows.orders import Announce, SetCaseTimer, StopCaseTimer, TellCoordinators, Withdraw

if TYPE_CHECKING:
    from flows.case import Called
    from flows.caseturn import Turn

UNCLAIMED: Final = 7 * DAY
MINOR_UNCLAIMED: Final = 30 * DAY
"""Seconds that a case is kept which nobody takes (R-GDPR-8)."""


# ---------------------------------------------------------------------------- the queue


def queue(turn: Turn) -> Turn:
    """Put the case into the queue: somebody has to take it."""
    return _counted(call(turn.but(state="waiting", counsellor="")))


def call(turn: Turn) -> Turn:
    """Announce the case, and remind the team as long as nobody comes."""
    turn = announce(turn.but(step=0, put_off=False), "case")
    return turn.do(*(SetCaseTimer(timer="remind", seconds=after) for after in turn.flows.remind[:1]))


def child(turn: Turn) -> Turn:
    """Let a case that waits already be kept as a minor's is."""
    return _counted(turn) if turn.case.state == "waiting" else turn


def _counted(turn: Turn) -> Turn:
    """Count the days until the case is erased unclaimed; in a minor's, alarm the coordinators on each."""
    if "minor" not in turn.case.flags:
        return turn.do(SetCaseTimer(timer="retention", seconds=UNCLAIMED))
    return turn.do(
        SetCaseTimer(timer="retention", seconds=MINOR_UNCLAIMED), SetCaseTimer(timer="minor", seconds=DAY)
    )


def settle(turn: Turn) -> Turn:
    """Take the case out of the queue: somebody has it."""
    turn = withdraw(turn.but(step=0, put_off=False), "case")
    return turn.do(*(StopCaseTimer(timer=timer) for timer in ("remind", "minor", "retention")))


# ---------------------------------------------------------------------------- cards in the group


def announce(turn: Turn, what: Called) -> Turn:
    """Show a card in the group, in place of the one that stands there for the same."""
    marks = tuple(text(f"team.flag.{flag}") for flag in ("danger", "minor") if flag in turn.case.flags)
    said = {
        "case": turn.words("st.card", lang=turn.language, time=_waited(turn)),
        "interpreter": turn.words("st.interp_call", lang=turn.language),
    }[what]
    standing = tuple(other for other in turn.case.announced if other != what)
    return turn.but(announced=(*standing, what)).do(Announce(what=what, lines=(*marks, said)))


def withdraw(turn: Turn, what: Called) -> Turn:
    """Make a card in the group a dash, if it stands there."""
    if what not in turn.case.announced:
        return turn
    standing = tuple(other for other in turn.case.announced if other != what)
    return turn.but(announced=standing).do(Withdraw(what=what))


def renew(turn: Turn) -> Turn:
    """Show the cards that stand in the group anew, because what they say has changed."""
    for what in turn.case.announced:
        turn = announce(turn, what)
    return turn


def _waited(turn: Turn) -> Text:
    """Return how long the case has waited, no finer than the reminders (the case holds no time)."""
    if turn.case.put_off:
        return text("team.waits_long")
    seconds = turn.flows.remind[: turn.case.step][-1:]
    return lasting(seconds[0]) if seconds else text("team.waits_new")


# ---------------------------------------------------------------------------- the clock


def reminded(turn: Turn) -> Turn:
    """Let the team hear again of a case that nobody has taken; outside duty hours it waits for the next."""
    case, remind = turn.case, turn.flows.remind
    if "case" not in case.announced or case.step >= len(remind):
        return turn
    if later := _put_off(turn):
        return turn.but(put_off=True).do(SetCaseTimer(timer="remind", seconds=later))
    turn = announce(turn.but(step=case.step + 1), "case")
    if turn.case.step < len(remind):
        seconds = max(1, remind[turn.case.step] - remind[case.step])
        return turn.do(SetCaseTimer(timer="remind", seconds=seconds))
    return turn.do(TellCoordinators(lines=(_unclaimed(turn),)))


def alarmed(turn: Turn) -> Turn:
    """Tell the coordinators, on each day with duty, of a minor's case that nobody has taken (R-GDPR-8)."""
    if turn.case.state != "waiting" or "minor" not in turn.case.flags:
        return turn
    if later := _put_off(turn):
        return turn.do(SetCaseTimer(timer="minor", seconds=later))
    told = TellCoordinators(lines=(turn.words("team.minor_waits"),))
    return turn.do(told, SetCaseTimer(timer="minor", seconds=DAY))


def _put_off(turn: Turn) -> int:
    """Return the seconds until the next duty begins; 0 while somebody is there, or where no duty is known."""
    duty = turn.flows.duty
    begin = None if on_duty(duty, turn.at) else begins(duty, turn.at)
    return max(1, int((begin - turn.at).total_seconds())) if begin else 0


def _unclaimed(turn: Turn) -> Text:
    if turn.case.put_off:
        return turn.words("team.waits_before")
    return text("st.reminder", case=turn.case.codename, count=turn.flows.remind[-1] // 60)
