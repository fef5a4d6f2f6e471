"""What somebody types or sends: relayed in a talk, taken in where it is asked for, else refused kindly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import interview, leftwords, mailbox, opening, relay, talk, telling
from flows.card import Move
from flows.course import questions
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
from flows.standing import leaves

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
_ELSE: Final = ("code", "safe_hours")
"""Cards on which something else than words of one's own is typed."""
_LONG_OVER: Final = ("privacy", "consent", "declined", "person", "crisis")
"""Cards that leave room for one short sentence only (700 characters in all)."""

# ---------------------------------------------------------------------------- what the edge sees to


def is_scrubbed(flows: Flows, session: Session, event: Event) -> bool:
    """Whether the edge takes out what identifies somebody before the turn: words that will be shown back.

    What is relayed to a person stays as it was written; codes and hours would be taken for numbers.
    """
    match event:
        case TextSent():
            asked = _changes(flows, session) or telling.asks_words(flows, session)
            return asked and not _asks_else(session, event)
        case MediaSent():
            return leaves(session) and bool(event.caption)
    return False


def _changes(flows: Flows, session: Session) -> bool:
    """Whether the turn first carries the session over to another questionnaire, whatever that asks then."""
    return session.phase == "interview" and session.revision != questions(flows, session).revision


def _asks_else(session: Session, event: TextSent) -> bool:
    """Whether a code or hours are typed; nobody says with words of a crisis what these are."""
    return session.over in _ELSE and not _alarming(event)


def _alarming(event: TextSent | TextEdited | MediaSent) -> bool:
    return event.crisis or crisis(event.caption if isinstance(event, MediaSent) else event.text)


# ---------------------------------------------------------------------------- taking it


def taken(flows: Flows, session: Session, event: TextSent | TextEdited | MediaSent) -> Move:
    """Do what follows from what was typed or sent; words of a crisis bring help first (flows.md X-16)."""
    match event:
        case TextSent():
            move = _written(flows, session, event)
        case TextEdited():
            move = _edited(session, event.text)
        case _:
            move = _sent(session, event)
    return _alarmed(flows, session, move) if _alarming(event) else move


def _written(flows: Flows, session: Session, event: TextSent) -> Move:
    words = event.text
    if _asks_else(session, event):
        return mailbox.typed(session, words) if session.over == "code" else talk.hours(session, words)
    if leaves(session):
        return leftwords.typed(_in_talk(session), event, words)
    if relay.relays(session):
        return relay.wrote(session, words)
    if session.phase == "talk":
        return Move(session, lead=(text("talk.not_sent"),), fresh=True)
    if telling.asks_words(flows, session):
        return interview.typed(flows, session, event)
    return refused(session, opening.first_words(session))


def _in_talk(session: Session) -> Session:
    return talk.entered(session) if session.phase == "end" else session


def _edited(session: Session, words: str) -> Move:
    relayed = relay.relays(session) and not leaves(session) and words
    return relay.edited(session, words) if relayed else refused(session, "text.edited")


def _sent(session: Session, event: MediaSent) -> Move:
    if leaves(session) and (event.caption or event.scrubbed):
        move = relay.sent(session, replace(event, caption=""))
        below = leftwords.typed(move.session, event, event.caption)
        return below._replace(effects=move.effects, lead=(*move.lead, *below.lead), fresh=True)
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


def _alarmed(flows: Flows, session: Session, move: Move) -> Move:
    """Lay the help card over everything where words of a crisis were typed; what follows from them stays."""
    shown = move._replace(session=lay(move.session, "crisis"), fresh=session.phase == "talk")
    if any(isinstance(effect, TellCase) for effect in move.effects):
        stands = session.over == "crisis"
        return shown._replace(lead=() if stands else (text("talk.received"),), fresh=not stands)
    if leaves(session) and text("text.unscrubbed") not in move.lead:
        return shown._replace(lead=(text("talk.unsent"),))
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
            return not talking or session.over in _ELSE
        case TextEdited():
            return not talking or leaves(session)
        case MediaSent():
            return not talking
    return True


def needs_no_card(event: Event, move: Move, *, moved: bool) -> bool:
    """Whether no card follows: what was relayed stands in the chat, and a code is answered in this turn."""
    if any(isinstance(effect, MakeCode | TryCode) for effect in move.effects):
        return True
    relayed = any(isinstance(effect, TellCase) for effect in move.effects)
    words = isinstance(event, TextSent | TextEdited | MediaSent)
    return words and relayed and not (moved or move.lead)
