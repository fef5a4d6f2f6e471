"""The way to a person: what is offered, the yes to it, what is passed on, and whom one would rather meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import people, talk, wish
from flows.card import Card, Move, named
from flows.facts import InterpreterWished
from flows.model import Asking, Press, Session, TellCase, label, text
from flows.session import lay
from flows.standing import live, opened, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.bundle import Flows

_CLOSE: Final = (Press.CLOSE,)
_ANYBODY: Final = "btn.who_any"

# ---------------------------------------------------------------------------- the cards


def _person(flows: Flows, session: Session) -> Card:
    """Offer a talk or a message; where nobody is there only a message, and whom one can call meanwhile."""
    if not flows.team:
        contacts = people.shown(flows, people.fitting(flows, session))
        return Card((text("alone.person", contacts=contacts),), controls=_CLOSE)
    speaks = session.asking.speaks if session.asking else ""
    language = (text("talk.speaks", lang=label("interpreter_language", speaks)),) if speaks else ()
    if session.on_duty:
        options = named("btn.person", "btn.leave_message")
        return Card((text("ho.offer"), *language), options, controls=_CLOSE)
    call = text("talk.meanwhile", contacts=people.at_hand(flows, session, "ho.nobody"))
    ids = people.for_interpreter(flows, speaks) if speaks else people.fitting(flows, session)
    pages = ((*session.promise, *language, call), (text("help.contacts", contacts=people.shown(flows, ids)),))
    here = pages[min(session.page, 1)]
    return Card(here, named("btn.leave_message"), controls=_CLOSE, pages=len(pages))


def _consent(_flows: Flows, _session: Session) -> Card:
    return Card((text("talk.consent"),), named("btn.yes", "btn.no"), controls=_CLOSE)


def _declined(flows: Flows, session: Session) -> Card:
    contacts = people.shown(flows, people.fitting(flows, session))
    return Card((text("notice.no"), text("help.contacts", contacts=contacts)), controls=_CLOSE)


def _pass_on(_flows: Flows, _session: Session) -> Card:
    return Card((text("talk.pass_on"),), named("btn.pass_on", "btn.from_zero"), controls=_CLOSE)


def _who(_flows: Flows, _session: Session) -> Card:
    names = (_ANYBODY, "btn.who_woman", "btn.who_man", "btn.who_outside")
    return Card((text("talk.who"),), named(*names), controls=_CLOSE)


CARDS: Final[dict[str, Callable[[Flows, Session], Card]]] = {
    "person": _person,
    "consent": _consent,
    "declined": _declined,
    "pass_on": _pass_on,
    "who": _who,
}
"""What is laid over the conversation on the way to a person."""

# ---------------------------------------------------------------------------- the way


def _way(session: Session) -> list[str]:
    """Return the cards that stand on the way: no yes is asked for twice, and none of somebody under 18."""
    agreed = session.consent or session.minor
    drafted = session.phase in ("interview", "review") and (_passable(session) or session.over == "pass_on")
    told = drafted and bool(session.answers or session.words or session.picked)
    return ["person", *([] if agreed else ["consent"]), *(["pass_on"] if told else []), "who"]


def _passable(session: Session) -> bool:
    """Whether answers may be passed on: while the intake is paused they stay in the draft."""
    return session.intake != "paused"


def _onward(session: Session) -> Session:
    way = _way(session)
    return lay(session, way[way.index(session.over) + 1])


def back(_flows: Flows, session: Session) -> Session:
    """Return to the card before; from the first to the list of languages, or to where we were."""
    way = _way(session)
    if session.over in way[1:]:
        return lay(session, way[way.index(session.over) - 1])
    speaks = session.over == "person" and session.asking and session.asking.speaks
    return lay(replace(session, asking=None), "interpreter" if speaks else "")


def act(flows: Flows, session: Session, name: str) -> Move:
    """Do what a key on the way to a person says."""
    if session.talk:
        return Move(talk.entered(session))
    asking = session.asking or Asking()
    match name:
        case "btn.person":
            return Move(_onward(replace(session, asking=replace(asking, wish="talk"))))
        case "btn.leave_message":
            return Move(_onward(replace(session, asking=replace(asking, wish="message"))))
        case "btn.yes":
            return Move(_onward(replace(session, asking=replace(asking, agreed=True))))
        case "btn.no":
            return Move(lay(replace(session, asking=None), "declined"))
        case "btn.pass_on" | "btn.from_zero":
            passed = name == "btn.pass_on"
            return Move(_onward(replace(session, asking=replace(asking, pass_on=passed))))
    return _opened(flows, replace(session, asking=asking), "" if name == _ANYBODY else name)


def interpreter(session: Session, language: str) -> Move:
    """Wish for an interpreter (code of interpreter_language): in the open talk, or on the way to one."""
    if live(session):
        helping = session.talk.helping if session.talk else ""
        move = tell(session, InterpreterWished(language), helping=helping or "asked", speaks=language)
        return move._replace(session=talk.entered(move.session))
    return Move(lay(replace(session, asking=Asking(speaks=language)), "person"))


def settled(session: Session) -> Session:
    """Forget what was said on the way where somebody has left it."""
    return session if session.over in CARDS else replace(session, asking=None)


# ---------------------------------------------------------------------------- a case begins


def _opened(flows: Flows, session: Session, preferred: str) -> Move:
    """Open the case; answers that are passed on are the case's from now on, others stay as a draft."""
    asking = session.asking or Asking()
    asking = replace(asking, pass_on=asking.pass_on and _passable(session))
    session = replace(session, asking=asking)
    fact = replace(wish.opening(flows, session, asking.wish), prefers=preferred)
    contacts = people.fitting(flows, session)
    begun = opened(session, fact)
    begun = talk.entered(_without_answers(begun) if asking.pass_on else begun)
    begun = replace(begun, contacts=contacts, at="leave" if asking.wish == "message" else begun.at)
    return Move(begun, (TellCase(fact),))


def _without_answers(session: Session) -> Session:
    empty = replace(session, answers={}, trail=(), picked=(), veiled=(), words={}, typed="", only_talk=False)
    return replace(empty, phase="opening", at="role", flow="", role="", revision="", editing="", sheet=0)
