"""A conversation under a questionnaire that has changed since its last turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from flows import interview
from flows.course import carried_over, questions
from flows.model import Session, Text, text

if TYPE_CHECKING:
    from flows.bundle import Flows


def fitted(flows: Flows, session: Session) -> tuple[Session, tuple[Text, ...]]:
    """Carry a session over to a questionnaire that has changed since its last turn.

    The card gets a new number: what is pressed on the one that stands there meant the old choices.
    """
    if not session.flow or session.revision == questions(flows, session).revision:
        return session, ()
    carried = replace(carried_over(flows, session), card=session.card + 1)
    if session.phase != "interview":
        return carried, (text("sys.changed"),) if session.phase == "review" else ()
    return interview.onward(flows, carried).session, (text("sys.changed"),)
