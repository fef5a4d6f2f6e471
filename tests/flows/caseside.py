"""The side of the case as far as the conversation hears of it, played as simply as can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from msgspec.structs import replace

from flows.facts import (
    AnswerOpened,
    CaseOpened,
    ChatLeft,
    CodeGiven,
    InterpreterAnswered,
    InterpreterWished,
    LanguageChanged,
    Rated,
    Reopened,
    ReportAdded,
    ReporterFact,
    ReporterSentMedia,
    SafeTimeSaid,
    TalkEnded,
    VoiceReleased,
    VoiceWithdrawn,
)
from flows.model import CodeTried
from flows.session import Talk

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random


State = Literal["waiting", "claimed", "resting", "closed"]
STATES: Final[tuple[State, ...]] = get_args(State)
"""How a case may stand."""
RESULTS: Final[tuple[Literal["found", "wrong", "slip", "locked"], ...]] = (
    *("found", "found"),
    *("wrong", "slip", "locked"),
)
"""What may come of a code that was tried; every other one is right."""


def learned(case: Talk | None, fact: ReporterFact, waiting: int) -> Talk | None:
    """How the case stands after a fact; a case that nobody has opened learns nothing."""
    if isinstance(fact, CaseOpened):
        return Talk(
            "waiting",
            waiting,
            fact.wish,
            fact.lang,
            helping="asked" if fact.speaks else "",
            speaks=fact.speaks,
            quiet="quiet" in fact.flags,
            minor="minor" in fact.flags,
        )
    if isinstance(fact, ChatLeft):
        return replace(case, quiet=True) if case else None
    assert case is not None, f"{fact} is told to no case"
    return replace(case, **_changes(case, fact))


def _changes(case: Talk, fact: ReporterFact) -> dict[str, Any]:
    match fact:
        case AnswerOpened():
            return {"unread": 0}
        case SafeTimeSaid(answer=answer):
            return {"safe": answer}
        case ReporterSentMedia(kind="voice"):
            return {"held": True}
        case VoiceReleased() | VoiceWithdrawn():
            return {"held": False}
        case InterpreterWished(language=language):
            return {"speaks": language, "helping": case.helping or "asked"}
        case InterpreterAnswered(answer=said):
            return {"helping": {"yes": "joined", "other": "asked", "no": ""}[said]}
    return _others(case, fact)


def _others(case: Talk, fact: ReporterFact) -> dict[str, Any]:
    match fact:
        case CodeGiven():
            return {"code": True}
        case Rated():
            return {"rated": True}
        case LanguageChanged(lang=lang):
            return {"lang": lang}
        case Reopened():
            return {"state": "waiting"}
        case TalkEnded():
            return {"wish": "message"}
        case ReportAdded(flags=flags):
            return {"quiet": case.quiet or "quiet" in flags}
    return {}


# ---------------------------------------------------------------------------- the team at work


def moved_on(case: Talk | None, chance: Random) -> Talk | None:
    """How a case may stand after the team has been at it: anything, also gone."""
    if case is None or chance.random() < 0.05:
        return None
    changes: list[dict[str, Any]] = [
        {"state": chance.choice(STATES)},
        {"unread": chance.choice([0, 0, 2])},
        {"helping": chance.choice(["", "asked", "offered", "joined"]), "speaks": chance.choice(["", "ar"])},
        {"before": chance.randrange(6)},
        {"quiet": True},
        {"held": chance.random() < 0.3},
        {"safe": chance.choice(["", "any", "between", "no"])},
        {"code": True},
        {"rated": True},
    ]
    return replace(case, **chance.choice(changes))


def tried(at: datetime, chance: Random) -> CodeTried:
    """What the edge may say to a code."""
    result = chance.choice(RESULTS)
    letters = tuple(chance.choice([(), ("one",), ("one", "two")]))
    left, seconds = chance.randrange(10), chance.randrange(4000)
    return CodeTried(at=at, result=result, letters=letters, mailbox="0a", left=left, seconds=seconds)
