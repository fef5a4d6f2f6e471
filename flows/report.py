"""The report: the codes of a finished interview as the register will know them, by taxonomy list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows.course import codes
from flows.model import Report

if TYPE_CHECKING:
    from flows.bundle import Flows
    from flows.model import Session

STORED: Final = frozenset(
    {
        "ground",
        "ground_detail",
        "bias_indicator",
        "incident_type",
        "place_type",
        "district",
        "area",
        "time_band",
        "frequency",
        "perpetrator",
        "perpetrator_count",
        "victims_count",
        "harm",
        "reported_elsewhere",
        "reason_not_reported",
        "reporter_knowledge",
        "bystander_reaction",
        "institution_type",
        "need",
        "age_band",
    }
)
"""Lists with a column in the register (flows.md, "store": R); the others steer the talk and are forgotten."""


def report(flows: Flows, session: Session) -> Report:
    """Return what was answered, code for code; a skipped question is absent (flows.md X-19)."""
    told = codes(flows, session)
    return Report(session.role, {list_: picked for list_, picked in told.items() if list_ in STORED})
