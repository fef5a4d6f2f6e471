"""A board on which a case is played: the reporter's chat, the colleagues' topics, the group, the mailbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from flows.case import Case, Colleague, Line, Roster, decode_case, decode_line, encode
from flows.casework import Taken, opened, take
from flows.duty import Duty
from flows.facts import CaseOpened, CaseTimerFired, Purged, Report, ReporterFact
from flows.orders import (
    AmendAtColleague,
    AmendAtReporter,
    AmendLine,
    Announce,
    AskColleague,
    CaseOrder,
    DeleteTopic,
    DropLine,
    EndCase,
    KeepLine,
    KeepRating,
    MoveReports,
    OpenTopic,
    PutIntoMailbox,
    RelayToColleague,
    RelayToReporter,
    SayToColleague,
    SayToReporter,
    SetCaseTimer,
    ShortenLine,
    ShowCaseCard,
    StopCaseTimer,
    TellColleague,
    TellCoordinators,
    Withdraw,
    WithdrawQuestion,
    decode_order,
    encode_order,
)
from flows.takeout import without
from flows.teamfacts import TeamFact
from tests.flows.talk import flows as all_flows

if TYPE_CHECKING:
    from typing import Self

    from flows.bundle import Flows
    from flows.model import Text

CaseFact = ReporterFact | TeamFact | CaseTimerFired | Purged
"""Whatever a case can be told."""

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A Monday, within the duty hours of the tests."""
DUTY = Duty(hours=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("10:00-18:00",)))

TEAM = (
    Colleague("ola", "Wierzba", "counsellor", ("pl",)),
    Colleague("jan", "Jesion", "counsellor", ("pl", "en"), cleared=True),
    Colleague("ewa", "Lipa", "coordinator", ("pl", "uk"), cleared=True),
    Colleague("ira", "Bez", "interpreter", ("uk", "pl"), cleared=True),
    Colleague("lev", "Klon", "interpreter", ("ka", "ru", "pl")),
    Colleague("ada", "Dąb", "analyst", ("pl", "uk"), cleared=True),
)
"""Ids are readable here; nothing in the machine looks into them."""

REPORT = Report("victim", {"ground": ("nationality",), "incident_type": ("insult",)})


def team() -> Roster:
    return {colleague.id: colleague for colleague in TEAM}


def flows(duty: Duty = DUTY) -> Flows:
    return replace(all_flows(), team=True, duty=duty)


