"""The short name of what a question is about, as the card's first line and the review show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows.model import Text, text

if TYPE_CHECKING:
    from flows.questionnaire import Question

_OWN_WORDS: Final = {"p.interp": "need:interpreter", "p.training": "need:training"}
"""What two texts ask for words about; the others ask for the person's own account."""

THEMES: Final = {
    "incident_group": "lab.type",
    "incident_type": "lab.type",
    "ground": "lab.ground",
    "ground_detail": "lab.detail",
    "bias_indicator": "lab.indicator",
    "time_band": "lab.when",
    "frequency": "lab.frequency",
    "area": "lab.area",
    "district": "lab.district",
    "place_type": "lab.place",
    "perpetrator": "lab.who",
    "perpetrator_count": "lab.number",
    "victims_count": "lab.harmed",
    "harm": "lab.harm",
    "evidence": "lab.evidence",
    "reported_elsewhere": "lab.reported",
    "reason_not_reported": "lab.whynot",
    "reporter_knowledge": "lab.knows",
    "person_knows": "lab.person",
    "bystander_reaction": "lab.reaction",
    "need": "lab.need",
    "interpreter_language": "lab.lang",
    "age_band": "lab.age",
    "professional_type": "lab.work",
    "institution_type": "lab.inst",
}
"""The short name of what each taxonomy list is about, in the order of an interview."""


def theme(question: Question) -> Text | None:
    """Return the short name of what a question is about, or None where it only asks whether to go on."""
    if question.kind == "text":
        return text(_OWN_WORDS.get(question.ask, "lab.words"))
    return text(THEMES[question.list]) if question.list in THEMES else None
