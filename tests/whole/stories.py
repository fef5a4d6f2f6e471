"""Four conversations as the buttons that are pressed in them, from the first question to "Send report"."""

from __future__ import annotations

from typing import Any, Final

STORIES: Final = {
    "victim": """
        incident_group:words incident_group:violence btn.next
        incident_type:verbal_insult incident_type:threat btn.next
        incident_type:physical_violence btn.next btn.go_on
        ground:race_ethnicity_nationality ground:religion_belief btn.next
        ground_detail:language_accent ground_detail:jewish btn.next ground_detail:muslim btn.next
        bias_indicator:slurs bias_indicator:said_reason btn.next
        time_band:{when} frequency:few_times
        area:port district:nowy_port place_type:public_transport
        perpetrator:stranger perpetrator:transport_staff btn.next perpetrator_count:two_three
        harm:distress harm:medical_help btn.next btn.go_on
        reported_elsewhere:no btn.next reason_not_reported:no_trust reason_not_reported:shame btn.next
        need:interpreter need:legal_advice btn.next interpreter_language:be age_band:30_44
        evidence:witnesses btn.next
    """,
    "witness": """
        reporter_knowledge:told_by_others
        incident_group:property incident_group:unequal btn.next
        incident_type:graffiti_symbols btn.next incident_type:housing_refusal btn.next
        ground:sexual_orientation btn.next bias_indicator:symbols btn.next
        time_band:{when}
        area:outside district:sopot place_type:stairwell_yard
        perpetrator:group_strangers perpetrator:neighbour btn.next perpetrator_count:four_plus
        victims_count:community bystander_reaction:nobody_reacted
        reported_elsewhere:police_prosecutor reported_elsewhere:ngo btn.next
        need:register_only btn.next
    """,
    "on_behalf": """
        reporter_knowledge:told_by_person person_knows:yes_agrees
        incident_group:unequal btn.next incident_type:accessibility_barrier btn.next
        ground:disability btn.next bias_indicator:others_treated_better btn.next
        time_band:{when}
        area:gdansk_unknown place_type:health_facility
        perpetrator:health_staff btn.next perpetrator_count:institution
        victims_count:one bystander_reaction:unknown
        reported_elsewhere:institution_itself btn.next
        need:psychological need:accompaniment btn.next age_band:60_plus btn.go_on
    """,
    "professional": """
        btn.purpose_register professional_type:teacher institution_type:school_education btn.yes
        incident_group:violence btn.next incident_type:domestic_violence btn.next
        ground:sex btn.next ground_detail:women btn.next bias_indicator:feeling btn.next
        time_band:{when} frequency:often
        area:west place_type:home
        perpetrator:partner_family btn.next victims_count:family age_band:mixed_group
        harm:child_affected btn.next
        reported_elsewhere:social_services btn.next person_knows:not_asked
        need:referral btn.next btn.next
    """,
}
"""By role. `{when}` is left open, so that many can tell the same and still be told apart in the register."""

COLUMNS: Final = {
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
SINGLE: Final = (
    *("place_type", "district", "area", "time_band", "frequency", "perpetrator_count", "victims_count"),
    *("reporter_knowledge", "bystander_reaction", "institution_type", "age_band"),
)
UNKNOWN_TO_THE_REGISTER: Final = (
    *("incident_group", "interpreter_language", "evidence", "person_knows", "professional_type", "btn"),
)

DERIVED: Final = {
    "victim": {
        "class": "criminal_offence",
        "odihr_type": "Violent attacks against people",
        "odihr_bias": [
            "Racist and xenophobic hate crime",
            "Anti-Semitic hate crime",
            "Anti-Muslim hate crime",
        ],
        "odihr_eligible": True,
        "pl_penal_code_ground": True,
        "sphere": "transport",
    },
    "witness": {
        "class": "criminal_offence",
        "odihr_bias": ["Anti-LGBTI hate crime"],
        "odihr_eligible": True,
        "pl_penal_code_ground": False,
    },
    "on_behalf": {"class": "discrimination", "odihr_eligible": False, "sphere": "health"},
    "professional": {"class": "criminal_offence", "odihr_eligible": False, "sphere": "home"},
}
"""What the register makes of it by itself, worked out by hand from the taxonomy."""


def pressed(role: str, when: str) -> list[str]:
    """Return the labels that are pressed in a story."""
    return STORIES[role].format(when=when).split()


def told(role: str, when: str) -> dict[str, Any]:
    """Return what the register must say of a story, without what it derives."""
    row: dict[str, Any] = {"source": "bot", "role": role, "outcome": None}
    row |= dict.fromkeys((*COLUMNS.values(), *SINGLE))
    for list_, _, code in (label.partition(":") for label in pressed(role, when)):
        if list_ in COLUMNS:
            row[COLUMNS[list_]] = [*(row[COLUMNS[list_]] or ()), code]
        elif list_ in SINGLE:
            row[list_] = code
        else:
            assert list_.startswith(UNKNOWN_TO_THE_REGISTER), list_
    return row
