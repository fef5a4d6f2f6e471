"""What the register derives from the codes that were picked (design, section 8, "derived")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.model import Report
from storage.register.entry import Entry, entry
from tests.storage.conftest import report

if TYPE_CHECKING:
    from flows.questionnaire import Taxonomy

CRIME, UNEQUAL, SPEECH, OTHER = "criminal_offence", "discrimination", "hate_speech", "other"
VIOLENT, THREATS, PROPERTY = (
    "Violent attacks against people",
    "Threats/Harassment",
    "Attacks against property",
)
RACIST, ROMA, JEWISH = "Racist and xenophobic hate crime", "Anti-Roma hate crime", "Anti-Semitic hate crime"
MUSLIM, CHRISTIAN = "Anti-Muslim hate crime", "Anti-Christian hate crime"
BELIEF = "Other hate crime based on religion or belief"
GENDER, DISABILITY, LGBTI = "Gender-based hate crime", "Disability hate crime", "Anti-LGBTI hate crime"
RACE = "race_ethnicity_nationality"

# fmt: off
GRAVITY = [
    # types picked                                        class    ODIHR type
    ("",                                                  None,    None),
    ("verbal_insult",                                     SPEECH,  None),
    ("threat",                                            CRIME,   THREATS),
    ("verbal_insult threat",                              CRIME,   THREATS),
    ("threat physical_violence",                          CRIME,   VIOLENT),
    ("property_damage threat",                            CRIME,   THREATS),
    ("graffiti_symbols physical_violence",                CRIME,   VIOLENT),
    ("labour_exploitation attack_on_place",               CRIME,   PROPERTY),
    ("domestic_violence",                                 CRIME,   None),
    ("domestic_violence threat",                          CRIME,   THREATS),
    ("sexual_harassment",                                 UNEQUAL, THREATS),
    ("sexual_harassment refusal_of_service",              UNEQUAL, THREATS),
    ("sexual_harassment labour_exploitation",             CRIME,   None),
    ("online_hate work_unequal",                          UNEQUAL, None),
    ("other public_hate_speech",                          SPEECH,  None),
    ("dont_know",                                         OTHER,   None),
    ("of_a_later_version",                                None,    None),
]

BIAS = [
    # grounds               details                       labels                       Penal Code ground
    ("",                    "",                           None,                        False),
    ("age",                 "",                           (),                          False),
    ("age",                 "older",                      (),                          False),
    ("sex",                 "",                           (GENDER,),                   False),
    ("sex",                 "pregnancy_parenthood",       (GENDER,),                   False),
    (RACE,                  "",                           (RACIST,),                   True),
    (RACE,                  "roma",                       (ROMA,),                     True),
    (RACE,                  "roma skin_colour",           (RACIST, ROMA),              True),
    (RACE,                  "jewish",                     (JEWISH,),                   True),
    (f"{RACE} religion_belief", "jewish",                 (JEWISH,),                   True),
    ("religion_belief",     "jewish",                     (JEWISH,),                   True),
    (f"{RACE} religion_belief", "roma",                   (ROMA, BELIEF),              True),
    ("religion_belief",     "muslim christian",           (MUSLIM, CHRISTIAN),         True),
    ("religion_belief",     "no_religion",                (BELIEF,),                   True),
    ("disability",          "chronic_illness",            (DISABILITY,),               False),
    ("disability sex",      "mobility",                   (DISABILITY, GENDER),        False),
    ("gender_identity sexual_orientation", "",            (LGBTI,),                    False),
    ("migration_status",    "",                           (RACIST,),                   False),
    ("political_opinion",   "",                           (),                          True),
    ("social_status other", "",                           (),                          False),
    ("unknown",             "",                           (),                          False),
]

ELIGIBLE = [
    # types             grounds                 indicators           counted by ODIHR
    ("threat",          "sex",                  "slurs",             True),
    ("threat",          "sex",                  "feeling slurs",     True),
    ("threat",          "sex",                  "feeling",           False),
    ("threat",          "sex",                  "unknown",           False),
    ("threat",          "sex",                  "",                  False),
    ("threat",          "age",                  "slurs",             False),
    ("threat",          "",                     "slurs",             False),
    ("threat",          "age migration_status", "symbols",           True),
    ("verbal_insult",   "sex",                  "slurs",             False),
    ("sexual_harassment", "sex",                "slurs",             False),
    ("domestic_violence", "sex",                "slurs",             False),
    ("property_damage", "religion_belief",      "place_or_date",     True),
    ("",                "sex",                  "slurs",             False),
]

SPHERE = [
    # place             types                            institution         sphere
    ("",                "",                              "",                 None),
    ("public_transport", "work_unequal",                 "health",           "transport"),
    ("prefer_not_say",  "work_unequal",                  "health",           "work"),
    ("other",           "work_unequal",                  "",                 "other"),
    ("",                "housing_refusal",               "police_justice",   "housing"),
    ("",                "online_hate",                   "",                 "online"),
    ("",                "threat online_hate",            "",                 None),
    ("",                "threat",                        "school_education", "education"),
    ("",                "",                              "social_services",  "social_exclusion"),
    ("",                "",                              "prefer_not_say",   None),
    ("shelter_care",    "",                              "",                 "social_exclusion"),
]

WHERE = [
    # area   district        place     types                  -> district      area
    ("",       "",              "",        "threat",               None,            None),
    ("coast",  "",              "",        "threat",               None,            "coast"),
    ("coast",  "oliwa",         "",        "threat",               "oliwa",         "coast"),
    ("",       "oliwa",         "",        "threat",               "oliwa",         "coast"),
    ("",       "gdansk_other",  "",        "threat",               "gdansk_other",  "gdansk_unknown"),
    ("",       "sopot",         "",        "",                     "sopot",         "outside"),
    ("",       "online",        "",        "threat",               "online",        "online"),
    ("",       "",              "",        "online_hate",          "online",        "online"),
    ("",       "",              "",        "online_hate threat",   None,            None),
    ("",       "",              "online",  "online_hate",          None,            None),
    ("port",   "",              "",        "online_hate",          None,            "port"),
    ("",       "stogi",         "",        "online_hate",          "stogi",         "port"),
]
# fmt: on


def derived(taxonomy: Taxonomy, **codes: str) -> Entry:
    return entry(report(**{list_: picked for list_, picked in codes.items() if picked}), taxonomy, "2026-07")


@pytest.mark.parametrize(("types", "class_", "odihr_type"), GRAVITY)
def test_the_gravest_type_gives_class_and_odihr_type(
    taxonomy: Taxonomy, types: str, class_: str | None, odihr_type: str | None
) -> None:
    found = derived(taxonomy, incident_type=types)
    assert (found.class_, found.odihr_type) == (class_, odihr_type)


@pytest.mark.parametrize(("grounds", "details", "labels", "penal"), BIAS)
def test_details_name_the_bias_before_their_grounds(
    taxonomy: Taxonomy, grounds: str, details: str, labels: tuple[str, ...] | None, penal: bool
) -> None:
    found = derived(taxonomy, ground=grounds, ground_detail=details)
    assert (found.odihr_bias, found.pl_penal_code_ground) == (labels, penal)


@pytest.mark.parametrize(("types", "grounds", "indicators", "eligible"), ELIGIBLE)
def test_odihr_counts_a_crime_with_a_type_a_labelled_ground_and_an_indicator(
    taxonomy: Taxonomy, types: str, grounds: str, indicators: str, eligible: bool
) -> None:
    found = derived(taxonomy, incident_type=types, ground=grounds, bias_indicator=indicators)
    assert found.odihr_eligible is eligible


@pytest.mark.parametrize(("place", "types", "institution", "sphere"), SPHERE)
def test_the_sphere_comes_from_the_place_else_the_type_else_the_institution(
    taxonomy: Taxonomy, place: str, types: str, institution: str, sphere: str | None
) -> None:
    found = derived(taxonomy, place_type=place, incident_type=types, institution_type=institution)
    assert found.sphere == sphere


@pytest.mark.parametrize(("area", "district", "place", "types", "to_district", "to_area"), WHERE)
def test_the_area_follows_from_the_district_and_online_hate_is_online(  # noqa: PLR0913, PLR0917  as the table
    taxonomy: Taxonomy,
    area: str,
    district: str,
    place: str,
    types: str,
    to_district: str | None,
    to_area: str | None,
) -> None:
    found = derived(taxonomy, area=area, district=district, place_type=place, incident_type=types)
    assert (found.district, found.area) == (to_district, to_area)


# ---------------------------------------------------------------------------- what is copied

LISTS = {
    "ground": "grounds",
    "ground_detail": "ground_details",
    "bias_indicator": "bias_indicators",
    "incident_type": "incident_types",
    "perpetrator": "perpetrators",
    "harm": "harms",
    "reported_elsewhere": "reported_elsewhere",
    "reason_not_reported": "reasons_not_reported",
    "need": "needs",
}
ONES = (
    *("place_type", "district", "area", "time_band", "frequency", "perpetrator_count", "victims_count"),
    *("reporter_knowledge", "bystander_reaction", "institution_type", "age_band"),
)


@pytest.mark.parametrize("list_", LISTS)
def test_several_codes_stand_in_the_order_of_the_taxonomy(taxonomy: Taxonomy, list_: str) -> None:
    codes = tuple(taxonomy.lists[list_])
    found = entry(Report("victim", {list_: codes[::-1]}), taxonomy, "2026-07")
    assert getattr(found, LISTS[list_]) == codes


@pytest.mark.parametrize("list_", ONES)
def test_one_code_is_copied(taxonomy: Taxonomy, list_: str) -> None:
    for code in taxonomy.lists[list_]:
        assert getattr(entry(Report("witness", {list_: (code,)}), taxonomy, "2026-07"), list_) == code


def test_what_was_skipped_is_null(taxonomy: Taxonomy) -> None:
    expected = Entry(period="2026-07", source="bot", role="on_behalf")
    assert entry(Report("on_behalf", {"ground": ()}), taxonomy, "2026-07") == expected


def test_lists_that_are_no_columns_never_reach_the_register(taxonomy: Taxonomy) -> None:
    stray = {
        list_: tuple(codes)
        for list_, codes in taxonomy.lists.items()
        if list_ not in {*LISTS, *ONES} and list_ != "role"
    }
    assert {"safety", "interpreter_language", "evidence", "person_knows"} <= set(stray)
    assert entry(Report("victim", stray), taxonomy, "2026-07") == Entry(
        period="2026-07", source="bot", role="victim"
    )


def test_source_and_outcome_are_those_that_are_given(taxonomy: Taxonomy) -> None:
    found = entry(report(), taxonomy, "2026-07", "phone", "resolved")
    assert (found.source, found.outcome) == ("phone", "resolved")


def test_the_outcome_of_a_case_comes_with_its_report(taxonomy: Taxonomy) -> None:
    found = entry(Report("victim", {"ground": ("sex",)}, "legal_advice"), taxonomy, "2026-07")
    assert found.outcome == "legal_advice"
    assert entry(report(ground="sex"), taxonomy, "2026-07").outcome is None
    assert entry(Report("victim", {}, "of_a_later_version"), taxonomy, "2026-07").outcome is None
