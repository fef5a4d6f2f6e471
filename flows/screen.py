"""What stands on the screen, derived wholly from the session, so that it can be drawn anew at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows import ending, interview, opening, over, review, talk
from flows.card import keys, pages
from flows.model import Say, Session
from flows.people import spoken

if TYPE_CHECKING:
    from types import ModuleType

    from flows.bundle import Flows
    from flows.card import Card, Move

_PHASES: Final[dict[str, ModuleType]] = {
    "opening": opening,
    "interview": interview,
    "review": review,
    "end": ending,
    "talk": talk,
}


def room(session: Session) -> ModuleType:
    """Return whose card stands there: it draws it (`card`) and says what its keys do (`press`)."""
    return over if session.over else _PHASES[session.phase]


def card(flows: Flows, session: Session) -> Card:
    """Return the card that stands where the session stands."""
    drawn: Card = room(session).card(flows, session)
    return drawn


def screen(flows: Flows, session: Session, move: Move | None = None) -> Say:
    """Return that card as it is shown, with what the last move says above it."""
    here = card(flows, session)
    page = min(session.page, pages(here) - 1)
    lead = move.lead if move else ()
    return Say(
        lang=spoken(session),
        card=session.card,
        lines=(*lead, *here.lines),
        keys=keys(here, page),
        fresh=bool(move and move.fresh),
        toast=move.toast if move else None,
    )
