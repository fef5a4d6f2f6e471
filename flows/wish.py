"""When a report becomes a case, and what its counsellor is told when it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from msgspec.structs import replace

from flows import words
from flows.course import situation, valid, with_ticks
from flows.facts import CaseOpened, Report, ReportAdded
from flows.people import spoken
from flows.report import passed_on

if TYPE_CHECKING:
    from flows.bundle import Flows
    from flows.model import Codes, Session

UNSAFE: Final = ("emergency", "help_card")
"""Steps of the opening that say: not safe, or not sure."""
SAFETY: Final = frozenset({"danger", "minor", "quiet", "interpreter"})
"""Flags that a counsellor needs whoever asks for them, also where no answer is passed on."""


def case_opens(flows: Flows, session: Session) -> bool:
    """Whether what is sent now is read by a counsellor, and not only counted."""
    return words.case_opens(situation(flows, session))


def young(flows: Flows, session: Session) -> bool:
    """Whether the person who writes, or on whose behalf somebody writes, was said to be under 18."""
    return words.under_18(situation(flows, session))


def may_enter(flows: Flows, session: Session) -> bool:
    """Whether the coded answers may become an entry when the case ends, unless only the talk is wished.

    Not for a training, nor what the person concerned does not want, nor with neither type nor ground.
    """
    now = situation(flows, session)
    refused = now.picked("person_knows", "does_not_want")
    return valid(flows, session) and not refused and now.purpose != "training"


def opening(flows: Flows, session: Session, wish: Literal["report", "talk", "message"]) -> CaseOpened:
    """Return the case that begins with what was told so far; call it before the session leaves its phase.

    With a report all of it is passed on, before a talk only if the person said so (`session.asking`).
    """
    session = with_ticks(flows, session)
    passed = wish == "report" or bool(session.asking and session.asking.pass_on)
    reports = _reports(flows, session) if passed else ()
    return CaseOpened(
        lang=spoken(session),
        role=session.role if passed else "",
        reports=reports,
        register=_register(flows, session) if reports else True,
        words=session.words if passed else {},
        speaks=_speaks(flows, session),
        flags=tuple(flag for flag in _flags(flows, session) if passed or flag in SAFETY),
        wish=wish,
    )


def added(flows: Flows, session: Session) -> ReportAdded:
    """Return what is told to the case that is open in this chat already."""
    session = with_ticks(flows, session)
    return ReportAdded(
        reports=_reports(flows, session),
        register=_register(flows, session),
        words=session.words,
        flags=_flags(flows, session),
    )


def _register(flows: Flows, session: Session) -> bool:
    return may_enter(flows, session) and not session.only_talk


def _reports(flows: Flows, session: Session) -> tuple[Report, ...]:
    """Return all that was answered, so that nobody has to tell it twice (flows.md X-5).

    What a professional came for stands among the needs where nothing can become an entry from there.
    """
    told = passed_on(flows, session) if session.flow else Report(session.role, {})
    purpose = situation(flows, session).purpose
    if purpose and not told.codes.get("need") and not _register(flows, session):
        told = replace(told, codes={**told.codes, "need": (purpose,)})
    return (told,) if told.codes else ()


def _speaks(flows: Flows, session: Session) -> str:
    """Return the language an interpreter is wished for, "" where it is the one in which the bot speaks."""
    asked = session.asking.speaks if session.asking else ""
    picked = situation(flows, session).of("interpreter_language")
    language = asked or next(iter(picked), "")
    return "" if language == spoken(session) else language


def _flags(flows: Flows, session: Session) -> Codes:
    now = situation(flows, session)
    types = [item.facts for item in now.items("incident_type")]
    told = [*types, *(item.facts for item in now.items("harm"))]
    unsafe = session.phase == "opening" and session.at in UNSAFE
    # A professional who needs an interpreter needs one for somebody else, not for this chat.
    interpreter = now.picked("need", "interpreter") and session.role != "professional"
    flags = {
        "danger": unsafe or now.picked("time_band", "now"),
        "minor": words.under_18(now),
        "quiet": any(facts.get("quiet_mode") for facts in types)
        or now.picked("perpetrator", "partner_family"),
        "duty": any(facts.get("duty_flag") for facts in told) or words.trafficking(now),
        "interpreter": interpreter or bool(_speaks(flows, session)),
    }
    return tuple(flag for flag, holds in flags.items() if holds)
