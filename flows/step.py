"""The whole conversation as one pure, total function: session and event in, session and effects out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import ending, interview, leaving, location, opening, over, review
from flows.bundle import Flows
from flows.card import Card, Move, keys, pages
from flows.course import carried_over, questions
from flows.model import (
    LANGUAGES,
    ChoicePressed,
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
    Say,
    Session,
    SetTimer,
    Text,
    TextEdited,
    TextSent,
    TimerFired,
    text,
)
from flows.people import spoken

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["RETENTION", "VEIL", "Flows", "begin", "screen", "step"]

VEIL: Final = "veil"
RETENTION: Final = "retention"
"""Names of the two timers."""

_PHASES: Final[dict[str, ModuleType]] = {
    "opening": opening,
    "interview": interview,
    "review": review,
    "end": ending,
}

_COMMANDS: Final = {
    "person": "person",
    "language": "language",
    "privacy": "privacy",
    "help": "help",
    "erase": "erase",
    "stop": "erase",
    "delete": "erase",
}
"""Commands that lay a card over the conversation."""


def begin(hint: str) -> Session:
    """Return a new conversation; `hint` is the phone's language (IETF tag), one of the four or not."""
    language = hint.partition("-")[0].lower()
    return Session(hint=language if language in LANGUAGES else "pl")


def step(flows: Flows, session: Session, event: Event) -> tuple[Session, list[Effect]]:
    """Do one turn of the conversation. Total: every event in every session is answered, nothing raises.

    An `Erase` among the effects ends the session; what is returned with it is a new one.
    """
    match event:
        case TimerFired():
            return _timer(flows, session, event.timer)
        case ReporterLeft() | DeliveryFailed(permanent=True):
            return begin(session.hint), [Erase("draft", None)]
        case DeliveryFailed():
            return session, []
    session, changed = _fitted(flows, session)
    move = _move(flows, session, event)
    typed: list[Effect] = [] if isinstance(event, ChoicePressed) else [RemoveTyped()]
    return _closed(flows, session, move._replace(lead=(*changed, *move.lead)), typed)


def _fitted(flows: Flows, session: Session) -> tuple[Session, tuple[Text, ...]]:
    """Carry a session over to a questionnaire that has changed since its last turn.

    The card gets a new number: what is pressed on the one that stands there meant the old choices.
    """
    if not session.flow or session.revision == questions(flows, session).revision:
        return session, ()
    carried = replace(carried_over(flows, session), card=session.card + 1)
    if session.phase != "interview":
        return carried, (text("sys.changed"),) if session.phase == "review" else ()
    return interview.onward(flows, carried).session, (text("sys.changed"),)


def _timer(flows: Flows, session: Session, timer: str) -> tuple[Session, list[Effect]]:
    if timer == RETENTION:
        return begin(session.hint), [Erase("draft", replace(leaving.neutral(session), quiet=True))]
    veiled = replace(session, veiled=session.trail)
    if session.phase != "review" or session.over:
        return veiled, []
    veiled, changed = _fitted(flows, veiled)
    veiled = replace(veiled, at="review", page=0, card=veiled.card + 1)
    return veiled, [replace(screen(flows, veiled, Move(veiled, lead=changed)), quiet=True)]


def _closed(flows: Flows, before: Session, move: Move, typed: list[Effect]) -> tuple[Session, list[Effect]]:
    """Finish a turn: number the card, show it, and set the timers anew; or end with the erasing."""
    erasing = [effect for effect in move.effects if isinstance(effect, Erase)]
    if erasing:
        return begin(before.hint), [*typed, *erasing]
    session = move.session
    if _place(session) != _place(before) or move.fresh:
        session = replace(session, card=before.card + 1)
    timers = [SetTimer(VEIL, flows.veil_after), SetTimer(RETENTION, flows.draft_kept)]
    return session, [*typed, *move.effects, screen(flows, session, move), *timers]


def _place(session: Session) -> tuple[str, ...]:
    """Return what must change for a press on the card before to count as old; ticks and pages do not."""
    return (session.phase, session.at, session.over, str(session.sheet), session.flow, session.editing)


