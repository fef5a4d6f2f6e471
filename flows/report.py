"""The report: the codes of a finished interview by taxonomy list, for the register or for a counsellor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

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
    """Return what was answered, code for code; a skipped question is absent (flows.md X-19).

    Words of one's own are no codes: they stay with the case and never come here (R-GDPR-3, X-15).
    """
    return stored(passed_on(flows, session))


def passed_on(flows: Flows, session: Session) -> Report:
    """Return what was answered, for the counsellor of a case: also what only steers the talk."""
    return Report(session.role, codes(flows, session))


def stored(told: Report) -> Report:
    """Return a report without what the register has no column for; a case's is moved there like this."""
    return replace(told, codes={list_: picked for list_, picked in told.codes.items() if list_ in STORED})
