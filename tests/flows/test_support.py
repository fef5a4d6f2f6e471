"""Everybody is shown places that fit, never an empty list, and never a number that nobody has released."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from flows.contacts import Contact, read_contacts, unavailable
from flows.model import Lines, Text
from flows.reading import read_taxonomy
from flows.support import (
    UNDER_18,
    Person,
    contacts_for,
    contacts_for_topic,
    emergency_contacts,
    entry,
    listed,
)

FLOWS = Path(__file__).parents[2] / "flows"
TAXONOMY = read_taxonomy((FLOWS / "taxonomy.yaml").read_text(encoding="utf-8"))
SOURCE = (FLOWS / "contacts.yaml").read_text(encoding="utf-8")
CONTACTS = read_contacts(SOURCE)
PEOPLE = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))["cases"]
MINORS = ("under_13", "13_15", "16_17", UNDER_18)


def person(case: dict[str, Any]) -> Person:
    known = {name: case[name] for name in Person.__struct_fields__ if name in case}
    return convert(known, Person)


def ids(contacts: tuple[Contact, ...]) -> list[str]:
    return [contact.id for contact in contacts]


def contact(id_: str) -> Contact:
    return next(c for c in CONTACTS if c.id == id_)


def shown_to(**known: Any) -> list[str]:
    return ids(contacts_for(Person(**known), CONTACTS, TAXONOMY))


# ---------------------------------------------------------------------------- the thirty people


@pytest.mark.parametrize("case", PEOPLE, ids=[case["id"] for case in PEOPLE])
def test_each_of_the_thirty_people_is_shown_what_is_expected_in_this_order(case: dict[str, Any]) -> None:
    shown = ids(contacts_for(person(case), CONTACTS, TAXONOMY))
    assert [id_ for id_ in shown if id_ in case["expected"]] == case["expected"]
    assert not set(shown) & set(case["never"])


@pytest.mark.parametrize("case", PEOPLE, ids=[case["id"] for case in PEOPLE])
def test_what_is_missing_for_them_is_hidden_or_has_no_contact_data(case: dict[str, Any]) -> None:
    assert set(case["missing"]) <= set(ids(unavailable(CONTACTS)))


# ---------------------------------------------------------------------------- for everybody


def codes(list_: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(TAXONOMY.lists[list_])), unique=True, max_size=4).map(tuple)


def code(list_: str, *more: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *more, *sorted(TAXONOMY.lists[list_])])


ANYBODY = st.builds(
    Person,
    role=code("role"),
    language=st.sampled_from(["pl", "uk", "ru", "en"]),
    incident_types=codes("incident_type"),
    grounds=codes("ground"),
    district=code("district"),
    area=code("area"),
    needs=codes("need"),
    age_band=code("age_band", UNDER_18),
    safety=code("safety"),
    harms=codes("harm"),
    perpetrators=codes("perpetrator"),
)


@given(ANYBODY)
def test_anybody_gets_one_to_three_places_beside_112_each_of_them_released_and_once(who: Person) -> None:
    chosen = contacts_for(who, CONTACTS, TAXONOMY)
    assert 1 <= len([c for c in chosen if c.id != "emergency_112"]) <= 3
    assert len({c.id for c in chosen}) == len(chosen) <= 4
    assert all(c.show_to_users and (c.phone or c.address or c.url) for c in chosen)


@given(ANYBODY)
def test_the_112_card_comes_first_where_there_is_danger(who: Person) -> None:
    first = contacts_for(who, CONTACTS, TAXONOMY)[0].id
    named = {"physical_violence", "sexual_violence", "domestic_violence", "threat", "robbery_extortion"}
    danger = who.safety in ("not_safe", "not_sure") or bool(named & set(who.incident_types))
    assert (first == "emergency_112") == danger


@given(ANYBODY)
def test_minors_get_116_111_first_and_nobody_else_gets_a_childrens_line(who: Person) -> None:
    chosen = [c.id for c in contacts_for(who, CONTACTS, TAXONOMY) if c.id != "emergency_112"]
    if who.age_band in MINORS:
        assert chosen[0] == "children_116111"
        assert "adults_116123" not in chosen
    else:
        assert not {"children_116111", "children_rpd"} & set(chosen)


@given(ANYBODY)
def test_the_police_number_is_not_shown_beside_112(who: Person) -> None:
    shown = ids(contacts_for(who, CONTACTS, TAXONOMY))
    if shown[0] == "emergency_112":
        assert "police_997" not in shown


@given(ANYBODY)
def test_the_help_card_has_one_or_two_released_phones_that_answer_at_any_hour_beside_112(who: Person) -> None:
    calls = emergency_contacts(who, CONTACTS, TAXONOMY)
    assert 1 <= len(calls) <= 2
    assert len(set(ids(calls))) == len(calls)
    assert all(c.shown and c.phone and c.hours == "24/7" for c in calls)
    assert not {"emergency_112", "police_997"} & set(ids(calls))


# ---------------------------------------------------------------------------- rule by rule


def test_who_tells_nothing_gets_the_centre_the_line_for_their_age_and_112() -> None:
    assert shown_to() == ["gcrt", "adults_116123", "emergency_112"]
    assert shown_to(age_band="13_15") == ["children_116111", "gcrt", "emergency_112"]
    assert shown_to(safety="not_safe") == ["emergency_112", "gcrt", "adults_116123"]
    assert shown_to(incident_types=("dont_know",), grounds=("unknown",)) == shown_to()


def test_a_wish_without_anything_else_is_an_answer() -> None:
    assert shown_to(needs=("training",)) == ["gcrt"]


def test_who_does_not_speak_the_language_comes_after_who_may() -> None:
    grounds = ("race_ethnicity_nationality",)
    assert shown_to(language="ru", grounds=grounds) == ["gcrt", "kobiety_wedrowne", "cwii"]
    assert shown_to(language="en", grounds=grounds) == ["gcrt", "cwii", "sip"]


def test_outside_gdansk_only_the_centre_stays_of_what_works_in_gdansk() -> None:
    barrier = ("accessibility_barrier",)
    assert "gck" in shown_to(area="centre", incident_types=barrier)
    assert shown_to(area="outside", incident_types=barrier) == ["gcrt", "rpo"]
    assert "cwii" in shown_to(district="other_pomeranian", grounds=("migration_status",))
    assert "cwii" not in shown_to(district="elblag", grounds=("migration_status",))


def test_the_last_place_goes_to_a_phone_that_answers_at_any_hour_when_the_type_is_a_danger() -> None:
    assert shown_to(incident_types=("domestic_violence",))[-1] == "niebieska_linia"
    assert shown_to(incident_types=("document_withholding",), grounds=("age",))[-1] == "kcik"


def test_the_last_place_goes_to_the_wish_where_no_danger_needs_it() -> None:
    two = ("disability", "race_ethnicity_nationality")
    assert shown_to(grounds=two)[-1] == "mopr"
    assert shown_to(grounds=two, needs=("psychological",))[-1] == "adults_116123"
    assert shown_to(grounds=("disability", "sex"))[-1] != "free_legal"
    assert shown_to(grounds=("disability", "sex"), needs=("legal_advice",))[-1] == "free_legal"


def test_harm_and_the_person_who_did_it_choose_contacts_too() -> None:
    assert "ambulance_999" in shown_to(harms=("medical_help",))
    assert "niebieska_linia" in shown_to(perpetrators=("partner_family",))


def test_children_are_shown_the_ombudsmans_line_second_where_it_is_for_what_happened() -> None:
    school = shown_to(age_band=UNDER_18, incident_types=("school_kindergarten",))
    assert school[:2] == ["children_116111", "children_rpd"]
    assert "children_rpd" not in shown_to(age_band=UNDER_18, incident_types=("verbal_insult",))


@pytest.mark.parametrize("group", sorted(TAXONOMY.lists["incident_group"]))
@pytest.mark.parametrize("language", ["pl", "uk", "ru", "en"])
def test_a_theme_alone_leads_to_contacts(group: str, language: str) -> None:
    shown = ids(contacts_for_topic(group, language, CONTACTS, TAXONOMY))
    assert "gcrt" in shown
    assert len(shown) >= 3


def test_the_theme_of_violence_shows_112_and_the_blue_line() -> None:
    shown = ids(contacts_for_topic("violence", "pl", CONTACTS, TAXONOMY))
    assert shown[0] == "emergency_112"
    assert shown[-1] == "niebieska_linia"


def test_the_help_card_shows_both_crisis_lines_while_the_age_is_not_known() -> None:
    assert ids(emergency_contacts(Person(), CONTACTS, TAXONOMY)) == ["adults_116123", "children_116111"]
    assert ids(emergency_contacts(Person(age_band="60_plus"), CONTACTS, TAXONOMY)) == ["adults_116123"]


def test_the_help_card_begins_with_who_knows_the_danger() -> None:
    def calls(**known: Any) -> list[str]:
        return ids(emergency_contacts(Person(**known), CONTACTS, TAXONOMY))

    assert calls(incident_types=("trafficking_forced",)) == ["kcik", "la_strada"]
    assert calls(incident_types=("domestic_violence",)) == ["niebieska_linia", "adults_116123"]
    assert calls(harms=("serious_injury",), age_band="30_44") == ["ambulance_999", "adults_116123"]
    assert calls(age_band="16_17", incident_types=("domestic_violence",))[0] == "children_116111"


# ---------------------------------------------------------------------------- showing


def test_an_entry_has_the_name_and_below_it_the_ways_there() -> None:
    assert entry(contact("kcik")) == Text(
        "contact.line", {"name": Text("contact:kcik"), "ways": "22 628 01 20 · 24/7 · kcik.pl"}
    )
    assert entry(contact("gcrt")).values["ways"] == "ul. Biskupia 4, Gdańsk · gcrt.pl"


def test_hours_in_words_are_not_shown_because_they_stand_in_one_language_only() -> None:
    assert entry(contact("rpo")).values["ways"] == "800 676 676 · bip.brpo.gov.pl"


def test_contacts_are_listed_below_each_other() -> None:
    two = (contact("kcik"), contact("gcrt"))
    assert listed(two) == Lines((entry(two[0]), entry(two[1])))
