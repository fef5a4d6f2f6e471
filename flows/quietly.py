"""What is brought to the reporter: at once, or in a quiet case behind a neutral card at a safe time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows.case import quiet
from flows.duty import until_within
from flows.lasting import DAY, lasting
from flows.model import Key, Press, text
from flows.orders import PutIntoMailbox, RelayToReporter, SayToReporter, SetCaseTimer, StopCaseTimer

if TYPE_CHECKING:
    from flows.case import Case, Pending
    from flows.caseturn import Turn
    from flows.facts import SafeTimeSaid, Span

CLOSED_KEPT: Final = 30 * DAY
"""Seconds that a closed case is kept (R-GDPR-8)."""

MIDNIGHT: Final = 24 * 60
"""Minutes of a day."""

NAMED: Final = frozenset(
    {
        "accompanied",
        "authorities_with_consent",
        "info_given",
        "intervention_made",
        "legal_advice",
        "psych_support",
        "referred",
        "resolved",
    }
)
"""Outcomes that the closing message names; of the others only a person may speak (`ho.done.*`)."""


def _key(id_: str, press: Press) -> Key:
    return Key(text(id_), press)


# ---------------------------------------------------------------------------- a human's words


def bring(turn: Turn, number: int) -> Turn:
    """Bring a line to the reporter in the way that is safe for them, the code's mailbox included."""
    case = turn.case
    if case.left or quiet(case):
        return knock(post(turn.but(unread=(*case.unread, number))))
    return post(turn.do(RelayToReporter(number=number)), number)


def post(turn: Turn, *brought: int) -> Turn:
    """Put the team's words into the mailbox too, where there is a return code for it.

    So they can be read from another phone, or after the chat was deleted. What is unread stays so in the chat
    where the reporter may come back to it; a blocked chat is nowhere to wait.
    """
    case = turn.case
    if not case.code:
        return turn
    new = tuple(number for number in (*case.unread, *brought) if number not in case.posted)
    turn = turn.do(*(PutIntoMailbox(number=number) for number in new))
    return turn.but(posted=(*case.posted, *new), unread=() if case.left else case.unread)


# ---------------------------------------------------------------------------- the neutral card


def knock(turn: Turn) -> Turn:
    """Let the reporter know neutrally that something waits, once, and only when it is safe (R-DV-2)."""
    case = turn.case
    if not case.waits or case.carded or case.left or not _welcome(case):
        return turn
    if case.safe == "between" and case.span:
        later = until_within(case.span, turn.flows.duty, turn.at)
        if later:
            return turn.do(SetCaseTimer(timer="safe", seconds=later))
    keys = ((_key("btn.open", Press.OPEN), _key("btn.not_now", Press.NOT_NOW)),)
    return turn.but(carded=True).do(SayToReporter(lines=(text("talk.answer_card"),), keys=keys))


def _welcome(case: Case) -> bool:
    """Whether a card may come at all; after a quick exit only where a time was agreed on."""
    return case.safe != "no" and (case.safe != "" or not case.away)


def opened(turn: Turn) -> Turn:
    """Show all that waits, because the reporter opened it."""
    case = turn.case
    if not case.waits:
        return turn.but(carded=False).answer("talk.nothing_waits") if case.carded else turn
    turn = turn.but(unread=(), pending=(), carded=False).do(
        StopCaseTimer(timer="safe"), *(RelayToReporter(number=number) for number in case.unread)
    )
    return turn.do(*(_said(turn, what) for what in case.pending))


def put_off(turn: Turn) -> Turn:
    """Let it wait, because the reporter does not want to read it now."""
    return turn.but(carded=False)


def agreed(turn: Turn, fact: SafeTimeSaid) -> Turn:
    """Keep when an answer may come into the chat, and go by it for what waits already."""
    span = fact.span if fact.answer == "between" and fact.span and _is_span(fact.span) else None
    safe = "no" if fact.answer == "between" and not span else fact.answer
    turn = turn.but(safe=safe, span=span)
    turn = post(turn.do(StopCaseTimer(timer="safe")))
    return opened(turn) if turn.case.waits and not quiet(turn.case) else knock(turn)


def _is_span(span: Span) -> bool:
    """Whether there is such a time; hours that never come must not be waited for."""
    return 0 <= span[0] < MIDNIGHT and 0 < span[1] <= MIDNIGHT and span[0] != span[1]


# ---------------------------------------------------------------------------- the bot's own words


def say(turn: Turn, what: Pending, outcome: str = "") -> Turn:
    """Say something that shows the topic: at once, or in a quiet case behind the neutral card.

    `outcome` is named where the case was closed with it and nothing has to wait: it is kept nowhere.
    """
    if turn.case.left or quiet(turn.case):
        return knock(turn.but(pending=(*turn.case.pending, what)))
    return turn.do(_said(turn, what, outcome))


def unsay(turn: Turn, what: Pending) -> Turn:
    """Let what waits behind the neutral card not be said."""
    return turn.but(pending=tuple(other for other in turn.case.pending if other != what))


def mention(turn: Turn, id_: str) -> Turn:
    """Tell the reporter what has changed in a talk that is going on; in a quiet case nothing is said."""
    case = turn.case
    return turn if case.left or quiet(case) else turn.do(SayToReporter(lines=(text(id_),)))


def _said(turn: Turn, what: Pending, outcome: str = "") -> SayToReporter:
    return _offer(turn) if what == "interpreter" else _closing(turn, outcome)


def _offer(turn: Turn) -> SayToReporter:
    """Tell that a person would interpret, who is bound to secrecy, and may be refused."""
    keys = (
        (_key("btn.interp_yes", Press.INTERPRETER_YES),),
        (_key("btn.interp_other", Press.INTERPRETER_OTHER), _key("btn.interp_no", Press.INTERPRETER_NO)),
    )
    return SayToReporter(lines=(text("talk.interp", lang=turn.language),), keys=keys)


def _closing(turn: Turn, outcome: str) -> SayToReporter:
    """Tell that the talk is closed, what was done, and how to write again; ask once how it was."""
    done = outcome if outcome in NAMED else "read"
    closed = text("ho.closed", done=text(f"ho.done.{done}"), time=lasting(CLOSED_KEPT))
    again = (_key("btn.reopen", Press.REOPEN),)
    if turn.case.rated:
        return SayToReporter(lines=(closed,), keys=(again,))
    rates = (
        _key("opt.rate.yes", Press.RATE_YES),
        _key("opt.rate.part", Press.RATE_PART),
        _key("opt.rate.no", Press.RATE_NO),
    )
    return SayToReporter(lines=(closed, text("ho.rate")), keys=(again, rates))