# ---------------------------------------------------------------------------- what is shown


def _card(flows: Flows, session: Session) -> Card:
    module = over if session.over else _PHASES[session.phase]
    card: Card = module.card(flows, session)
    return card


def screen(flows: Flows, session: Session, move: Move | None = None) -> Say:
    """Return the card that stands where the session stands, with what the last move says above it."""
    card = _card(flows, session)
    page = min(session.page, pages(card) - 1)
    lead = move.lead if move else ()
    return Say(
        lang=spoken(session),
        card=session.card,
        lines=(*lead, *card.lines),
        keys=keys(card, page),
        fresh=bool(move and move.fresh),
        toast=move.toast if move else None,
    )


# ---------------------------------------------------------------------------- what was done


def _move(flows: Flows, session: Session, event: Event) -> Move:
    match event:
        case ChoicePressed():
            return _pressed(flows, session, event)
        case CommandSent():
            return _command(session, event)
        case LocationShared():
            return _location(flows, session, event)
        case TextSent():
            return _kindly(session, opening.first_words(session))
        case TextEdited():
            return _kindly(session, "text.edited")
        case MediaSent():
            return _kindly(session, _MEDIA.get(event.kind, "text.other"))
    return Move(session)


_MEDIA: Final = {
    "voice": "voice.warn",
    "audio": "voice.warn",
    "video_note": "voice.warn",
    **dict.fromkeys(("photo", "video", "document", "animation", "contact"), "text.not_text"),
}


_LONG: Final = (("opening", "welcome"), ("opening", "notice"), ("end", "sent"), ("end", "left"))
"""Cards that leave room for one short sentence only (700 characters in all)."""


def _kindly(session: Session, id_: str) -> Move:
    """Say above the card that something is not taken; above a long one in fewer words."""
    long = session.over.startswith("privacy") or (not session.over and (session.phase, session.at) in _LONG)
    return Move(session, lead=(text("text.not_taken" if long else id_),))


def _pressed(flows: Flows, session: Session, event: ChoicePressed) -> Move:
    if event.card != session.card and event.press not in _HELP:
        return Move(session, toast=text("err.old_button"))
    turned = _everywhere(flows, session, event.press)
    if turned:
        return turned
    module = over if session.over else _PHASES[session.phase]
    move: Move | None = module.press(flows, session, event.press)
    return move or Move(session, toast=text("err.old_button"))


_HELP: Final = (Press.EMERGENCY, Press.PERSON)
"""These mean the same on every card, so they work on an old one too: nothing ever blocks help."""


def _everywhere(flows: Flows, session: Session, press: int) -> Move | None:
    """Do what the keys say that stand on every card."""
    match press:
        case Press.EMERGENCY:
            return Move(over.lay(session, "emergency"))
        case Press.PERSON:
            return Move(over.lay(session, "person"))
        case Press.MORE:
            return Move(over.lay(session, "more"))
        case Press.EARLIER:
            return Move(replace(session, page=max(session.page - 1, 0)))
        case Press.LATER:
            return Move(replace(session, page=min(session.page + 1, pages(_card(flows, session)) - 1)))
    return None


def _command(session: Session, event: CommandSent) -> Move:
    match event.name:
        case "quit":
            return leaving.quick_exit(session)
        case "start" | "report":
            return Move(_started(session, event.argument), fresh=True)
        case name if name in _COMMANDS:
            return Move(over.lay(session, _COMMANDS[name]), fresh=True)
    return Move(session, lead=(text("err.unknown"),), fresh=True)


def _started(session: Session, argument: str) -> Session:
    """Begin, or ask whether to go on where a draft is open; the only parameter of a link is a language."""
    if session.answers or session.trail or session.picked:
        return over.lay(session, "resume")
    language = argument if argument in LANGUAGES else ""
    return over.anew(replace(session, lang=language))


def _location(flows: Flows, session: Session, event: LocationShared) -> Move:
    if event.live:
        return _kindly(session, "location.live")
    if session.over or session.phase != "interview" or not location.asks_where(flows, session):
        return _kindly(session, "location.not_now")
    return location.located(flows, session, event.latitude, event.longitude)
