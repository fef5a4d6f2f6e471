"""What somebody types or sends: relayed in a talk, taken in where it is asked for, else refused kindly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows import interview, mailbox, opening, relay, talk, telling
from flows.card import Move
from flows.crisis import crisis
from flows.model import (
    ChoicePressed,
    CodeMade,
    CodeTried,
    Event,
    MakeCode,
    MediaSent,
    TellCase,
    TextEdited,
    TextSent,
    TryCode,
    text,
)
from flows.session import lay

if TYPE_CHECKING:
    from flows.bundle import Flows
    from flows.model import Session

_MEDIA: Final = {
    "voice": "voice.warn",
    "audio": "voice.warn",
    "video_note": "voice.warn",
    **dict.fromkeys(("photo", "video", "document", "animation", "contact"), "text.not_text"),
}

_LONG: Final = (
    ("opening", "welcome"),
    ("opening", "notice"),
    ("opening", "minor"),
    ("end", "sent"),
    ("end", "left"),
)
_LONG_OVER: Final = ("privacy", "consent", "declined", "person", "crisis")
"""Cards that leave room for one short sentence only (700 characters in all)."""

# ---------------------------------------------------------------------------- taking it


def taken(flows: Flows, session: Session, event: TextSent | TextEdited | MediaSent) -> Move:
    """Do what follows from what was typed or sent; words of a crisis bring help first (flows.md X-16)."""
    match event:
        case TextSent():
            return _alarmed(flows, session, _written(flows, session, event.text), event.text)
        case TextEdited():
            return _alarmed(flows, session, _edited(session, event.text), event.text)
    return _alarmed(flows, session, _sent(session, event), event.caption)


def _written(flows: Flows, session: Session, words: str) -> Move:
    asked = not crisis(words)  # nobody says with them what a code is, or which hours suit
    if session.over == "code" and asked:
        return mailbox.typed(session, words)
    if session.over == "safe_hours" and asked:
        return talk.hours(session, words)
    if relay.relays(session):
        return relay.wrote(session, words)
    if session.phase == "talk":
        return Move(session, lead=(text("talk.not_sent"),), fresh=True)
    if telling.asks_words(flows, session):
        return interview.typed(flows, session, words)
    return refused(session, opening.first_words(session))


def _edited(session: Session, words: str) -> Move:
    return (
        relay.edited(session, words) if relay.relays(session) and words else refused(session, "text.edited")
    )


def _sent(session: Session, event: MediaSent) -> Move:
    if relay.relays(session):
        return relay.sent(session, event)
    if session.phase == "talk":
        return Move(session, lead=(text("talk.not_sent"),), fresh=True)
    return refused(session, _MEDIA.get(event.kind, "text.other"))


def refused(session: Session, id_: str) -> Move:
    """Say above the card that something is not taken; above a long one in fewer words."""
    name = session.over.partition(":")[0]
    long = name in _LONG_OVER if name else (session.phase, session.at) in _LONG
    return Move(session, lead=(text("text.not_taken" if long else id_),), fresh=session.phase == "talk")


def _alarmed(flows: Flows, session: Session, move: Move, words: str) -> Move:
    """Lay the help card over everything where words of a crisis were typed; what follows from them stays."""
    if not crisis(words):
        return move
    shown = move._replace(session=lay(move.session, "crisis"), fresh=session.phase == "talk")
    if any(isinstance(effect, TellCase) for effect in move.effects):
        stands = session.over == "crisis"
        return shown._replace(lead=() if stands else (text("talk.received"),), fresh=not stands)
    if telling.asks_words(flows, session):
        return shown
    return shown._replace(lead=(text("talk.not_sent" if session.phase == "talk" else "text.not_taken"),))


# ---------------------------------------------------------------------------- what stays in the chat


def is_removed(flows: Flows, session: Session, event: Event) -> bool:
    """Whether the message is taken out of the chat: all but what belongs to a talk, or is to be shortened."""
    if isinstance(event, ChoicePressed | CodeMade | CodeTried):
        return False
    talking = session.phase == "talk" or relay.relays(session)
    match event:
        case TextSent() if telling.asks_words(flows, session):
            return not telling.too_long(flows, session, event.text)
        case TextSent():
            return not talking or session.over in ("code", "safe_hours")
        case TextEdited() | MediaSent():
            return not talking
    return True


def needs_no_card(event: Event, move: Move, *, moved: bool) -> bool:
    """Whether no card follows: what was relayed stands in the chat, and a code is answered in this turn."""
    if any(isinstance(effect, MakeCode | TryCode) for effect in move.effects):
        return True
    relayed = any(isinstance(effect, TellCase) for effect in move.effects)
    words = isinstance(event, TextSent | TextEdited | MediaSent)
    return words and relayed and not (moved or move.lead)
