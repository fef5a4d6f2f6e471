"""A board that watches what reaches whom, by what was seen of the facts and not by what the case says."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from flows.case import Case, quiet
from flows.duty import within
from flows.facts import (
    AnswerOpened,
    CaseOpened,
    CaseTimerFired,
    ChatLeft,
    ErasedByReporter,
    InterpreterAnswered,
    NotDelivered,
    Purged,
    ReportAdded,
    ReporterSentMedia,
    SafeTimeSaid,
    VoiceReleased,
    VoiceWithdrawn,
)
from flows.model import LANGUAGES
from flows.orders import (
    AmendAtColleague,
    AmendAtReporter,
    AmendLine,
    CaseOrder,
    DeleteTopic,
    KeepLine,
    MoveReports,
    OpenTopic,
    PutIntoMailbox,
    RelayToColleague,
    RelayToReporter,
    SayToReporter,
)
from flows.teamfacts import CaseClosed, Claimed, ErasedByTeam, HandOverAnswered, SecondAnswered
from locales.catalog import Catalog, Facts
from tests.flows.case import Board

if TYPE_CHECKING:
    from typing import Self

    from flows.casework import Taken
    from flows.model import Text
    from tests.flows.case import CaseFact

LEAD = ("counsellor", "coordinator")
SAID: set[str] = set()
"""What was worded already."""


@cache
def catalog() -> Catalog:
    facts: dict[str, Any] = dict.fromkeys(("funder", "controller", "dpo", "contact", "bot", "link"), "")
    facts |= dict.fromkeys(("draft_time", "chat_time", "case_time", "minor_time", "code_time", "time"), 60)
    return Catalog.load(Facts(**facts, hours={}), team=True)


def worded(*texts: Text | None) -> None:
    """Word a sentence in all languages; raises NotSayable where its id or a value of it is missing."""
    for said in texts:
        if said and repr(said) not in SAID:
            SAID.add(repr(said))
            assert all(catalog().sentence(said, language) for language in LANGUAGES)


ABSENT = (CaseTimerFired, ChatLeft, NotDelivered, ErasedByReporter, Purged)


class Watch(Board):
    """Fails as soon as something reaches somebody it must not reach, is lost, comes twice or has no words."""

    def __init__(self, number: int, fact: CaseOpened, **kwargs: Any) -> None:
        self.number = number
        self.fact: CaseFact = fact
        self.before = Case("", 0, "")
        self.turn = 0
        self.voices: list[int] = []
        """Voice messages that wait for their button."""
        self.sent: list[int] = []
        """The reporter's lines in the order in which they were sent."""
        self.since: dict[int, int] = {}
        """The turn in which a line was sent by whoever wrote it."""
        self.opened: dict[str, int] = {}
        """The turn in which a colleague's topic was opened."""
        self.brought: dict[str, list[int]] = {}
        """Lines that were brought into a topic since it was opened."""
        self.asked_in: set[str] = set()
        """Who offered to interpret, in the last turn in which somebody did."""
        self.relayed: list[int] = []
        self.uncounted: set[str] = set()
        self.counted: list[str] = []
        self._remember(fact)
        super().__init__(fact, **kwargs)
        self._check()

    def does(self, fact: CaseFact) -> Self:
        self.fact, self.before, self.turn = fact, self.case, self.turn + 1
        self._remember(fact)
        super().does(fact)
        self._check()
        return self

    def lags(self, count: int) -> None:
        """Let so many lines not have reached a chat that is left now: storage makes them unread again."""
        late = self.relayed[len(self.relayed) - count :]
        del self.relayed[len(self.relayed) - count :]
        unread = tuple(sorted({*self.case.unread, *late}))
        self.case = replace(self.case, unread=unread, carded=False)

    def _remember(self, fact: CaseFact) -> None:
        if isinstance(fact, CaseOpened | ReportAdded) and not fact.register:
            self.uncounted |= {report.role for report in fact.reports}

    def _play(self, taken: Taken) -> None:
        if isinstance(self.fact, VoiceReleased):
            self._sent(*self.voices)
        if isinstance(self.fact, VoiceReleased | VoiceWithdrawn):
            self.voices = []
        super()._play(taken)
        worded(self.refusal)

    def _sent(self, *numbers: int) -> None:
        self.sent += numbers
        self.since |= dict.fromkeys(numbers, self.turn)

    # ------------------------------------------------------------ each order

    def obey(self, order: CaseOrder) -> None:  # noqa: C901  one case for each order
        worded(*getattr(order, "lines", ()))
        worded(*(key.label for row in getattr(order, "keys", ()) for key in row))
        if isinstance(order, RelayToReporter | AmendAtReporter | SayToReporter):
            self._to_reporter(order)
        match order:
            case KeepLine(line=line) if line.author == "reporter":
                voice = isinstance(self.fact, ReporterSentMedia) and self.fact.kind == "voice"
                self.voices.append(line.number) if voice else self._sent(line.number)
            case KeepLine(line=line):
                assert line.author == "note" or not line.text.lstrip().startswith(".")
                self.since[line.number] = self.turn
            case AmendLine():
                line = self.lines[order.number]
                assert line.author in ("note", "reporter") or not order.text.startswith(".")
            case OpenTopic():
                self._opens(order)
            case DeleteTopic():
                del self.opened[order.to], self.brought[order.to]
            case RelayToColleague():
                self._brings(order.to, order.number)
            case AmendAtColleague():
                mine = self.lines[order.number].by == order.to
                assert mine or order.number in self.brought[order.to]
            case PutIntoMailbox():
                assert self.for_reporter(order.number)
                assert order.number not in self.mailbox, "a line goes into the mailbox once"
            case MoveReports():
                self._counts(order)
        super().obey(order)

    def for_reporter(self, number: int) -> bool:
        """Whether a line was written for the reporter, or is the translation of such a line."""
        line = self.lines[number]
        translated = line.author == "interpreter" and self.lines[line.translates].author == "counsellor"
        return line.author == "counsellor" or translated

    def _opens(self, order: OpenTopic) -> None:
        match self.fact:
            case Claimed(as_interpreter=False) | HandOverAnswered(accepted=True):
                assert self.roster[order.to].role in LEAD
                assert (order.to, order.history) == (self.fact.by, tuple(sorted(self.since)))
            case InterpreterAnswered(answer="yes"):
                assert (order.to, order.history) == (self.before.interpreter, ())
            case _:
                raise AssertionError(f"{order} after {self.fact}")
        self.opened[order.to], self.brought[order.to] = self.turn, list(order.history)

    def _brings(self, to: str, number: int) -> None:
        assert number not in self.brought[to], "a line comes into a topic once"
        assert number not in self.voices, "nobody hears a voice before its button"
        assert self.since[number] > self.opened[to], "it is in the history, or it is from before"
        self.brought[to].append(number)

    def _to_reporter(self, order: RelayToReporter | AmendAtReporter | SayToReporter) -> None:
        before, here = self.before, self._is_here()
        assert not self.case.left, "nothing is sent into a blocked chat"
        if isinstance(order, SayToReporter):
            neutral = order.lines[0].id == "talk.answer_card"
            assert neutral or here or not (quiet(before) or isinstance(self.fact, CaseTimerFired))
            assert not neutral or here or self._welcome()
            return
        assert self.for_reporter(order.number)
        if isinstance(order, AmendAtReporter):
            assert order.number in self.relayed
            assert not quiet(before)
        else:
            assert order.number not in self.relayed, "a line comes to the reporter once"
            assert not quiet(before) or isinstance(self.fact, AnswerOpened | SafeTimeSaid)
            self.relayed.append(order.number)

    def _is_here(self) -> bool:
        """Whether the reporter has just done something in the chat."""
        return not hasattr(self.fact, "by") and not isinstance(self.fact, ABSENT)

    def _welcome(self) -> bool:
        """Whether a neutral card may come now, as far as was agreed on."""
        case = self.case
        if case.safe == "between":
            assert case.span
            return within(case.span, self.flows.duty, self.at)
        return case.safe == "any" or (case.safe == "" and not case.away)

    def _counts(self, order: MoveReports) -> None:
        for report in order.reports:
            assert report.role not in (*self.counted, *self.uncounted)
            self.counted.append(report.role)
        assert not isinstance(self.fact, ErasedByReporter | ErasedByTeam)
        if "minor" in self.before.flags:
            assert isinstance(self.fact, CaseClosed | SecondAnswered)

    # ------------------------------------------------------------ after each turn

    def _check(self) -> None:
        case = self.case
        assert set(self.group) == (set() if self.ended else set(case.announced))
        if self.ended:
            assert (self.topics, self.questions, self.timers) == ({}, {}, {})
            return
        leads = case.state in ("claimed", "resting")
        assert bool(case.counsellor) == leads
        joined = [case.interpreter] if case.helping == "joined" else []
        assert sorted(self.topics) == sorted(case.seats)
        assert sorted(self.topics) == sorted([case.counsellor] * leads + joined)
        assert "minor" not in case.flags or all(self.roster[to].cleared for to in self.topics)
        assert bool(case.interpreter) == (case.helping in ("offered", "joined"))
        assert ("interpreter" in self.group) == (case.helping == "asked")
        assert case.state == "resting" or ("case" in self.group) == (case.state == "waiting")
        assert ("retention" in self.timers) == (case.state in ("waiting", "closed"))
        asked = [(case.offered, "handover")] * bool(case.offered) + [(case.second, "second")] * bool(
            case.second
        )
        assert sorted(self.questions) == sorted(asked)
        self._check_lines()

    def _check_lines(self) -> None:
        case = self.case
        assert case.held == tuple(self.voices)
        assert case.lines == len(self.lines)
        if case.counsellor:
            history = [n for n in self.sent if self.since[n] <= self.opened[case.counsellor]]
            later = self.sent[len(history) :]
            brought = [n for n in self.brought[case.counsellor] if n in self.sent]
            assert brought == [*sorted(history), *later], "all of it, once, in order"
        for number in filter(self.for_reporter, self.lines):
            places = [number in self.relayed, number in case.unread, number in self.mailbox]
            assert any(places), "no word for the reporter is lost"
            assert places[:2] != [True, True], "what was read waits no longer"
