"""The whole conversation as one pure, total function: session and event in, session and effects out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import asking, duty, leaving, location, mailbox, over, silence, talk, typed
from flows.bundle import Flows
from flows.card import Move, pages
from flows.facts import ChatLeft, ReporterReturned
from flows.fitting import fitted
from flows.model import (
    LANGUAGES,
    ChoicePressed,
    CodeMade,
    CodeTried,
    CommandSent,
    DeliveryFailed,
    Effect,
    Erase,
    Event,
    LocationShared,
    MediaSent,
    Press,
    RemoveTyped,
    ReporterLeft,
    Session,
    SetTimer,
    Shed,
    TellCase,
    TextEdited,
    TextSent,
    TimerFired,
    text,
)
from flows.opening import begin
from flows.relay import ANSWERS, answered
from flows.screen import card, room, screen
from flows.session import lay
from flows.shedding import SHED, gives
from flows.silence import RETENTION, VEIL
from flows.standing import comes_back, live

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["RETENTION", "VEIL", "Flows", "begin", "redrawn", "screen", "step"]

_COMMANDS: Final = {
    "person": "person",
    "language": "language",
    "privacy": "privacy",
    "help": "help",
    "erase": "erase",
    "stop": "erase",
    "delete": "erase",
    "code": "code",
}
"""Commands that lay a card over the conversation."""


def step(flows: Flows, session: Session, event: Event) -> tuple[Session, list[Effect]]:
    """Do one turn of the conversation. Total: every event in every session is answered, nothing raises.

    An `Erase` among the effects ends the session; what is returned with it is a new one. Without a card are
    left: words that were relayed, and what the edge answers at once (`MakeCode`, `TryCode`).
    """
    match event:
        case TimerFired():
            return silence.fired(flows, session, event.timer)
        case ReporterLeft() | DeliveryFailed(permanent=True):
            left = [TellCase(ChatLeft(blocked=True))] if session.talk else []
            return begin(session.hint), [*left, Erase("draft", None)]
        case DeliveryFailed():
            return session, []
    back = flows.team and comes_back(session)  # somebody who comes back is led to their talk
    here, changed = fitted(flows, talk.entered(session) if back else session)
    move = _move(flows, here, event)
    silent = not any(isinstance(effect, TellCase) for effect in move.effects)
    told = (TellCase(ReporterReturned()),) if back and silent else ()
    removed: list[Effect] = [RemoveTyped()] if typed.is_removed(flows, here, event) else []
    move = move._replace(lead=(*changed, *move.lead), effects=(*told, *move.effects))
    return _closed(flows, session, event, move, removed)


# ---------------------------------------------------------------------------- the end of a turn


def _closed(
    flows: Flows, before: Session, event: Event, move: Move, removed: list[Effect]
) -> tuple[Session, list[Effect]]:
    """Finish a turn: number the card, show it, and set the timers anew; or end with the erasing."""
    ends = [effect for effect in move.effects if isinstance(effect, Erase)]
    if ends:
        told = [effect for effect in move.effects if isinstance(effect, TellCase)]
        return begin(before.hint), [*removed, *told, *ends]
    session = _settled(flows, move.session, event.at)
    moved = _place(session) != _place(before) or move.fresh
    session = replace(session, card=before.card + 1) if moved else session
    say = screen(flows, session, move)
    if isinstance(event, CodeMade):
        say = mailbox.with_digits(say, event.code)
    shown = [] if typed.needs_no_card(event, move, moved=moved) else [say]
    shed: list[Effect] = [Shed(say), SetTimer(SHED, flows.veil_after)] if gives(move.effects) else []
    timers = [SetTimer(VEIL, flows.veil_after), SetTimer(RETENTION, flows.draft_kept)]
    return session, [*removed, *move.effects, *shed, *shown, *timers]


def redrawn(flows: Flows, session: Session, at: datetime) -> tuple[Session, list[Effect]]:
    """Follow the case of an open talk though the person did nothing: only a card that stands changes."""
    if session.phase != "talk" or session.over:
        return session, []
    now = _settled(flows, session, at)
    now = replace(now, card=session.card + (_place(now) != _place(session)))
    return now, [replace(screen(flows, now), quiet=True)]


def _settled(flows: Flows, session: Session, at: datetime) -> Session:
    """Follow the clock and the case: who asks for a person where a talk is open comes to the talk."""
    if not flows.team:
        return mailbox.settled(session)
    now = replace(session, on_duty=duty.on_duty(flows.duty, at), promise=duty.promise(flows.duty, at))
    if now.over == "person" and now.talk:
        now = talk.entered(now)
    return mailbox.settled(asking.settled(talk.settled(now)))


def _place(session: Session) -> tuple[str, ...]:
    """Return what must change for a press on the card before to count as old; ticks and pages do not."""
    duty_ = str(session.on_duty) if session.over == "person" else ""
    place = (session.phase, session.at, session.over, str(session.sheet), session.flow, session.editing)
    return (*place, duty_)


# ---------------------------------------------------------------------------- what was done


def _move(flows: Flows, session: Session, event: Event) -> Move:
    move = Move(session)
    match event:
        case ChoicePressed():
            move = _pressed(flows, session, event)
        case CommandSent():
            move = _command(flows, session, event)
        case LocationShared():
            move = _location(flows, session, event)
        case TextSent() | TextEdited() | MediaSent():
            move = typed.taken(flows, session, event)
        case CodeMade():
            move = mailbox.made(session)
        case CodeTried():
            move = mailbox.tried(session, event)
    return move


def _pressed(flows: Flows, session: Session, event: ChoicePressed) -> Move:
    if event.press in ANSWERS and flows.team:
        return answered(session, Press(event.press))
    if event.card != session.card and event.press not in _HELP:
        return Move(session, toast=text("err.old_button"))
    turned = _everywhere(flows, session, event.press)
    if turned:
        return turned
    move: Move | None = room(session).press(flows, session, event.press)
    return move or Move(session, toast=text("err.old_button"))


_HELP: Final = (Press.EMERGENCY, Press.PERSON)
"""These mean the same on every card, so they work on an old one too: nothing ever blocks help."""


def _everywhere(flows: Flows, session: Session, press: int) -> Move | None:
    """Do what the keys say that stand on every card."""
    match press:
        case Press.EMERGENCY:
            return Move(lay(session, "emergency"))
        case Press.PERSON:
            return Move(lay(session, "person"))
        case Press.MORE:
            return Move(lay(session, "more"))
        case Press.EARLIER:
            return Move(replace(session, page=max(session.page - 1, 0)))
        case Press.LATER:
            return Move(replace(session, page=min(session.page + 1, pages(card(flows, session)) - 1)))
    return None


def _command(flows: Flows, session: Session, event: CommandSent) -> Move:
    if event.name == "quit":
        return leaving.quick_exit(session)
    if event.name in _COMMANDS and (flows.team or event.name != "code"):
        return Move(lay(session, _COMMANDS[event.name]), fresh=True)
    begins = event.name in ("start", "report")
    unknown = () if begins else (text("err.unknown"),)
    if session.phase == "talk" or (begins and flows.team and live(session)):
        return Move(talk.entered(session), lead=unknown, fresh=True)
    return Move(_started(session, event.argument) if begins else session, lead=unknown, fresh=True)


def _started(session: Session, argument: str) -> Session:
    """Begin, or ask whether to go on where a draft is open; the only parameter of a link is a language."""
    if session.answers or session.trail or session.picked:
        return lay(session, "resume")
    language = argument if argument in LANGUAGES else ""
    return over.anew(replace(session, lang=language))


def _location(flows: Flows, session: Session, event: LocationShared) -> Move:
    if event.live:
        return typed.refused(session, "location.live")
    if session.over or session.phase != "interview" or not location.asks_where(flows, session):
        return typed.refused(session, "location.not_now")
    return location.located(flows, session, event.latitude, event.longitude)
