"""Cards laid over the conversation: 112, more, language, privacy, stop, erase, a crisis; then back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import asking, intake, interview, leaving, location, mailbox, opening, people, takeout, talk
from flows.card import Card, Move, Option, chosen, named
from flows.course import valid
from flows.facts import LanguageChanged
from flows.model import Erase, Press, Say, Session, label, text
from flows.session import lay
from flows.standing import tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

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


def _crisis(flows: Flows, session: Session) -> Card:
    contacts = people.at_hand(flows, session, "help.card")
    return Card((text("help.card", contacts=contacts),), named("btn.go_on", "btn.person", "btn.quick_exit"))


def _more(flows: Flows, session: Session) -> Card:
    draft = session.phase in ("interview", "review") or bool(session.answers)
    stop = ("btn.stop",) if draft else ("btn.erase",)
    code = ("menu.code",) if flows.team else ()
    names = ("btn.person", "btn.language", "btn.interpreter", "btn.privacy", "btn.quick_exit", *stop, *code)
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
    "crisis": _crisis,
    "more": _more,
    "language": _language,
    "interpreter": _interpreter,
    "privacy": _privacy,
    "stop": _stop,
    "erase": _erase,
    "help": _help,
    "resume": _resume,
    **asking.CARDS,
    **intake.CARDS,
    **mailbox.CARDS,
    **takeout.CARDS,
    **talk.CARDS,
}

_CARDS_OF_TOPIC: Final[dict[str, Callable[[Flows, Session, str], Card]]] = {
    "interpreter": _interpreter_in,
    "privacy": _privacy_of,
    "place": _place_of,
    "code_locked": mailbox.locked,
}

_ROOMS: Final[dict[str, ModuleType]] = {
    **dict.fromkeys(asking.CARDS, asking),
    **dict.fromkeys(mailbox.CARDS, mailbox),
    **dict.fromkeys(takeout.CARDS, takeout),
    **dict.fromkeys(talk.CARDS, talk),
}
"""Whose card it is that lies there; each says what its keys do (`act`) and where Back leads (`back`)."""

_OPENS: Final = {
    "btn.person": "person",
    "btn.language": "language",
    "btn.interpreter": "interpreter",
    "btn.privacy": "privacy",
    "btn.stop": "stop",
    "btn.erase": "erase",
    "menu.code": "code",
}

# ---------------------------------------------------------------------------- presses


def press(flows: Flows, session: Session, number: int) -> Move | None:
    """Do what a key of the laid-over card says; None where no such key can stand there."""
    here = card(flows, session)
    room = _ROOMS.get(session.over)
    if number == Press.CLOSE and Press.CLOSE in here.controls:
        return Move(room.back(flows, session) if room else _back(session))
    option = chosen(here, number)
    if option is None:
        return None
    move: Move = room.act(flows, session, option[0]) if room else _chosen(flows, session, option[0])
    return move


def _back(session: Session) -> Session:
    name, _, topic = session.over.partition(":")
    return lay(session, name if topic and name in _CARDS else "")


def _chosen(flows: Flows, session: Session, name: str) -> Move:
    over, _, topic = session.over.partition(":")
    match over:
        case "language":
            spoken = replace(lay(session, ""), lang=name)
            told = tell(spoken, LanguageChanged(name), lang=name) if session.talk else Move(spoken)
            return told._replace(lead=(text("lang.changed"),))
        case "interpreter" if flows.team and not topic:
            return asking.interpreter(session, name)
        case "interpreter" | "privacy":
            return Move(lay(session, f"{over}:{name}"))
        case "place" if name == "btn.confirm_district":
            return location.placed(flows, lay(session, ""), topic)
    return _button(flows, session, name)


def _button(flows: Flows, session: Session, name: str) -> Move:
    if name in _ENDS or (name == "btn.erase" and session.over == "stop"):
        return _ended(session, name)
    match name:
        case "btn.erase_no":
            return Move(lay(session, ""), lead=(text("erase.kept"),))
        case "btn.anew":
            return Move(anew(session))
        case "btn.send_now":
            return interview.send_now(flows, lay(session, ""))
        case "btn.safe_now" if session.phase == "opening" and session.at == "emergency":
            return Move(opening.to(lay(session, ""), "welcome"))
        case "btn.continue" if session.phase == "talk" and session.aside:
            return talk.resumed(flows, session)
    return Move(lay(session, _OPENS.get(name, "")))


_ENDS: Final = ("btn.quick_exit", "btn.erase_yes")


def _ended(session: Session, name: str) -> Move:
    """Leave at once, erase the draft, or erase everything."""
    if name == "btn.quick_exit":
        return leaving.quick_exit(session)
    if name == "btn.erase":
        return Move(session, (Erase("draft", _said(session, "stop.erased")),))
    return Move(session, (Erase("everything", _said(session, "erase.done")),))


def _said(session: Session, last: str) -> Say:
    """Return the last card, which says what is gone and what Telegram still shows."""
    return Say(people.spoken(session), session.card + 1, (text(last),))


def anew(session: Session) -> Session:
    """Begin again in the same language; nothing of before is kept but the number of the card."""
    return Session(
        hint=session.hint,
        lang=session.lang,
        at="safety" if session.lang else "lang",
        card=session.card,
        talk=session.talk,
        waiting=session.waiting,
    )