class Board:
    """One case and all who see something of it; whatever passes goes through JSON, as it does in storage."""

    def __init__(self, fact: CaseOpened, at: datetime = NOON, roster: Roster | None = None) -> None:
        self.flows, self.roster, self.at = flows(), team() if roster is None else roster, at
        self.lines: dict[int, Line] = {}
        self.chat: list[str] = []
        self.keys: list[str] = []
        self.amended_at_reporter: list[int] = []
        self.topics: dict[str, list[str]] = {}
        self.private: dict[str, list[str]] = {}
        self.questions: dict[tuple[str, str], Text] = {}
        self.group: dict[str, Announce] = {}
        self.coordinators: list[str] = []
        self.mailbox: list[int] = []
        self.timers: dict[str, int] = {}
        self.moved: list[Report] = []
        self.ratings: list[str] = []
        self.ended = False
        self.orders: tuple[CaseOrder, ...] = ()
        self.refusal: Text | None = None
        self.case = Case(codename="", queue=0, lang="")
        self._play(opened(self.flows, self.roster, fact, at, "Zielony Klon", 7))

    # ------------------------------------------------------------ what happens

    def does(self, fact: CaseFact) -> Self:
        """Let something happen to the case."""
        assert not self.ended, "nothing happens to a case that is erased"
        case = decode_case(encode(self.case))
        assert case == self.case
        self._play(take(self.flows, self.roster, case, fact, self.at))
        return self

    def later(self, **span: float) -> Self:
        """Let time pass, and the timers fire whose time has come, each at its own moment."""
        until = self.at + timedelta(**span)
        while due := [name for name, at in self.timers.items() if at <= until.timestamp()]:
            first = min(due, key=self.timers.__getitem__)
            self.at = datetime.fromtimestamp(self.timers.pop(first), UTC)
            if not self.ended:
                self.does(CaseTimerFired(timer=first))
        self.at = until
        return self

    def _play(self, taken: Taken) -> None:
        self.case, self.refusal = taken.case, taken.refusal
        self.orders = tuple(decode_order(encode_order(order)) for order in taken.orders)
        assert self.orders == taken.orders
        for order in self.orders:
            assert not self.ended, "nothing comes after the end"
            self.obey(order)

    # ------------------------------------------------------------ what is ordered

    def obey(self, order: CaseOrder) -> None:  # noqa: C901, PLR0912  one case for each order
        match order:
            case KeepLine() | AmendLine() | ShortenLine() | DropLine():
                self._line(order)
            case RelayToReporter():
                self.chat.append(self.shown(order.number))
            case SayToReporter():
                self.chat.append(" + ".join(line.id for line in order.lines))
                self.keys = [key.label.id for row in order.keys for key in row]
            case AmendAtReporter():
                self.amended_at_reporter.append(order.number)
            case Announce():
                self.group[order.what] = order
            case Withdraw():
                del self.group[order.what]
            case TellCoordinators():
                self.coordinators += [line.id for line in order.lines]
            case SetCaseTimer():
                self.timers[order.timer] = int(self.at.timestamp()) + order.seconds
            case StopCaseTimer():
                self.timers.pop(order.timer, None)
            case PutIntoMailbox():
                self.mailbox.append(order.number)
            case MoveReports():
                self.moved += order.reports
            case KeepRating():
                self.ratings.append(order.answer)
            case EndCase():
                self.ended = True
            case _:
                self._colleague(order)

    def _line(self, order: KeepLine | AmendLine | ShortenLine | DropLine) -> None:
        match order:
            case KeepLine():
                assert order.line.number == len(self.lines) + 1
                self.lines[order.line.number] = decode_line(encode(order.line))
            case AmendLine():
                self.lines[order.number] = replace(self.lines[order.number], text=order.text, edited=True)
            case ShortenLine():
                line = self.lines[order.number]
                self.lines[order.number] = replace(line, text=without(line.text, order.place))
            case DropLine():
                self.lines[order.number] = replace(self.lines[order.number], text="", media="")

    def _colleague(self, order: Any) -> None:
        match order:
            case OpenTopic():
                assert order.to not in self.topics, "a topic that stands is not opened again"
                self.topics[order.to] = [self.shown(number) for number in order.history]
            case DeleteTopic():
                del self.topics[order.to]
            case RelayToColleague():
                self.topics[order.to].append(self.shown(order.number))
            case AmendAtColleague():
                topic = self.topics[order.to]
                topic.append(f"edited {self.shown(order.number)}")
            case SayToColleague():
                self.topics[order.to] += [f"bot: {line.id}" for line in order.lines]
            case ShowCaseCard():
                assert order.to in self.topics
            case TellColleague():
                self.private.setdefault(order.to, []).extend(line.id for line in order.lines)
            case AskColleague():
                self.questions[order.to, order.what] = order.lines[0]
            case WithdrawQuestion():
                del self.questions[order.to, order.what]

    # ------------------------------------------------------------ what is seen

    def shown(self, number: int) -> str:
        """A line as it is brought to somebody: who wrote it, and what."""
        line = self.lines[number]
        what = line.phrase or " ".join(part for part in (line.media, line.text) if part)
        reply = f" ↩{line.translates or line.reply}" if line.translates or line.reply else ""
        return f"{line.author}: {what}{reply}"

    def card(self, what: str = "case") -> list[str]:
        """The card in the group, as ids of its lines; none where it is a dash."""
        return [line.id for line in self.group[what].lines] if what in self.group else []

    def waited(self) -> Any:
        """How long the group's card says that the case has waited."""
        return self.group["case"].lines[-1].values["time"]

    def told(self) -> str:
        """What whoever did it last was told at once."""
        return self.refusal.id if self.refusal else ""


def board(**opening: Any) -> Board:
    """A case of somebody who writes Ukrainian and would like to talk, at noon on a Monday."""
    return Board(CaseOpened(**{"lang": "uk", "wish": "talk", **opening}))
