"""What follows for a case from what happened: orders in the imperative, carried out by the edge."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct, json

from flows.case import Line  # noqa: TC001  msgspec reads the annotations when the classes are made
from flows.facts import Report  # noqa: TC001  as above
from flows.model import Key, Text  # noqa: TC001  as above


class Order(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Something to be done for a case."""


class KeepLine(Order, frozen=True):
    """Keep a line of the talk; what the edge took in with this turn (media, message number) belongs to it."""

    line: Line


class AmendLine(Order, frozen=True):
    """Write a line anew as edited."""

    number: int
    text: str


class ShortenLine(Order, frozen=True):
    """Take a word out of a line for good; `place` counts its words from 0 (`flows.takeout`)."""

    number: int
    place: int


class DropLine(Order, frozen=True):
    """Forget a line and its media."""

    number: int


class RelayToReporter(Order, frozen=True):
    """Bring a line to the reporter, as a message of its own."""

    number: int


class RelayToColleague(Order, frozen=True):
    """Bring a line into a colleague's topic."""

    to: str
    number: int


class AmendAtReporter(Order, frozen=True):
    """Edit a line where it was brought to the reporter."""

    number: int


class AmendAtColleague(Order, frozen=True):
    """Edit a line where it was brought to a colleague."""

    to: str
    number: int


class SayToReporter(Order, frozen=True):
    """Say something of the bot's own in the talk, below everything; keys carry card 0."""

    lines: tuple[Text, ...]
    keys: tuple[tuple[Key, ...], ...] = ()


class SayToColleague(Order, frozen=True):
    """Say something in a colleague's topic of this case."""

    to: str
    lines: tuple[Text, ...]


class AskColleague(Order, frozen=True):
    """Ask a colleague something outside any topic, with a yes and a no: a hand-over, a second signature."""

    to: str
    what: Literal["handover", "second"]
    lines: tuple[Text, ...]


class WithdrawQuestion(Order, frozen=True):
    """Make what was asked outside a topic a dash, because it is settled."""

    to: str
    what: Literal["handover", "second"]


class TellColleague(Order, frozen=True):
    """Tell a colleague something outside any topic, such as that a case was erased."""

    to: str
    lines: tuple[Text, ...]


class OpenTopic(Order, frozen=True):
    """Open a topic for a colleague: the case card, then the lines of the history, in this order.

    What is written later comes by orders of its own; an interpreter gets no history (R-GDPR-13).
    """

    to: str
    history: tuple[int, ...] = ()


class DeleteTopic(Order, frozen=True):
    """Delete a colleague's topic with all its messages."""

    to: str


class ShowCaseCard(Order, frozen=True):
    """Draw the case card in a colleague's topic anew (`flows.casecard.card`)."""

    to: str
    below: bool = False
    """Whether it is sent below everything, as somebody asked to see it."""


class Announce(Order, frozen=True):
    """Show the case in the group, below everything: it waits for a counsellor, or for an interpreter.

    A card that stands there for the same is taken away: one short card for each.
    """

    what: Literal["case", "interpreter"]
    lines: tuple[Text, ...]


class Withdraw(Order, frozen=True):
    """Make the group's card a dash."""

    what: Literal["case", "interpreter"]


class TellCoordinators(Order, frozen=True):
    """Tell every coordinator something outside any topic."""

    lines: tuple[Text, ...]


class SetCaseTimer(Order, frozen=True):
    """Fire a timer of the case after so many seconds; one of each name (remind, safe, …)."""

    timer: str
    seconds: int


class StopCaseTimer(Order, frozen=True):
    """Let a timer of the case not fire."""

    timer: str


class PutIntoMailbox(Order, frozen=True):
    """Seal a line for the reporter's return code."""

    number: int


class MoveReports(Order, frozen=True):
    """Move coded answers of the case to the waiting reports; the case holds them no longer."""

    reports: tuple[Report, ...]


class ShedAnswers(Order, frozen=True):
    """Let the key die under which the case lay so far; what it still holds goes on under a new one.

    So nothing that is kept of it, in whatever copy, can be joined with the answers that were moved out.
    """


class KeepRating(Order, frozen=True):
    """Let a one-tap answer wait for the statistics."""

    answer: Literal["yes", "part", "no"]


class EndCase(Order, frozen=True):
    """Erase the case; always the last order, and what is to be delivered of its turn outlives the case."""

    wished: bool = False
    """Whether the reporter wants it: letters for a return code go too."""


CaseOrder = (
    KeepLine
    | AmendLine
    | ShortenLine
    | DropLine
    | RelayToReporter
    | RelayToColleague
    | AmendAtReporter
    | AmendAtColleague
    | SayToReporter
    | SayToColleague
    | AskColleague
    | WithdrawQuestion
    | TellColleague
    | OpenTopic
    | DeleteTopic
    | ShowCaseCard
    | Announce
    | Withdraw
    | TellCoordinators
    | SetCaseTimer
    | StopCaseTimer
    | PutIntoMailbox
    | MoveReports
    | ShedAnswers
    | KeepRating
    | EndCase
)

TO_REPORTER: Final = (RelayToReporter, AmendAtReporter, SayToReporter)
"""Orders that the public bot's courier carries out, in the reporter's box."""
TO_COLLEAGUE: Final = (
    RelayToColleague,
    AmendAtColleague,
    SayToColleague,
    AskColleague,
    WithdrawQuestion,
    TellColleague,
    OpenTopic,
    DeleteTopic,
    ShowCaseCard,
)
"""Orders that the team's courier carries out, in the colleague's box."""
TO_GROUP: Final = (Announce, Withdraw, TellCoordinators)
"""Orders that the team's courier carries out, in the group's box."""
DELIVERED: Final = (*TO_REPORTER, *TO_COLLEAGUE, *TO_GROUP)
"""Orders that wait in the case's outbox; the others are carried out within the transaction."""

_order_decoder: Final[json.Decoder[CaseOrder]] = json.Decoder(CaseOrder)


def encode_order(order: CaseOrder) -> bytes:
    """Return the JSON of an order, with its class name."""
    return json.encode(order)


def decode_order(body: bytes) -> CaseOrder:
    """Read an order back as the class it was written as; raises msgspec.ValidationError on anything else."""
    order: CaseOrder = _order_decoder.decode(body)
    return order
