"""A shared location becomes a district, which the person confirms; the point itself is kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import interview
from flows.card import Move
from flows.course import questions, settled
from flows.model import Codes, Session, text
from flows.places import nearest

if TYPE_CHECKING:
    from flows.bundle import Flows

_WHERE: Final = ("area", "district")
"""Lists of the questions that a location can answer."""


def asks_where(flows: Flows, session: Session) -> bool:
    """Whether the open question is about the part of the city."""
    return questions(flows, session).question(session.at).list in _WHERE


def located(flows: Flows, session: Session, latitude: float, longitude: float) -> Move:
    """Turn a point (degrees) into a district for the person to confirm; the point is kept nowhere."""
    district = nearest(flows.places, latitude, longitude)
    if district:
        return Move(replace(session, over=f"place:{district}", page=0))
    taken = settled(flows, _placed(flows, session, {"area": ("outside",)}))
    move = interview.asked_anew(flows, session, taken) or interview.gone_on(flows, session, taken)
    return move._replace(lead=(text("location.outside"), *move.lead))


def placed(flows: Flows, session: Session, district: str) -> Move:
    """Take a confirmed district as the answer to where it was."""
    area = str(flows.taxonomy.item("district", district).facts["area"])
    return interview.gone_on(
        flows, session, _placed(flows, session, {"area": (area,), "district": (district,)})
    )


def _placed(flows: Flows, session: Session, codes: dict[str, Codes]) -> Session:
    where = [question for question in questions(flows, session).questions if question.list in codes]
    there = {question.id: codes[question.list] for question in where}
    trail = tuple(id_ for id_ in session.trail if id_ not in there)
    return replace(session, answers={**session.answers, **there}, trail=(*trail, *there), picked=())
