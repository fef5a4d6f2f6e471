"""An entry: what the register knows of a report, as picked and as derived, by the columns of the export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from flows.model import Codes  # noqa: TC001  msgspec reads the annotations when the classes are made

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flows.model import Report
    from flows.questionnaire import Item, Taxonomy

GRAVITY: Final = ("criminal_offence", "discrimination", "hate_speech", "other")
"""Classes, the gravest first."""
VIOLENCE: Final = ("Violent attacks against people", "Threats/Harassment", "Attacks against property")
"""ODIHR types, the gravest first; a type without one comes after them."""


class Entry(Struct, frozen=True, kw_only=True, rename={"class_": "class"}):
    """One row of the register: codes of the taxonomy; None for what was skipped or never asked.

    A column is a tuple where several codes are possible; they stand in the order of the taxonomy.
    """

    period: str
    """Month of the flush, "2026-07"."""
    source: str
    """bot, office, phone or import."""
    role: str
    grounds: Codes | None = None
    ground_details: Codes | None = None
    bias_indicators: Codes | None = None
    incident_types: Codes | None = None
    class_: str | None = None
    odihr_type: str | None = None
    odihr_bias: Codes | None = None
    """Labels of ODIHR; empty where grounds were picked that have none."""
    odihr_eligible: bool = False
    pl_penal_code_ground: bool = False
    sphere: str | None = None
    place_type: str | None = None
    district: str | None = None
    area: str | None = None
    time_band: str | None = None
    frequency: str | None = None
    perpetrators: Codes | None = None
    perpetrator_count: str | None = None
    victims_count: str | None = None
    harms: Codes | None = None
    reported_elsewhere: Codes | None = None
    reasons_not_reported: Codes | None = None
    reporter_knowledge: str | None = None
    bystander_reaction: str | None = None
    institution_type: str | None = None
    needs: Codes | None = None
    age_band: str | None = None
    outcome: str | None = None


SEVERAL: Final = {
    "grounds": "ground",
    "ground_details": "ground_detail",
    "bias_indicators": "bias_indicator",
    "incident_types": "incident_type",
    "perpetrators": "perpetrator",
    "harms": "harm",
    "reported_elsewhere": "reported_elsewhere",
    "reasons_not_reported": "reason_not_reported",
    "needs": "need",
}
"""Columns copied with all their codes, and the taxonomy list of each."""
ONE: Final = (
    *("place_type", "time_band", "frequency", "perpetrator_count", "victims_count", "reporter_knowledge"),
    *("bystander_reaction", "institution_type", "age_band"),
)
"""Columns copied with their one code, called as the taxonomy list."""


def entry(
    report: Report, taxonomy: Taxonomy, period: str, source: str = "bot", outcome: str | None = None
) -> Entry:
    """Return the entry of a report; a code that the taxonomy does not know is left out.

    `outcome` is a case's, where the report does not carry it.
    """
    told = _Told(report, taxonomy)
    gravest = told.gravest()
    class_, odihr_type = gravest.get("class"), gravest.get("odihr_type")
    bias = told.bias()
    district, area = told.where()
    copied: dict[str, Any] = {column: told.several(list_) for column, list_ in SEVERAL.items()}
    copied |= {list_: told.one(list_) for list_ in ONE}
    return Entry(
        period=period,
        source=source,
        role=report.role,
        class_=class_,
        odihr_type=odihr_type,
        odihr_bias=bias,
        odihr_eligible=bool(class_ == GRAVITY[0] and odihr_type and bias and told.indicated()),
        pl_penal_code_ground=any(item.facts.get("pl_penal_code_ground") for item in told.items("ground")),
        sphere=told.sphere(gravest),
        district=district,
        area=area,
        outcome=told.outcome() or outcome,
        **copied,
    )


class _Told:
    """A report, read with the taxonomy beside it."""

    def __init__(self, report: Report, taxonomy: Taxonomy) -> None:
        self._codes = report.codes
        self._outcome = report.outcome
        self._taxonomy = taxonomy

    def items(self, list_: str) -> list[Item]:
        """What was picked of a list, in the order of the taxonomy."""
        picked = set(self._codes.get(list_, ()))
        return [item for code, item in self._taxonomy.lists[list_].items() if code in picked]

    def several(self, list_: str) -> Codes | None:
        return tuple(item.code for item in self.items(list_)) or None

    def one(self, list_: str) -> str | None:
        return next((item.code for item in self.items(list_)), None)

    def outcome(self) -> str | None:
        return self._outcome if self._outcome in self._taxonomy.lists["outcome"] else None

    def gravest(self) -> dict[str, Any]:
        """The facts of the gravest type: by class, among equals by ODIHR type, then in taxonomy order."""
        facts = [item.facts for item in self.items("incident_type")]
        return min(facts, key=_gravity, default={})

    def bias(self) -> Codes | None:
        """All ODIHR labels; a ground is named by its details where one of them has a label."""
        grounds, details = self.items("ground"), self.items("ground_detail")
        labelled = [item for item in details if item.facts.get("odihr_bias")]
        named = {item.facts.get(parent) for item in labelled for parent in ("parent", "also_parent")}
        labels = _labels([*labelled, *(ground for ground in grounds if ground.code not in named)])
        return labels if grounds or details else None

    def indicated(self) -> bool:
        """Whether something showed the motive that ODIHR counts."""
        return any(item.facts.get("odihr_counts", True) for item in self.items("bias_indicator"))

    def sphere(self, gravest: dict[str, Any]) -> str | None:
        """From the place, else the gravest type, else the institution."""
        places = (item.facts for item in self.items("place_type"))
        institutions = (item.facts for item in self.items("institution_type"))
        spheres = (facts.get("sphere") for facts in (*places, gravest, *institutions))
        return next((sphere for sphere in spheres if sphere), None)

    def where(self) -> tuple[str | None, str | None]:
        """District and area; what happened only online happened nowhere else."""
        districts, area = self.items("district"), self.one("area")
        if districts:
            return districts[0].code, area or districts[0].facts.get("area")
        if self.several("incident_type") == ("online_hate",) and not (area or self.one("place_type")):
            return "online", "online"
        return None, area


def _labels(items: Iterable[Item]) -> Codes:
    labels = (item.facts.get("odihr_bias") for item in items)
    return tuple(dict.fromkeys(label for label in labels if label))


def _gravity(facts: dict[str, Any]) -> tuple[int, int]:
    class_, type_ = facts["class"], facts.get("odihr_type")
    return GRAVITY.index(class_), VIOLENCE.index(type_) if type_ in VIOLENCE else len(VIOLENCE)
