"""The opening: language, safety, who runs this, the one consent, who writes; help before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import interview, leaving, people
from flows.card import Card, Move, Option, chosen, named
from flows.model import LANGUAGES, Press, Session, label, text
from flows.session import lay

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.bundle import Flows


def _from(flows: Flows, list_: str) -> tuple[Option, ...]:
    return tuple(Option(code, label(list_, code)) for code in flows.taxonomy.lists[list_])


def begin(hint: str) -> Session:
    """Return a new conversation; `hint` is the phone's language (IETF tag), one of the four or not."""
    language = hint.partition("-")[0].lower()
    return Session(hint=language if language in LANGUAGES else "pl")


# ---------------------------------------------------------------------------- the cards


def card(flows: Flows, session: Session) -> Card:
    """Return the card of the step at which the opening stands."""
    return _CARDS[session.at](flows, session)


def languages() -> tuple[Option, ...]:
    """Return the four languages, each in its own name."""
    return tuple(Option(language, text(f"lang.name.{language}")) for language in LANGUAGES)


def _lang(_flows: Flows, _session: Session) -> Card:
    """Ask in all four languages; what stands beneath is in the language of the phone."""
    lines = (text("lang.all"), text("lang.other"))
    return Card(lines, (*languages(), *named("btn.interpreter")), controls=(Press.SKIP,))


def _safety(flows: Flows, _session: Session) -> Card:
    return Card((text("safety.q"),), _from(flows, "safety"), controls=(Press.BACK, Press.SKIP))


def _help(flows: Flows, session: Session) -> Card:
    lines = (text("safety.unsure"), text("help.card", contacts=people.at_hand(flows, session, "help.card")))
    return Card(lines, named("btn.go_on", "btn.person", "btn.quick_exit"), controls=(Press.BACK,))


def _emergency(_flows: Flows, _session: Session) -> Card:
    return Card((text("safety.emergency"),), named("btn.safe_now", "btn.person"), controls=(Press.BACK,))


def _welcome(_flows: Flows, _session: Session) -> Card:
    return Card((text("welcome"),), named("btn.start_report", "btn.person"), controls=(Press.BACK,))


def _notice(_flows: Flows, _session: Session) -> Card:
    options = named("btn.yes", "btn.no", "btn.notice_more", "btn.under18")
    return Card((text("notice.q"),), options, controls=(Press.BACK, Press.SKIP))


def _minor(_flows: Flows, _session: Session) -> Card:
    """Offer help and a person to somebody under 18, before any question and without any consent (R-MIN-1)."""
    lines = (text("minor.start"), text("minor.adult"))
    return Card(lines, named("btn.person", "btn.go_on"), controls=(Press.BACK,))


def _minor_go_on(_flows: Flows, _session: Session) -> Card:
    return Card((text("minor.go_on"),), named("btn.next", "btn.person"), controls=(Press.BACK,))


def _role(flows: Flows, _session: Session) -> Card:
    return Card((text("role.q"),), _from(flows, "role"), controls=(Press.BACK, Press.SKIP))


def _topics(flows: Flows, session: Session) -> Card:
    refused = () if session.consent else (text("notice.no"),)
    return Card(
        (*refused, text("help.topics")), _from(flows, "incident_group"), controls=(Press.BACK, Press.SKIP)
    )


_CARDS: Final[dict[str, Callable[[Flows, Session], Card]]] = {
    "lang": _lang,
    "safety": _safety,
    "help_card": _help,
    "emergency": _emergency,
    "welcome": _welcome,
    "notice": _notice,
    "minor": _minor,
    "minor_go_on": _minor_go_on,
    "role": _role,
    "topics": _topics,
}

_BACK: Final = {
    "safety": "lang",
    "help_card": "safety",
    "emergency": "safety",
    "welcome": "safety",
    "notice": "welcome",
    "minor": "notice",
    "minor_go_on": "minor",
    "role": "notice",
}

_SKIP: Final = {"lang": "safety", "safety": "welcome", "notice": "topics", "role": "topics"}
"""Where the talk goes on after a skip: as if it were safe, as if consent were refused (flows.md § 0)."""

_GO: Final = {
    "btn.go_on": "welcome",
    "btn.safe_now": "welcome",
    "btn.start_report": "notice",
    "btn.yes": "role",
    "btn.no": "topics",
    "btn.next": "role",
}

_AFTER_SAFETY: Final = {"safe": "welcome", "not_sure": "help_card", "not_safe": "emergency"}

# ---------------------------------------------------------------------------- presses


def press(flows: Flows, session: Session, number: int) -> Move | None:
    """Do what a key of the opening says; None where no such key can stand there."""
    here = card(flows, session)
    if number in (Press.BACK, Press.SKIP):
        return _turned(flows, session, number) if number in here.controls else None
    option = chosen(here, number)
    return _chosen(flows, session, option[0]) if option else None


def _turned(flows: Flows, session: Session, number: int) -> Move:
    if number == Press.BACK:
        return _back(session)
    if session.at == "topics":
        return _contacts(flows, session, "")
    refused = session.at == "notice"
    return Move(to(replace(session, consent=session.consent and not refused), _SKIP[session.at]))


def _back(session: Session) -> Move:
    """Go a step back; whoever takes "I am under 18" back is asked for consent like anybody else."""
    if session.at == "minor":
        return Move(to(replace(session, minor=False, consent=False), "notice"))
    if session.at == "role" and session.minor:
        return Move(to(session, "minor_go_on"))
    return Move(to(session, _BACK.get(session.at) or ("role" if session.consent else "notice")))


def to(session: Session, step: str) -> Session:
    """Stand at a step of the opening."""
    return replace(session, phase="opening", at=step, page=0)


def _chosen(flows: Flows, session: Session, name: str) -> Move:
    match session.at, name:
        case "lang", "btn.interpreter":
            return Move(lay(session, "interpreter"))
        case "lang", language:
            return Move(to(replace(session, lang=language), "safety"))
        case "safety", "watched":
            return leaving.quick_exit(session)
        case "safety", code:
            return Move(to(session, _AFTER_SAFETY[code]))
        case "role", role:
            return interview.begin(flows, session, role)
        case "topics", group:
            return _contacts(flows, session, group)
        case "minor", "btn.go_on":
            return Move(to(session, "minor_go_on"))
    return _button(flows, session, name)


def _button(flows: Flows, session: Session, name: str) -> Move:
    match name:
        case "btn.person":
            return Move(lay(session, "person"))
        case "btn.quick_exit":
            return leaving.quick_exit(session)
        case "btn.notice_more":
            return Move(lay(session, "privacy"))
        case "btn.under18" if flows.team:
            return Move(to(replace(session, minor=True, consent=False), "minor"))
        case "btn.under18":
            return Move(leaving.left(flows, replace(session, consent=False), "minor.start"))
    # For somebody under 18 "Next" is the yes (R-GDPR-5).
    agreed = name in ("btn.yes", "btn.next") or (session.consent and name != "btn.no")
    return Move(to(replace(session, consent=agreed), _GO[name]))


def _contacts(flows: Flows, session: Session, group: str) -> Move:
    """Show places that help by theme; nothing is stored (flows.md, "notice")."""
    ids = people.for_topic(flows, session, group) if group else people.fitting(flows, session)
    return Move(replace(leaving.left(flows, session, "help.contacts"), contacts=ids))


def first_words(session: Session) -> str:
    """Return the text that says kindly that words are not kept; it explains more before the consent."""
    return "text.use_buttons" if session.consent else "sys.early_text"
