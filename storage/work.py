"""What a turn does to one case: how it will stand, and the orders that are carried out with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Raw, Struct
from msgspec.structs import replace

from flows.case import Case, quiet
from flows.model import Press, Talk
from flows.orders import (
    EndCase,
    KeepLine,
    KeepRating,
    MoveReports,
    RelayToReporter,
    SayToReporter,
    ShedAnswers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.case import Pending
    from flows.orders import CaseOrder


REPORTER: Final = "reporter"
"""The reporter's box, and the place of what stands in their chat."""
GROUP: Final = "group"
"""The box of the team's group, and of all coordinators."""


class Taken(NamedTuple):
    """What the edge took in with a fact: in which message, at whose place, with what media."""

    place: str = ""
    """ "reporter", or the id of the colleague in whose topic it stands."""
    message: int = 0
    """Telegram's number of the message there."""
    media: bytes = b""
    """The photo or voice as it may be passed on."""


NOTHING: Final = Taken()
"""Nothing came in."""


class Mail(Struct, frozen=True):
    """Where letters for a reporter go: the mailbox of their return code, and the key that seals for it."""

    mailbox: bytes
    public: bytes


class Held(Struct, frozen=True):
    """The sealed body of a case."""

    case: Raw
    next: int
    """Number of the next order for a courier; never given twice in a case."""


class Work:
    """One case within a turn."""

    def __init__(self, record: bytes, case: Case, next_: int = 1, body_key: bytes = b"") -> None:
        """Take a case as it stands; `record` is its key, b"" for one that is opened in this turn."""
        self.record = record
        self.body_key = body_key
        """Id of the key under which body and posts lie."""
        self.case = case
        self.next = next_
        self.begins = not record
        self.changed = False
        self.recalls = False
        """Whether nothing that lay in the reporter's box before this turn is brought any more."""
        self.orders: list[tuple[CaseOrder, Taken]] = []
        self.mail: Mail | None = None

    def go_on(self, case: Case, orders: Sequence[CaseOrder], taken: Taken) -> None:
        """Let the case stand so, and do these orders too; `taken` belongs to the first line they keep."""
        self.case, self.changed = case, True
        kept = next((order for order in orders if isinstance(order, KeepLine)), None)
        self.orders += [(order, taken if order is kept else NOTHING) for order in orders]

    def recall(self, orders: Sequence[CaseOrder | None]) -> None:
        """Let what was on its way to the reporter wait to be opened, and no neutral card stand there.

        `orders` is what lay in their box before this turn; it is taken out when the turn is written.
        """
        lines = {order.number for order in orders if isinstance(order, RelayToReporter)}
        said = [_pending(order) for order in orders if isinstance(order, SayToReporter)]
        pending = (*self.case.pending, *(what for what in said if what not in (None, *self.case.pending)))
        carded = any(isinstance(order, SayToReporter) for order, _ in self.orders)
        case = replace(
            self.case,
            unread=tuple(sorted({*self.case.unread, *lines})),
            pending=pending,
            carded=self.case.carded and carded,
        )
        self.changed = self.changed or bool(orders) or case != self.case
        self.case, self.recalls = case, True

    @property
    def ends(self) -> bool:
        """Whether the case is erased with this turn."""
        return any(isinstance(order, EndCase) for order, _ in self.orders)

    @property
    def wished(self) -> bool:
        """Whether it is erased because the reporter wants it, letters and all."""
        return any(isinstance(order, EndCase) and order.wished for order, _ in self.orders)

    @property
    def sheds(self) -> bool:
        """Whether the case goes on under a new key."""
        ordered = any(isinstance(order, ShedAnswers) for order, _ in self.orders)
        return ordered and not self.begins and not self.ends

    @property
    def keys(self) -> int:
        """How many new keys are needed: for the case and its body, moved reports, ratings."""
        moved = sum(len(order.reports) for order, _ in self.orders if isinstance(order, MoveReports))
        ratings = sum(isinstance(order, KeepRating) for order, _ in self.orders)
        return 2 * self.begins + self.sheds + moved + ratings


def _pending(said: SayToReporter) -> Pending | None:
    """Return as what the bot's own words can wait behind the neutral card, if they can."""
    presses = {key.press for row in said.keys for key in row}
    if Press.INTERPRETER_YES in presses:
        return "interpreter"
    return "closed" if Press.REOPEN in presses else None


def talk(case: Case, before: int) -> Talk:
    """Return what the conversation may know of its case."""
    return Talk(
        state=case.state,
        before=before,
        wish=case.wish,
        lang=case.lang,
        quiet=quiet(case),
        unread=case.waits,
        helping=case.helping,
        speaks=case.speaks,
        held=bool(case.held),
        safe=case.safe,
        code=case.code,
        rated=case.rated,
        minor="minor" in case.flags,
    )
