"""Whom a person is shown: the contacts that fit what this session has told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows.course import codes
from flows.support import (
    Contact,
    Person,
    contacts_for,
    contacts_for_topic,
    emergency_contacts,
    listed,
)

if TYPE_CHECKING:
    from flows.bundle import Flows
    from flows.model import Codes, Lines, Session

_NAMED: Final = {
    "help.72h": ("cik_gdansk", "cpk_gdansk", "niebieska_linia"),
    "help.trafficking": ("kcik", "la_strada"),
    "help.blue_cards": ("mopr", "police_gdansk"),
}
"""Cards whose contacts flows.md and frame.md (R-DV-5) name; the others show whom to call at once."""


def spoken(session: Session) -> str:
    """Return the language in which this person is addressed."""
    return session.lang or session.hint


def person(flows: Flows, session: Session) -> Person:
    """Return what is known of the person, for choosing contacts; nothing before the interview."""
    if not session.flow:
        return Person(language=spoken(session))
    told = codes(flows, session)

    def one(list_: str) -> str:
        return next(iter(told.get(list_, ())), "")

    return Person(
        role=session.role,
        language=spoken(session),
        incident_types=told.get("incident_type", ()),
        grounds=told.get("ground", ()),
        district=one("district"),
        area=one("area"),
        needs=told.get("need", ()),
        age_band=one("age_band"),
        harms=told.get("harm", ()),
        perpetrators=told.get("perpetrator", ()),
    )


def fitting(flows: Flows, session: Session) -> Codes:
    """Return the ids of the contacts that fit what was told; never empty."""
    return _ids(contacts_for(person(flows, session), flows.contacts, flows.taxonomy))


def for_topic(flows: Flows, session: Session, group: str) -> Codes:
    """Return the ids of the contacts for a theme, for somebody who tells nothing else."""
    return _ids(contacts_for_topic(group, spoken(session), flows.contacts, flows.taxonomy))


def for_interpreter(flows: Flows, language: str) -> Codes:
    """Return the ids of the contacts for somebody who speaks another language; `language` is its code."""
    looking = Person(language=language, needs=("interpreter",), grounds=("migration_status",))
    return _ids(contacts_for(looking, flows.contacts, flows.taxonomy))


def _ids(contacts: tuple[Contact, ...]) -> Codes:
    return tuple(contact.id for contact in contacts)


def at_hand(flows: Flows, session: Session, ask: str) -> Lines:
    """Return the contacts that stand within a card of help (`ask`: its text id); never none."""
    named = shown(flows, _NAMED.get(ask, ()))
    if named.texts:
        return named
    return listed(emergency_contacts(person(flows, session), flows.contacts, flows.taxonomy))


def shown(flows: Flows, ids: Codes) -> Lines:
    """Return contacts below each other by their ids; one that is no longer shown is left out."""
    known = {contact.id: contact for contact in flows.contacts if contact.shown}
    return listed(known[id_] for id_ in ids if id_ in known)
