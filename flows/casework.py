"""A case as one pure, total function: the case and a fact in, the case and its orders out."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003  read when the table below is made
from typing import TYPE_CHECKING, Any, Final

from flows import (
    absence,
    caseend,
    casekeys,
    caseopening,
    casetalk,
    caseteam,
    casewords,
    edits,
    interpreting,
    quietly,
    waiting,
)
from flows.casecard import At
from flows.caseturn import Taken, Turn
from flows.facts import (
    AnswerOpened,
    AnswerPutOff,
    CaseOpened,
    CaseTimerFired,
    ChatLeft,
    CodeGiven,
    ErasedByReporter,
    InterpreterAnswered,
    InterpreterWished,
    LanguageChanged,
    NotDelivered,
    Purged,
    Rated,
    Reopened,
    ReportAdded,
    ReporterEdited,
    ReporterReturned,
    ReporterSentMedia,
    ReporterWrote,
    SafeTimeSaid,
    TalkEnded,
    VoiceReleased,
    VoiceWithdrawn,
)
from flows.orders import Announce, SetCaseTimer, ShowCaseCard, StopCaseTimer, Withdraw
from flows.teamfacts import (
    CaseClosed,
    CaseReleased,
    CaseRested,
    Claimed,
    ColleagueEdited,
    ColleagueLost,
    ColleaguePressed,
    ColleagueSentMedia,
    ColleagueWrote,
    ErasedByTeam,
    HandOverAnswered,
    HandOverOffered,
    InterpreterAsked,
    InterpreterDismissed,
    LineOpened,
    PhraseSent,
    QuietMarked,
    SecondAnswered,
    SecondAsked,
    SecondWithdrawn,
    SpamMarked,
    WordTakenOut,
)

if TYPE_CHECKING:
    from datetime import datetime

    from flows.bundle import Flows
    from flows.case import Case, Roster
    from flows.facts import Fact, ReporterFact
    from flows.orders import CaseOrder
    from flows.teamfacts import TeamFact

__all__ = ["Taken", "opened", "take"]


def opened(flows: Flows, roster: Roster, fact: CaseOpened, at: datetime, codename: str, queue: int) -> Taken:
    """Open a case under a codename that no other case has, at a place in the order of opening.

    `at` is the present time, aware.
    """
    turn = Turn(flows, roster, at, caseopening.empty(fact, codename, queue))
    return _taken(caseopening.opened(turn, fact))


def take(
    flows: Flows,
    roster: Roster,
    case: Case,
    fact: ReporterFact | TeamFact | CaseTimerFired | Purged,
    at: datetime,
) -> Taken:
    """Let a case know what has happened. Total: every fact is taken in every state, and nothing raises.

    `roster` holds whoever is on the team now; an `EndCase` among the orders is the last one, and the case
    that is returned with it is not kept.
    """
    turn = Turn(flows, roster, at, case)
    return _taken(_done(absence.came_back(turn) if type(fact) in _HERE else turn, fact))


def _done(turn: Turn, fact: Fact) -> Turn:
    if getattr(fact, "by", "-") == "":
        return turn.refuse("team.nobodys")
    if turn.case.state == "closed" and _speaks_again(turn.case, fact):
        turn = caseend.reopened(turn)
    return _DO[type(fact)](turn, fact)


def _speaks_again(case: Case, fact: Fact) -> bool:
    """Whether the reporter says something that somebody has to read, so that a closed case opens again."""
    match fact:
        case ReporterSentMedia(kind="voice"):
            return False
        case VoiceReleased():
            return bool(case.held)
        case ReporterWrote() | ReporterSentMedia() | InterpreterWished():
            return True
    return False


def _pressed(turn: Turn, fact: ColleaguePressed) -> Turn:
    """Do what a key on the case card says, and draw the card anew if the topic is still there."""
    if fact.by not in turn.case.seats or fact.by not in turn.roster:
        return casetalk.not_theirs(turn)
    at = At(turn.flows, turn.roster, turn.case, turn.roster[fact.by], turn.at)
    pressed = casekeys.press(at, fact.card, fact.press)
    turn = turn._replace(case=pressed.case, refusal=pressed.toast)
    for following in pressed.facts:
        turn = turn if turn.ended else _done(turn, following)
    return turn if turn.ended else turn.do(ShowCaseCard(to=fact.by))


def _fired(turn: Turn, fact: CaseTimerFired) -> Turn:
    fires = _TIMERS.get(fact.timer)
    return fires(turn) if fires else turn


_TIMERS: Final[dict[str, Callable[[Turn], Turn]]] = {
    "remind": waiting.reminded,
    "minor": waiting.alarmed,
    "safe": quietly.knock,
    "retention": caseend.kept_long_enough,
    "limit": caseend.at_limit,
    "shed": caseend.said,
}

_DO: Final[dict[type[Fact], Callable[[Turn, Any], Turn]]] = {
    ReporterReturned: lambda turn, _: turn,
    # the reporter, who is there
    CaseOpened: caseopening.again,
    ReportAdded: caseopening.added,
    LanguageChanged: caseopening.language_changed,
    ReporterWrote: casetalk.wrote,
    ReporterSentMedia: casetalk.sent,
    ReporterEdited: edits.reporter_edited,
    VoiceReleased: lambda turn, _: casetalk.voice_released(turn),
    VoiceWithdrawn: lambda turn, _: casetalk.voice_withdrawn(turn),
    AnswerOpened: lambda turn, _: quietly.opened(turn),
    AnswerPutOff: lambda turn, _: quietly.put_off(turn),
    SafeTimeSaid: quietly.agreed,
    CodeGiven: lambda turn, _: absence.code_given(turn),
    InterpreterWished: interpreting.wished,
    InterpreterAnswered: interpreting.answered,
    TalkEnded: lambda turn, _: absence.talk_ended(turn),
    Reopened: lambda turn, _: caseend.reopened(turn),
    Rated: caseend.rated,
    # the reporter, who is not
    ErasedByReporter: lambda turn, _: caseend.erased_by_reporter(turn),
    ChatLeft: absence.chat_left,
    NotDelivered: lambda turn, _: absence.blocked(turn),
    # the clock
    CaseTimerFired: _fired,
    # whoever runs the bot
    Purged: lambda turn, _: caseend.purged(turn),
    # the team
    Claimed: caseteam.claimed,
    CaseReleased: caseteam.released,
    CaseRested: caseteam.rested,
    HandOverOffered: caseteam.offered,
    HandOverAnswered: caseteam.answered,
    ColleagueLost: caseteam.lost,
    ColleagueWrote: casetalk.colleague_wrote,
    ColleagueSentMedia: casetalk.colleague_wrote,
    PhraseSent: casetalk.phrase_sent,
    ColleagueEdited: edits.colleague_edited,
    ColleaguePressed: _pressed,
    InterpreterAsked: interpreting.asked,
    InterpreterDismissed: interpreting.dismissed,
    QuietMarked: caseteam.quiet_marked,
    LineOpened: casewords.line_opened,
    WordTakenOut: casewords.taken_out,
    CaseClosed: caseend.closed,
    SecondAsked: caseend.second_asked,
    SecondAnswered: caseend.second_answered,
    SecondWithdrawn: caseend.second_withdrawn,
    SpamMarked: caseend.spam_marked,
    ErasedByTeam: caseend.erased_by_team,
}

_HERE: Final = frozenset(list(_DO)[: list(_DO).index(ErasedByReporter)])
"""Facts that show that the reporter is there."""


def _taken(turn: Turn) -> Taken:
    """Close the turn; of orders that overtake each other only the last one goes out."""
    last = {_place(order): order for order in turn.orders if _place(order)}
    orders = tuple(order for order in turn.orders if not _place(order) or last[_place(order)] is order)
    return Taken(turn.case, tuple(order for order in orders if _is_there(turn.case, order)), turn.refusal)


def _place(order: CaseOrder) -> tuple[str, str] | None:
    """Return what an order is the whole state of, if it is: a card, or a timer."""
    match order:
        case ShowCaseCard():
            return "card", order.to
        case Announce() | Withdraw():
            return "group", order.what
        case SetCaseTimer() | StopCaseTimer():
            return "timer", order.timer
    return None


def _is_there(case: Case, order: CaseOrder) -> bool:
    return not isinstance(order, ShowCaseCard) or order.to in case.seats
