"""contacts.yaml is read as it stands, and its faults are told in one sentence."""

from pathlib import Path

import pytest

from flows.contacts import Contact, read_contacts, unavailable, unchecked, unknown_codes
from flows.reading import read_taxonomy

FLOWS = Path(__file__).parents[2] / "flows"
SOURCE = (FLOWS / "contacts.yaml").read_text(encoding="utf-8")
CONTACTS = read_contacts(SOURCE)
TAXONOMY = read_taxonomy((FLOWS / "taxonomy.yaml").read_text(encoding="utf-8"))

HOUSE = """
- id: emergency_112
  phone: 112
  for: {scope: PL}
  priority: 1
  show_to_users: true
  verify_before_release: false
  confidence: high
  checked:
"""


def house(**changes: str) -> tuple[Contact, ...]:
    source = HOUSE
    for name, value in changes.items():
        source = source.replace(f"  {name}:", f"  {name}: {value} #")
    return read_contacts(source)


def test_every_code_in_contacts_yaml_is_one_of_the_taxonomy() -> None:
    assert unknown_codes(CONTACTS, TAXONOMY) == ()


def test_a_code_that_the_taxonomy_does_not_know_is_named() -> None:
    contacts = read_contacts(HOUSE.replace("scope: PL", "scope: PL, types: [thread]"))
    assert unknown_codes(contacts, TAXONOMY) == (
        'contacts.yaml: "emergency_112": "thread" is no code of the list incident_type',
    )


def test_codes_that_look_like_numbers_stay_codes() -> None:
    children = next(contact for contact in CONTACTS if contact.id == "children_116111")
    assert children.purpose.age_band == ("under_13", "13_15", "16_17")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("- {", "contacts.yaml: this is not YAML: "),
        ("id: kcik", "contacts.yaml: a list of contacts is expected"),
        ("[]", 'contacts.yaml: "emergency_112" has to be there and to be shown'),
        ("- kcik", 'contacts.yaml: "?": Expected `object`, got `str`'),
        (HOUSE.replace("users: true", "users: false"), 'contacts.yaml: "emergency_112" has to be there'),
        (HOUSE + HOUSE, 'contacts.yaml: "emergency_112" is there twice'),
        (HOUSE.replace("scope: PL", "scope: Poland"), 'contacts.yaml: "emergency_112": Invalid enum value'),
        (HOUSE.replace("  phone", "  fone"), 'contacts.yaml: "emergency_112": Object contains unknown field'),
        (HOUSE.replace("priority: 1", "priority: first"), 'contacts.yaml: "emergency_112": Expected `int`'),
        (HOUSE.replace("checked:", "checked: soon"), 'contacts.yaml: "emergency_112": Invalid isoformat'),
    ],
)
def test_a_fault_is_told_in_one_sentence_that_names_the_contact(source: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"contacts\.yaml") as fault:
        read_contacts(source)
    assert str(fault.value).startswith(sentence)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("checked", "today", "due"),
    [
        ("", "2026-01-01", True),
        ("2026-01-01", "2026-01-01", False),
        ("2026-01-31", "2026-07-31", False),
        ("2026-01-31", "2026-08-01", True),
        ("2025-08-31", "2026-02-28", False),
        ("2025-08-31", "2026-03-01", True),
        ("2024-12-01", "2026-01-01", True),
    ],
)
def test_a_contact_is_due_for_a_check_after_six_months(checked: str, today: str, *, due: bool) -> None:
    assert bool(unchecked(house(checked=checked), today)) == due


def test_what_nobody_sees_needs_no_check() -> None:
    assert not set(unchecked(CONTACTS, "2026-01-01")) & set(unavailable(CONTACTS))


def test_a_contact_without_phone_address_and_link_is_unavailable_though_released() -> None:
    fosa = next(contact for contact in CONTACTS if contact.id == "fosa")
    assert fosa.show_to_users
    assert fosa in unavailable(CONTACTS)
