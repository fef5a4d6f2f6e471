"""Which places that help a person is shown, in which order, and how one of them reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from flows.contacts import EMERGENCY, Contact, Purpose, read_contacts, unavailable, unchecked
from flows.model import Codes, Lines, Text, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from flows.questionnaire import Taxonomy

__all__ = [
    "EMERGENCY",
    "UNDER_18",
    "Contact",
    "Person",
    "contacts_for",
    "contacts_for_topic",
    "emergency_contacts",
    "entry",
    "listed",
    "read_contacts",
    "unavailable",
    "unchecked",
]

POLICE: Final = "police_997"
CENTRE: Final = "gcrt"
ADULTS: Final = "adults_116123"
CHILDREN: Final = "children_116111"
CHILDREN_OMBUDSMAN: Final = "children_rpd"

UNDER_18: Final = "under_18"
"""The age band of somebody of whom we know no more than that."""

SHOWN_AT_MOST: Final = 3
"""Besides the card of 112."""
CALLS_AT_MOST: Final = 2
"""On the help card, whose text says 112 by itself."""

_SAYS_NOTHING: Final = frozenset({"other", "unknown", "dont_know"})


class Person(Struct, frozen=True):
    """What is known of somebody who looks for help: codes of the taxonomy, "" or () where nothing is."""

    role: str = ""
    language: str = "pl"
    """One of the four languages of Glos."""
    incident_types: Codes = ()
    grounds: Codes = ()
    district: str = ""
    area: str = ""
    """Needed only where no district is known."""
    needs: Codes = ()
    age_band: str = ""
    """Of the person affected; `UNDER_18` where no band was given."""
    safety: str = ""
    harms: Codes = ()
    perpetrators: Codes = ()


# ---------------------------------------------------------------------------- choosing


def contacts_for(person: Person, contacts: Iterable[Contact], taxonomy: Taxonomy) -> tuple[Contact, ...]:
    """Return the contacts that the person is shown, the best first: the card of 112 and three more at most.

    The card is there, and first, where there is danger. A minor's list begins with the children's lines.
    Whoever has told nothing gets the centre, the crisis line for their age, and 112: the list is never empty.
    """
    shown = {contact.id: contact for contact in contacts if contact.shown}
    fitting = _in_order(person, shown, taxonomy)
    if not _told(person) and all(contact.id == CENTRE for contact in fitting if contact.id != CHILDREN):
        return _fallback(person, shown, taxonomy)
    card = _card(person, shown)
    if card:
        fitting = tuple(contact for contact in fitting if contact.id != POLICE)  # the same centre answers
    return card + _exchange(fitting, person, taxonomy)


def contacts_for_topic(
    group: str, language: str, contacts: Iterable[Contact], taxonomy: Taxonomy
) -> tuple[Contact, ...]:
    """Return the contacts for somebody who picked a theme, a code of the list incident_group, and no more."""
    types = taxonomy.lists["incident_type"].values()
    of_group = tuple(item.code for item in types if item.facts.get("group") == group and not item.exclusive)
    return contacts_for(Person(language=language, incident_types=of_group), contacts, taxonomy)


def emergency_contacts(
    person: Person, contacts: Iterable[Contact], taxonomy: Taxonomy
) -> tuple[Contact, ...]:
    """Return whom the person can call at once besides 112: at most two, those who know this danger first.

    The crisis lines fill the places: both where the age was not asked yet, else the one for the age.
    """
    phones = {c.id: c for c in contacts if c.shown and c.answers_at_once and c.id not in (EMERGENCY, POLICE)}
    minor = _minor(person, taxonomy)
    knowing = [c for c in phones.values() if _fits(c, person, taxonomy)]
    knowing.sort(key=lambda contact: contact.priority)
    lines = (CHILDREN,) if minor else (ADULTS,) if person.age_band else (ADULTS, CHILDREN)
    first = (CHILDREN,) if minor else ()
    ids = dict.fromkeys((*first, *(contact.id for contact in knowing), *lines))
    return tuple(phones[id_] for id_ in ids if id_ in phones)[:CALLS_AT_MOST]


def _told(person: Person) -> bool:
    return bool(person.needs) or not _SAYS_NOTHING.issuperset((*person.incident_types, *person.grounds))


def _fallback(person: Person, shown: Mapping[str, Contact], taxonomy: Taxonomy) -> tuple[Contact, ...]:
    two = (CHILDREN, CENTRE) if _minor(person, taxonomy) else (CENTRE, ADULTS)
    ids = (EMERGENCY, *two) if _card(person, shown) else (*two, EMERGENCY)
    return tuple(shown[id_] for id_ in ids if id_ in shown)


def _card(person: Person, shown: Mapping[str, Contact]) -> tuple[Contact, ...]:
    card = shown.get(EMERGENCY)
    danger = person.safety in ("not_safe", "not_sure")
    if card and (danger or not set(person.incident_types).isdisjoint(card.purpose.types)):
        return (card,)
    return ()


def _in_order(person: Person, shown: Mapping[str, Contact], taxonomy: Taxonomy) -> tuple[Contact, ...]:
    """Return all that fits by language, nearness and priority, a minor's children's lines before the rest."""

    def order(contact: Contact) -> tuple[int, int, int]:
        return (_language(contact, person), _nearness(contact, person, taxonomy), contact.priority)

    fitting = [contact for contact in shown.values() if _fits(contact, person, taxonomy)]
    fitting.sort(key=order)
    if not _minor(person, taxonomy):
        return tuple(fitting)
    first = [shown[CHILDREN]] if CHILDREN in shown else []
    first += [contact for contact in fitting if contact.id == CHILDREN_OMBUDSMAN]
    return (*first, *(contact for contact in fitting if contact not in first))


def _exchange(fitting: tuple[Contact, ...], person: Person, taxonomy: Taxonomy) -> tuple[Contact, ...]:
    """Return the first three, the last of them exchanged where what is needed most would be missing."""
    three = fitting[:SHOWN_AT_MOST]
    for wanted in _wanted(person, taxonomy):
        spare = next((contact for contact in fitting if wanted(contact)), None)
        if spare and not any(map(wanted, three)):
            return (*three[:-1], spare)
    return three


def _wanted(person: Person, taxonomy: Taxonomy) -> Iterator[Callable[[Contact], bool]]:
    types = taxonomy.lists["incident_type"]
    urgent = {code for code in person.incident_types if code in types and types[code].facts.get("safety")}
    if urgent:
        yield lambda contact: contact.answers_at_once and not urgent.isdisjoint(contact.purpose.types)
    if "psychological" in person.needs:
        yield lambda contact: "psychological" in contact.purpose.need
    if "legal_advice" in person.needs:
        yield lambda contact: "legal_advice" in contact.purpose.need


# ---------------------------------------------------------------------------- fitting


def _fits(contact: Contact, person: Person, taxonomy: Taxonomy) -> bool:
    if contact.id in (CENTRE, EMERGENCY):
        return contact.id == CENTRE  # 112 has a card of its own
    return (
        _reaches(contact.purpose, person, taxonomy)
        and _admits(contact.purpose, person, taxonomy)
        and _concerns(contact.purpose, person, taxonomy)
    )


def _reaches(purpose: Purpose, person: Person, taxonomy: Taxonomy) -> bool:
    if purpose.scope == "PL" or _area(person, taxonomy) != "outside":
        return True
    return purpose.scope == "Gdańsk, pomorskie" and _pomeranian(person, taxonomy)


def _admits(purpose: Purpose, person: Person, taxonomy: Taxonomy) -> bool:
    if purpose.role and person.role not in purpose.role:
        return False
    if not purpose.age_band:
        return True
    minor = _minor(person, taxonomy)
    return (
        ("adult" in purpose.age_band and not minor)
        or person.age_band in purpose.age_band
        or (person.age_band == UNDER_18 and "adult" not in purpose.age_band)
    )


def _concerns(purpose: Purpose, person: Person, taxonomy: Taxonomy) -> bool:
    """Whether what happened, or what is wished for, is this contact's business."""
    shared = not set(purpose.need).isdisjoint(person.needs)
    if not (purpose.types or purpose.grounds or purpose.harm or purpose.perpetrator):
        return shared
    if purpose.need and person.needs and not shared:
        return False
    return (
        not _kinds(person, taxonomy).isdisjoint(purpose.types)
        or not set(person.grounds).isdisjoint(purpose.grounds)
        or not set(person.harms).isdisjoint(purpose.harm)
        or not set(person.perpetrators).isdisjoint(purpose.perpetrator)
    )


