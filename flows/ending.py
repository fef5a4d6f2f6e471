"""The cards of the end: what was done, what happens now, places that help, and what can be done further."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import interview, leaving, people
from flows.card import Card, Move, Option, chosen
from flows.model import Lines, Press, Session, Text, text
from flows.session import lay
from flows.standing import live

if TYPE_CHECKING:
    from flows.bundle import Flows

_AGAIN: Final = "again"
_QUICK_EXIT: Final = "quick_exit"
_CODE: Final = "code"
_AT_WORK: Final = "professional"
"""Who writes as part of their work: the role, and the questionnaire of the same name."""
_TALKED: Final = ("ho.cancelled", "talk.ended")
"""Last cards of somebody who has ended a talk."""

# ---------------------------------------------------------------------------- the card


def card(flows: Flows, session: Session) -> Card:
    """Return the last card: its first page says what was done, further ones what can be done now."""
    told = _pages(flows, session)
    page = min(session.page, len(told) - 1)
    return Card(told[page], _options(session), controls=_controls(session), pages=len(told))


def _pages(flows: Flows, session: Session) -> list[tuple[Text, ...]]:
    return _left(flows, session) if session.at == "left" else _sent(flows, session)


def _sent(flows: Flows, session: Session) -> list[tuple[Text, ...]]:
    done = text(session.topic or leaving.REGISTER)
    places = text("help.contacts", contacts=_contacts(flows, session))
    more = _more_to_enter(session)
    first = [(done, *more), (places,)] if more else [(done, places)]
    after = (text(_next(session)), *((text("w.pass_link"),) if session.flow == "witness" else ()))
    return [*first, after, *tips(flows, session)]


def _contacts(flows: Flows, session: Session) -> Lines:
    """Return the places that fit; once what they were chosen by is forgotten, those for everybody."""
    return people.shown(flows, session.contacts or people.fitting(flows, session))


def _next(session: Session) -> str:
    """Return the text that says what happens now, by what becomes of the report."""
    if session.topic in ("", leaving.REGISTER):
        return "next.register"
    return "talk.next" if session.only_talk else "next.case"


def tips(flows: Flows, session: Session) -> list[tuple[Text, ...]]:
    """Return the further cards: rights, time limits and what else may be worth knowing."""
    return [(text(tip, contacts=people.at_hand(flows, session, tip)),) for tip in session.tips]


def _left(flows: Flows, session: Session) -> list[tuple[Text, ...]]:
    contacts = _contacts(flows, session)
    last = (text(session.topic, contacts=contacts), *(text(tip) for tip in session.tips))
    return [last] if session.topic in _WITH_CONTACTS else [last, (text("help.contacts", contacts=contacts),)]


_WITH_CONTACTS: Final = frozenset({"alone.minor", "help.contacts", "minor.start"})
"""Last cards that hold the contacts within, so that no further page lists them."""


def _more_to_enter(session: Session) -> tuple[Text, ...]:
    return (text("p.more"), text("p.batch")) if session.flow == _AT_WORK else ()


def _options(session: Session) -> tuple[Option, ...]:
    anew = text("btn.yes") if session.flow == _AT_WORK and session.at == "sent" else text("btn.again")
    # The key of the code may come and go while the card stands, so it is the last.
    offered = session.at == "sent" and live(session) and session.talk and not session.talk.code
    code = (Option(_CODE, text("btn.code")),) if offered else ()
    return (Option(_AGAIN, anew), Option(_QUICK_EXIT, text("btn.quick_exit")), *code)


def _controls(session: Session) -> tuple[Press, ...]:
    refused = session.at == "left" and not session.consent and session.topic not in _TALKED
    return (Press.BACK,) if refused else ()


# ---------------------------------------------------------------------------- presses


def press(flows: Flows, session: Session, number: int) -> Move | None:
    """Do what a key of the last card says; None where no such key can stand there."""
    here = card(flows, session)
    if number == Press.BACK:
        return Move(_before(session)) if Press.BACK in here.controls else None
    option = chosen(here, number)
    if option is None:
        return None
    if option[0] == _CODE:
        return Move(lay(session, "code_offer"))
    return leaving.quick_exit(session) if option[0] == _QUICK_EXIT else again(flows, session)


def _before(session: Session) -> Session:
    step = "topics" if session.topic == "help.contacts" else "notice"
    return replace(session, phase="opening", at=step, page=0, topic="", contacts=())


def again(flows: Flows, session: Session) -> Move:
    """Write about something else: language and consent still hold, and that it is part of one's work."""
    fresh = replace(session, page=0, topic="", contacts=(), tips=(), only_talk=False)
    if session.flow == _AT_WORK:
        return interview.begin(flows, fresh, _AT_WORK)
    step = "role" if session.consent else "notice"
    return Move(replace(fresh, phase="opening", at=step, flow="", role="", answers={}, trail=()))
