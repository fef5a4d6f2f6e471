"""One turn of a case while it is being worked out: the case so far, and what was ordered so far."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  a NamedTuple's fields are read with it
from typing import Any, NamedTuple

from msgspec.structs import replace

from flows.bundle import Flows  # noqa: TC001  as above
from flows.case import Case, Roster, Seat
from flows.model import Text, label, text
from flows.orders import (
    CaseOrder,
    DeleteTopic,
    EndCase,
    OpenTopic,
    SayToColleague,
    SayToReporter,
    ShowCaseCard,
    TellColleague,
    WithdrawQuestion,
)


class Taken(NamedTuple):
    """What a fact leads to."""

    case: Case
    orders: tuple[CaseOrder, ...] = ()
    refusal: Text | None = None
    """What whoever did it is told at once, where they did it: a toast after a press, else a message."""


class Turn(NamedTuple):
    """The case and its orders so far; every part of the machine takes a turn and returns a longer one."""

    flows: Flows
    roster: Roster
    at: datetime
    case: Case
    orders: tuple[CaseOrder, ...] = ()
    refusal: Text | None = None

    # ------------------------------------------------------------ the turn itself

    def but(self, **changes: Any) -> Turn:
        """Return the turn with fields of the case changed."""
        return self._replace(case=replace(self.case, **changes))

    def do(self, *orders: CaseOrder) -> Turn:
        """Return the turn with orders added."""
        return self._replace(orders=(*self.orders, *orders))

    def refuse(self, id_: str, **values: str | Text) -> Turn:
        """Return the turn with a word for whoever did it; `{case}` is filled in."""
        return self._replace(refusal=self.words(id_, **values))

    @property
    def ended(self) -> bool:
        """Whether the case is erased."""
        return any(isinstance(order, EndCase) for order in self.orders)

    # ------------------------------------------------------------ what is said

    def words(self, id_: str, **values: str | Text) -> Text:
        """Return a sentence about the case, by its codename."""
        return text(id_, case=self.case.codename, **values)

    def name(self, who: str) -> str | Text:
        """Return what colleagues call a colleague, also where they are not on the team any more."""
        colleague = self.roster.get(who)
        return colleague.name if colleague else text("team.somebody")

    @property
    def language(self) -> Text:
        """The name of the language that the reporter would like to speak."""
        return label("interpreter_language", self.case.speaks or self.case.lang)

    def tell_counsellor(self, id_: str, **values: str | Text) -> Turn:
        """Say something in the counsellor's topic; nothing where nobody has the case."""
        to = self.case.counsellor
        return self.do(SayToColleague(to=to, lines=(self.words(id_, **values),))) if to else self

    def tell(self, who: str, id_: str, **values: str | Text) -> Turn:
        """Tell a colleague something outside any topic; nothing where they are not on the team any more."""
        if who not in self.roster:
            return self
        return self.do(TellColleague(to=who, lines=(self.words(id_, **values),)))

    def answer(self, id_: str, **values: str | Text) -> Turn:
        """Say something to the reporter, who has just done something in the chat."""
        return self.do(SayToReporter(lines=(text(id_, **values),)))

    # ------------------------------------------------------------ topics and questions

    def redraw(self) -> Turn:
        """Draw the counsellor's case card anew, because what stands on it has changed."""
        return self.do(ShowCaseCard(to=self.case.counsellor)) if self.case.counsellor else self

    def seat(self, who: str, history: tuple[int, ...]) -> Turn:
        """Open a topic for a colleague."""
        turn = self.but(seats={**self.case.seats, who: Seat()})
        return turn.do(OpenTopic(to=who, history=history))

    def unseat(self, who: str) -> Turn:
        """Delete a colleague's topic if there is one."""
        if who not in self.case.seats:
            return self
        rest = {other: seat for other, seat in self.case.seats.items() if other != who}
        return self.but(seats=rest).do(DeleteTopic(to=who))

    def withdraw_questions(self) -> Turn:
        """Let nobody be asked any longer to take the case over, or to confirm how it is closed."""
        turn = self
        if turn.case.offered:
            turn = turn.do(WithdrawQuestion(to=turn.case.offered, what="handover")).but(offered="")
        if turn.case.second:
            turn = turn.do(WithdrawQuestion(to=turn.case.second, what="second"))
            turn = turn.but(second="", closing=(), closing_counts=True)
        return turn
