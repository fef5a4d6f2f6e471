"""Whether a report is taken now: while the intake is paused, or beyond the day's quota, it is said kindly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows import wish
from flows.card import Card, Move, named
from flows.model import Press, text
from flows.session import lay

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.bundle import Flows
    from flows.model import Session

PAUSED: Final = "paused"
QUOTA: Final = "quota"


def refused(flows: Flows, session: Session) -> Move | None:
    """Return what is said in place of sending; None where the report is taken.

    The draft stays as it is. A quota never refuses what somebody would read: only the register has one.
    """
    if session.intake == QUOTA and not wish.case_opens(flows, session):
        return Move(lay(session, QUOTA))
    return not_begun(session)


def not_begun(session: Session) -> Move | None:
    """Return what is said in place of the first question while the intake is paused."""
    return Move(lay(session, PAUSED)) if session.intake == PAUSED else None


def warned(move: Move) -> Move:
    """Say before somebody begins that the intake is paused; the way to help and contacts stays open."""
    return move._replace(session=lay(move.session, PAUSED)) if move.session.intake == PAUSED else move


def _said(id_: str) -> Card:
    return Card((text(id_),), named("btn.person"), controls=(Press.CLOSE,))


CARDS: Final[dict[str, Callable[[Flows, Session], Card]]] = {
    PAUSED: lambda _flows, _session: _said("sys.paused"),
    QUOTA: lambda _flows, _session: _said("sys.quota"),
}
"""What is laid over the conversation."""
