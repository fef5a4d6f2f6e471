"""The places that help, as contacts.yaml knows them: reading the file, and what about it needs a look."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import yaml
from msgspec import Struct, ValidationError, convert, field

from flows.model import Codes  # noqa: TC001  msgspec reads the annotations when the classes are made

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flows.questionnaire import Taxonomy

EMERGENCY: Final = "emergency_112"
"""The one contact that has to be there."""


class Purpose(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a contact is for: codes of the taxonomy lists; an empty one does not matter to it."""

    scope: Literal["PL", "Gdańsk", "Gdańsk, pomorskie"]
    types: Codes = ()
    """Incident types, classes of them, or "all"."""
    grounds: Codes = ()
    need: Codes = ()
    age_band: Codes = ()
    """Age bands, or "adult" for everybody who is not known to be a minor."""
    role: Codes = ()
    districts: Codes = ()
    harm: Codes = ()
    perpetrator: Codes = ()
    safety: Codes = ()


class Contact(Struct, frozen=True, forbid_unknown_fields=True):
    """A place that helps; its name is the catalogue's `contact:<id>`, an empty value is not known."""

    id: str
    purpose: Purpose = field(name="for")
    priority: int
    """The lower number comes first."""
    show_to_users: bool
    verify_before_release: bool
    confidence: Literal["high", "medium", "low"]
    phone: str = ""
    url: str = ""
    address: str = ""
    languages: Codes = ()
    hours: str = ""
    free: Literal["true", "false", ""] = ""
    checked: str = ""
    """Day of the last check (ISO 8601), "" for never."""
    note: str = ""
    source: str = ""

    @property
    def shown(self) -> bool:
        """Whether a reporter may see it: released, and with something to reach it by."""
        return self.show_to_users and bool(self.phone or self.address or self.url)

    @property
    def answers_at_once(self) -> bool:
        """Whether somebody takes the phone at any hour."""
        return bool(self.phone) and self.hours == "24/7"


def read_contacts(source: str) -> tuple[Contact, ...]:
    """Read the text of contacts.yaml; raises ValueError with one sentence that names the contact at fault."""
    try:
        entries = yaml.load(source, yaml.BaseLoader)  # noqa: S506  plain strings only, so that 13_15 is no number
    except yaml.YAMLError as error:
        raise ValueError(f"contacts.yaml: this is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(entries, list):
        raise ValueError("contacts.yaml: a list of contacts is expected")  # noqa: TRY004  a fault of the text
    contacts = tuple(_contact(entry) for entry in entries)
    _require(contacts)
    return contacts


def _contact(entry: object) -> Contact:
    name = entry.get("id", "?") if isinstance(entry, dict) else "?"
    try:
        contact = convert(entry, Contact, strict=False)
        if contact.checked:
            date.fromisoformat(contact.checked)
    except (ValidationError, ValueError) as error:
        raise ValueError(f'contacts.yaml: "{name}": {error}') from error
    return contact


def _require(contacts: tuple[Contact, ...]) -> None:
    """Refuse what would leave somebody without help: 112 has to be there, and every id once."""
    ids = [contact.id for contact in contacts]
    for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise ValueError(f'contacts.yaml: "{id_}" is there twice')
    if not any(contact.id == EMERGENCY and contact.shown for contact in contacts):
        raise ValueError(f'contacts.yaml: "{EMERGENCY}" has to be there and to be shown')


_LISTS: Final[Mapping[str, str]] = {
    "types": "incident_type",
    "grounds": "ground",
    "need": "need",
    "age_band": "age_band",
    "role": "role",
    "districts": "district",
    "harm": "harm",
    "perpetrator": "perpetrator",
    "safety": "safety",
}


def unknown_codes(contacts: Iterable[Contact], taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return one sentence for each code in contacts.yaml that the taxonomy does not know."""
    more = {"types": {"all", *taxonomy.lists["class"]}, "age_band": {"adult"}}
    return tuple(
        f'contacts.yaml: "{contact.id}": "{code}" is no code of the list {list_}'
        for contact in contacts
        for name, list_ in _LISTS.items()
        for code in getattr(contact.purpose, name)
        if code not in taxonomy.lists[list_] and code not in more.get(name, ())
    )


def unchecked(contacts: Iterable[Contact], today: str) -> tuple[Contact, ...]:
    """Return the shown contacts that nobody has dialled or visited for six months; `today` is an ISO date."""
    now = date.fromisoformat(today)
    return tuple(contact for contact in contacts if contact.shown and not _fresh(contact.checked, now))


def _fresh(checked: str, now: date) -> bool:
    if not checked:
        return False
    day = date.fromisoformat(checked)
    months = (now.year - day.year) * 12 + now.month - day.month
    return (months, now.day) <= (6, day.day)


def unavailable(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Return what the conversation would like to show but cannot: hidden, or with nothing to reach it by."""
    return tuple(contact for contact in contacts if not contact.shown)