def _kinds(person: Person, taxonomy: Taxonomy) -> set[str]:
    types = taxonomy.lists["incident_type"]
    classes = {str(types[code].facts.get("class", "")) for code in person.incident_types if code in types}
    return {"all", *person.incident_types, *classes}


def _minor(person: Person, taxonomy: Taxonomy) -> bool:
    band = taxonomy.lists["age_band"].get(person.age_band)
    return person.age_band == UNDER_18 or bool(band and band.facts.get("minor"))


def _area(person: Person, taxonomy: Taxonomy) -> str:
    district = taxonomy.lists["district"].get(person.district)
    return str(district.facts.get("area", "")) if district else person.area


def _pomeranian(person: Person, taxonomy: Taxonomy) -> bool:
    district = taxonomy.lists["district"].get(person.district)
    return district is not None and "other_pomeranian" in (district.code, district.facts.get("rollup"))


def _language(contact: Contact, person: Person) -> int:
    """Return 0 where they speak the person's language, 1 where that is not known, 2 where they do not."""
    if person.language in contact.languages:
        return 0
    if contact.languages:
        return 2
    return 0 if person.language == "pl" else 1


def _nearness(contact: Contact, person: Person, taxonomy: Taxonomy) -> int:
    """Return 0 for the district, 1 for the area (the centre: anywhere), 2 for Gdańsk, 3 for Poland."""
    if person.district in contact.purpose.districts:
        return 0
    districts = taxonomy.lists["district"]
    areas = {districts[code].facts.get("area") for code in contact.purpose.districts if code in districts}
    if contact.id == CENTRE or _area(person, taxonomy) in areas:
        return 1
    return 3 if contact.purpose.scope == "PL" else 2


# ---------------------------------------------------------------------------- showing


def entry(contact: Contact) -> Text:
    """Return one contact as the catalogue shows it: its name, then phone, hours, address and link.

    Hours are shown only where they need no words ("24/7"): words would stand in one language only.
    """
    hours = contact.hours if not re.search(r"[^\W\d_]", contact.hours) else ""
    link = re.sub(r"^https?://(www\.)?|/$", "", contact.url)
    ways = " · ".join(filter(None, (contact.phone, hours, contact.address, link)))
    return text("contact.line", name=text(f"contact:{contact.id}"), ways=ways)


def listed(contacts: Iterable[Contact]) -> Lines:
    """Return contacts below each other."""
    return Lines(tuple(entry(contact) for contact in contacts))
