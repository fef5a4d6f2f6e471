"""Cards laid over the conversation: 112, a person, more, language, privacy, stop, erase; then back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import interview, leaving, location, opening, people
from flows.card import Card, Move, Option, chosen, named
from flows.course import valid
from flows.model import Erase, Press, Say, Session, label, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.bundle import Flows


_CLOSE: Final = (Press.CLOSE,)

PRIVACY: Final = {
    "btn.priv.runs": "notice.who_pays",
    "btn.priv.keep": "priv.keep",
    "btn.priv.never": "priv.never",
    "btn.priv.telegram": "priv.telegram",
    "btn.priv.who": "priv.who",
    "btn.priv.howlong": "priv.howlong",
    "btn.priv.erase": "priv.erase",
    "btn.priv.rights": "notice.dpo",
    "btn.priv.limits": "notice.confidentiality",
    "btn.priv.basis": "notice.legal_basis",
    "btn.priv.programs": "notice.automated",
    "btn.priv.other": "notice.other_ways",
}
"""The topics of the privacy notice (frame.md § 6), each behind its button."""

# ---------------------------------------------------------------------------- the cards


def card(flows: Flows, session: Session) -> Card:
    """Return the card that lies over the conversation."""
    name, _, topic = session.over.partition(":")
    if topic:
        return _CARDS_OF_TOPIC[name](flows, session, topic)
    return _CARDS[name](flows, session)


def _emergency(_flows: Flows, _session: Session) -> Card:
    return Card((text("safety.emergency"),), named("btn.safe_now", "btn.person"), controls=_CLOSE)


def _person(flows: Flows, session: Session) -> Card:
    contacts = people.shown(flows, people.fitting(flows, session))
    return Card((text("alone.person", contacts=contacts),), controls=_CLOSE)


def _more(_flows: Flows, session: Session) -> Card:
    draft = session.phase in ("interview", "review") or bool(session.answers)
    stop = ("btn.stop",) if draft else ("btn.erase",)
    names = ("btn.person", "btn.language", "btn.interpreter", "btn.privacy", "btn.quick_exit", *stop)
    return Card((text("menu.title"), text("exit.info")), named(*names), controls=_CLOSE)


def _language(_flows: Flows, _session: Session) -> Card:
    return Card((text("lang.choose"),), opening.languages(), controls=_CLOSE)


def _interpreter(flows: Flows, _session: Session) -> Card:
    codes = flows.taxonomy.lists["interpreter_language"]
    options = tuple(Option(code, label("interpreter_language", code)) for code in codes)
    return Card((text("lang.interpreter"),), options, controls=_CLOSE)


def _interpreter_in(flows: Flows, _session: Session, language: str) -> Card:
    contacts = people.shown(flows, people.for_interpreter(flows, language))
    return Card((text("alone.interpreter", contacts=contacts),), controls=_CLOSE)


def _privacy(_flows: Flows, _session: Session) -> Card:
    return Card((text("priv.short"),), named(*PRIVACY), controls=_CLOSE)


def _privacy_of(_flows: Flows, _session: Session, topic: str) -> Card:
    return Card((text(PRIVACY[topic]),), controls=_CLOSE)


def _stop(flows: Flows, session: Session) -> Card:
    send = ("btn.send_now",) if session.flow and valid(flows, session) else ()
    return Card((text("stop.q"),), named(*send, "btn.erase", "btn.continue"))


def _erase(_flows: Flows, _session: Session) -> Card:
    return Card((text("erase.confirm"),), named("btn.erase_yes", "btn.erase_no"))


def _help(_flows: Flows, _session: Session) -> Card:
    return Card((text("help.text"),), controls=_CLOSE)


def _resume(_flows: Flows, _session: Session) -> Card:
    return Card((text("resume.q"),), named("btn.resume", "btn.anew"))


def _place_of(_flows: Flows, _session: Session, district: str) -> Card:
    saved = text("location.saved", district=label("district", district))
    return Card((saved,), named("btn.confirm_district", "btn.other_district"), controls=_CLOSE)


_CARDS: Final[dict[str, Callable[[Flows, Session], Card]]] = {
    "emergency": _emergency,
    "person": _person,
    "more": _more,
    "language": _language,
    "interpreter": _interpreter,
    "privacy": _privacy,
    "stop": _stop,
    "erase": _erase,
    "help": _help,
    "resume": _resume,
}

_CARDS_OF_TOPIC: Final[dict[str, Callable[[Flows, Session, str], Card]]] = {
    "interpreter": _interpreter_in,
    "privacy": _privacy_of,
    "place": _place_of,
}

_OPENS: Final = {
    "btn.person": "person",
    "btn.language": "language",
    "btn.interpreter": "interpreter",
    "btn.privacy": "privacy",
    "btn.stop": "stop",
    "btn.erase": "erase",
}

# ---------------------------------------------------------------------------- presses


def lay(session: Session, over: str) -> Session:
    """Lay a card over the conversation; "" takes it away."""
    return replace(session, over=over, page=0)


def press(flows: Flows, session: Session, number: int) -> Move | None:
    """Do what a key of the laid-over card says; None where no such key can stand there."""
    here = card(flows, session)
    if number == Press.CLOSE and Press.CLOSE in here.controls:
        name, _, topic = session.over.partition(":")
        return Move(lay(session, name if topic and name in _CARDS else ""))
    option = chosen(here, number)
    return _chosen(flows, session, option[0]) if option else None


def _chosen(flows: Flows, session: Session, name: str) -> Move:
    over, _, topic = session.over.partition(":")
    match over:
        case "language":
            return Move(replace(lay(session, ""), lang=name), lead=(text("lang.changed"),))
        case "interpreter" | "privacy":
            return Move(lay(session, f"{over}:{name}"))
        case "place" if name == "btn.confirm_district":
            return location.placed(flows, lay(session, ""), topic)
    return _button(flows, session, name)


def _button(flows: Flows, session: Session, name: str) -> Move:
    match name:
        case "btn.quick_exit":
            return leaving.quick_exit(session)
        case "btn.erase" if session.over == "stop":
            return Move(session, (Erase("draft", _said(session, "stop.erased")),))
        case "btn.erase_yes":
            return Move(session, (Erase("everything", _said(session, "erase.done")),))
        case "btn.erase_no":
            return Move(lay(session, ""), lead=(text("erase.kept"),))
        case "btn.anew":
            return Move(anew(session))
        case "btn.send_now":
            return interview.send_now(flows, lay(session, ""))
        case "btn.safe_now" if session.phase == "opening" and session.at == "emergency":
            return Move(opening.to(lay(session, ""), "welcome"))
    return Move(lay(session, _OPENS.get(name, "")))


def _said(session: Session, last: str) -> Say:
    """Return the last card, which says what is gone and what Telegram still shows."""
    return Say(people.spoken(session), session.card + 1, (text(last),))


def anew(session: Session) -> Session:
    """Begin again in the same language; nothing of before is kept but the number of the card."""
    return Session(
        hint=session.hint, lang=session.lang, at="safety" if session.lang else "lang", card=session.card
    )
