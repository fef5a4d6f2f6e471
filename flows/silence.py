"""What silence brings: at most the card that stands is drawn anew, and nothing is ever sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import leaving, mailbox, telling
from flows.card import Move
from flows.fitting import fitted
from flows.model import Effect, Erase, Session, Shed, Text, text
from flows.opening import begin
from flows.screen import screen
from flows.session import lay
from flows.shedding import bare

if TYPE_CHECKING:
    from flows.bundle import Flows

VEIL: Final = "veil"
RETENTION: Final = "retention"
"""Names of two timers; the others are `mailbox.TIMER` and `shedding.SHED` ("shed")."""


def fired(flows: Flows, session: Session, timer: str) -> tuple[Session, list[Effect]]:
    """Do what a timer brings that has run out."""
    match timer:
        case "retention":
            return begin(session.hint), [
                Erase("draft", replace(leaving.neutral(session), quiet=True), talk_stays=True)
            ]
        case "code" if session.over == "code_card":
            hidden = replace(lay(session, ""), card=session.card + 1)
            return _redrawn(flows, hidden, (text("code.hidden"),))
        case "veil":
            return _veiled(flows, session)
        case "shed":
            now = bare(session)
            return now, [Shed(screen(flows, now))]
    return session, []


def _veiled(flows: Flows, session: Session) -> tuple[Session, list[Effect]]:
    veiled = telling.veiled(session)
    closed = mailbox.silent(veiled)
    if closed:
        return _redrawn(flows, replace(closed, card=session.card + 1))
    if veiled.typed and telling.asks_words(flows, veiled):
        return _redrawn(flows, replace(veiled, card=session.card + 1))
    if veiled.phase != "review" or veiled.over:
        return veiled, []
    veiled, changed = fitted(flows, veiled)
    return _redrawn(flows, replace(veiled, at="review", page=0, card=veiled.card + 1), changed)


def _redrawn(flows: Flows, session: Session, lead: tuple[Text, ...] = ()) -> tuple[Session, list[Effect]]:
    return session, [replace(screen(flows, session, Move(session, lead=lead)), quiet=True)]
