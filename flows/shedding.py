"""What a conversation forgets once a report has gone, so that nothing left of it can be joined with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows.facts import CaseOpened, ReportAdded
from flows.model import SendReport, Session, TellCase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flows.model import Effect

SHED: Final = "shed"
"""The timer that takes from the last card what was chosen by the answers; nothing puts it off."""


def gives(effects: Iterable[Effect]) -> bool:
    """Whether answers go with these effects, to the register or to a case."""
    return any(_gives(effect) for effect in effects)


def _gives(effect: Effect) -> bool:
    match effect:
        case SendReport():
            return True
        case TellCase(fact=CaseOpened() | ReportAdded() as fact):
            return bool(fact.reports or fact.words)
    return False


def bare(session: Session) -> Session:
    """Return the conversation without what was chosen by a report that has gone; a new draft stays.

    What stays is `topic` or `minor`: one answer at most, and for somebody under 18 they say the same.
    """
    bared = replace(session, contacts=(), tips=())
    return bared if _drafts(session) else replace(bared, flow="", role="", revision="", sheet=0)


def _drafts(session: Session) -> bool:
    told = session.answers or session.trail or session.picked or session.words or session.typed
    return bool(told or session.aside) or session.phase in ("interview", "review")
