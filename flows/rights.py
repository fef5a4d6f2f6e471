"""Who of the team may do what in a case, with least rights for each role (R-GDPR-13, R-MIN-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flows.case import Colleague
    from flows.caseturn import Turn

LEAD: Final = ("counsellor", "coordinator")
"""Roles that lead talks."""


def no_counsellor(turn: Turn, who: str) -> str:
    """Return the id of the text why a colleague cannot be the counsellor of this case; "" if they can."""
    colleague = turn.roster.get(who)
    if not colleague or colleague.role not in LEAD:
        return "team.not_role"
    return _not_cleared(turn, colleague)


def no_interpreter(turn: Turn, who: str) -> str:
    """Return the id of the text why a colleague cannot interpret in this case; "" if they can."""
    case, colleague = turn.case, turn.roster.get(who)
    if not colleague or who == case.counsellor or who in case.declined:
        return "team.interp_unneeded"
    speaks = (case.speaks or case.lang) in colleague.languages
    if colleague.role != "interpreter" and (colleague.role == "analyst" or not speaks):
        return "team.interp_unneeded"
    return _not_cleared(turn, colleague)


def no_second(turn: Turn, who: str) -> bool:
    """Tell whether a colleague cannot confirm how this case is closed (R-LEG-3)."""
    colleague = turn.roster.get(who)
    return not colleague or colleague.role not in LEAD or who == turn.case.counsellor


def _not_cleared(turn: Turn, colleague: Colleague) -> str:
    """Whoever talks with a child is checked, interpreters too."""
    return "team.minor_only" if "minor" in turn.case.flags and not colleague.cleared else ""


def leads(turn: Turn, who: str) -> bool:
    """Tell whether a colleague is the counsellor who has this case now."""
    return who == turn.case.counsellor and turn.case.state in ("claimed", "resting")


def interprets(turn: Turn, who: str) -> bool:
    """Tell whether a colleague is in the talk as its interpreter now."""
    return who == turn.case.interpreter and turn.case.helping == "joined"
