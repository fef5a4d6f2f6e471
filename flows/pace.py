"""Words that come faster than anybody types are put off kindly; what could be a call for help never is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import telling
from flows.card import Move
from flows.crisis import crisis
from flows.model import LocationShared, MediaSent, RemoveTyped, TextEdited, TextSent, text
from flows.relay import relays
from flows.step import screen

if TYPE_CHECKING:
    from flows.bundle import Flows
    from flows.model import Effect, Event, Session


def slowed(flows: Flows, session: Session, event: Event) -> list[Effect] | None:
    """Return what follows from words that come too fast; None where they are taken all the same.

    Never slowed are keys and commands, so 112, a person, erasing and leaving; what is said in a talk, be it
    thirty photos at once; and words of a crisis. Where words are asked for they stay in the chat, to be sent
    again; elsewhere they would not have been kept anyway.
    """
    if relays(session) or not isinstance(event, TextSent | TextEdited | MediaSent | LocationShared):
        return None
    if crisis(_words(event)):
        return None
    asked = telling.asks_words(flows, session)
    say = screen(flows, session, Move(session, lead=(text("err.fast"),), fresh=asked))
    return [say] if asked else [RemoveTyped(), say]


def _words(event: TextSent | TextEdited | MediaSent | LocationShared) -> str:
    match event:
        case TextSent() | TextEdited():
            return event.text
        case MediaSent():
            return event.caption
    return ""
