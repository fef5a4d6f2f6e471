"""What happens to a case is decided by the core and kept with the turn; here the two meet."""

from __future__ import annotations

from secrets import randbelow
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows.casework import opened, take
from flows.codenames import codename
from flows.facts import CaseOpened, ChatLeft, NotDelivered
from flows.orders import KeepLine
from storage.cases import kept, named_in
from storage.work import Taken

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flows.bundle import Flows
    from flows.codenames import Codenames
    from flows.facts import CaseTimerFired, Purged, ReporterFact
    from flows.model import Text
    from flows.orders import CaseOrder
    from flows.teamfacts import TeamFact
    from storage.staff import Staff
    from storage.store import Store, Turn

    CaseFact = ReporterFact | TeamFact | CaseTimerFired | Purged

TRIES: Final = 1000
"""How often another codename is drawn before numbers are added; there are far more than cases."""


class Cases:
    """The cases of one installation, as its turns change them."""

    def __init__(
        self, flows: Flows, store: Store, staff: Staff, names: Codenames, clock: Callable[[], datetime]
    ) -> None:
        """Take what the core knows, where all is kept, the words for codenames, and the time."""
        self.flows = flows
        self.store = store
        self.staff = staff
        self.names = names
        self.clock = clock

    async def tell(
        self,
        turn: Turn,
        fact: CaseFact,
        taken: Taken | None = None,
        answered: int = 0,
    ) -> Text | None:
        """Let the case of a turn know what has happened; return what is said to whoever did it, if anything.

        `answered` is the line that a reporter replied to. A fact about a case that is not there (any more)
        changes nothing.
        """
        if isinstance(fact, CaseOpened):
            await self._open(turn, fact)
            return None
        if turn.case is None:
            return None
        if isinstance(fact, ChatLeft | NotDelivered):
            await self.store.recall(turn)
        done = take(self.flows, await self.staff.roster(), turn.case, fact, self.clock())
        turn.work_on(done.case, [_answering(order, answered) for order in done.orders], taken or Taken())
        return done.refusal

    async def named(self) -> frozenset[str]:
        """Return the ids of the colleagues who have a part in any case; raises StorageFailed."""
        cases = [found.case for found in await kept(self.store)]
        parts = (part for case in cases for part in (*named_in(case), *case.seats))
        return frozenset(part for part in parts if part)

    async def _open(self, turn: Turn, fact: CaseOpened) -> None:
        """Open a case; where the chat has one, closed or not, what is new joins it."""
        roster = await self.staff.roster()
        if turn.case is not None:
            done = take(self.flows, roster, turn.case, fact, self.clock())
            turn.work_on(done.case, done.orders)
            return
        taken, queue = await self.store.names_in_use()
        done = opened(self.flows, roster, fact, self.clock(), self._codename(taken), queue)
        turn.open_case(done.case, done.orders)
        turn.before = await self.store.waiting_cases()

    def _codename(self, taken: frozenset[str]) -> str:
        """Draw two words that no case has; chance is the operating system's."""
        for _ in range(TRIES):
            name = codename(self.names, randbelow(len(self.names.first)), randbelow(len(self.names.second)))
            if name not in taken:
                return name
        return f"{name} {randbelow(9000) + 1000}"


def _answering(order: CaseOrder, line: int) -> CaseOrder:
    """Return the order to keep a line as one that answers another."""
    return (
        replace(order, line=replace(order.line, reply=line))
        if line and isinstance(order, KeepLine)
        else order
    )
