"""The answers of a report as colleagues read them: what matters first in a few lines, and all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows.model import Listing, Text, label, text
from flows.texts import Lines
from flows.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flows.facts import Report
    from flows.questionnaire import Taxonomy

    Answers = dict[str, tuple[Text, ...]]

SHORT: Final = {
    "lab.type": ("incident_type",),
    "lab.ground": ("ground", "ground_detail"),
    "lab.when": ("time_band", "frequency"),
    "lab.place": ("area", "district", "place_type"),
    "lab.who": ("perpetrator",),
    "lab.harm": ("harm",),
    "lab.need": ("need",),
}
"""What stands on the card itself: the name of each line, and the lists whose answers share it."""
MOST: Final = 3
"""Answers in such a line; of the others it says how many there are."""
ROOM: Final = 24
"""Answers on one page of all of them: a label has at most 40 signs, so each takes about a line of a phone."""
OF_THEIRS: Final = {"reporter_knowledge": "team.lab.knows", "professional_type": "team.lab.work"}
"""Names that differ from those of the review, which speaks to the reporter."""


def short(taxonomy: Taxonomy, report: Report) -> Text | None:
    """Return what happened, where, when and what is needed, a line each; None where none of it was told."""
    told = _shared(_answers(taxonomy, report))
    lines = tuple(line(name, _first(labels)) for name, labels in told.items())
    return text("team.as_it_is", words=Lines(lines)) if lines else None


def whole(taxonomy: Taxonomy, report: Report) -> list[Text]:
    """Return all that was told, page by page; no page where the few lines say it all."""
    answers = _answers(taxonomy, report)
    if sum(min(len(labels), MOST) for labels in _shared(answers).values()) == sum(map(len, answers.values())):
        return []
    pages: list[tuple[Text, ...]] = []
    room = 0
    for list_, labels in answers.items():
        if len(labels) > room:
            pages.append(())
            room = ROOM
        pages[-1] += (line(OF_THEIRS.get(list_, THEMES[list_]), labels),)
        room -= len(labels)
    return [text("team.answers", answers=Lines(page)) for page in pages]


def line(name: str, labels: Iterable[Text]) -> Text:
    """Return a line: the id of its name, and what is said of that."""
    return text("review.line", label=text(name), answers=Listing(tuple(labels)))


def _shared(answers: Answers) -> Answers:
    """Return the labels of each line that stands on the card itself, by its name."""
    told = {
        name: [label_ for list_ in lists for label_ in answers.get(list_, ())]
        for name, lists in SHORT.items()
    }
    return {name: tuple(labels) for name, labels in told.items() if labels}


def _first(labels: tuple[Text, ...]) -> Iterator[Text]:
    yield from labels[:MOST]
    if len(labels) > MOST:
        yield text("team.more", number=len(labels) - MOST)


def _answers(taxonomy: Taxonomy, report: Report) -> Answers:
    """Return the labels by list, in the order of an interview; only the most exact of what was told."""
    codes = {list_: report.codes[list_] for list_ in THEMES if list_ in report.codes}
    kinds, groups = taxonomy.lists["incident_type"], codes.pop("incident_group", ())
    named = {kinds[code].facts["group"] for code in codes.get("incident_type", ()) if code in kinds}
    if "district" in codes:
        codes.pop("area", None)
    told = {list_: tuple(label(list_, code) for code in picked) for list_, picked in codes.items()}
    rest = (label("incident_group", group) for group in groups if group not in named)
    happened = (*told.pop("incident_type", ()), *rest)
    return {"incident_type": happened, **told} if happened else told
