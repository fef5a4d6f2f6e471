"""How the case of this chat stands, as far as the conversation knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from flows.card import Move
from flows.model import Talk, TellCase

if TYPE_CHECKING:
    from flows.facts import CaseOpened, ReporterFact
    from flows.model import Session


CHECK: Final = "check"
"""Step of the talk at which a message to be left is shown back."""


def live(session: Session) -> bool:
    """Whether there is a case that takes in what is written: one that waits, is claimed or rests."""
    return session.talk is not None and session.talk.state != "closed"


def comes_back(session: Session) -> bool:
    """Whether somebody writes whose session has ended and whose case is open, or holds an answer for them."""
    fresh = session.phase == "opening" and session.at == "lang" and not session.lang and not session.over
    return fresh and session.talk is not None and (live(session) or session.talk.unread > 0)


def leaves(session: Session) -> bool:
    """Whether what is written is a message left: nobody has the case, and nobody is waited for to talk.

    What joins a message that is shown back is one in any case.
    """
    if session.talk is None or not live(session):
        return False
    if session.phase == "talk" and session.at == CHECK:
        return True
    nobody = session.talk.state == "waiting" and session.talk.wish != "talk"
    return nobody and (session.phase in ("talk", "end") or comes_back(session))


def opened(session: Session, fact: CaseOpened) -> Session:
    """Stand as if the case were open that `fact` opens; from the next turn on the edge knows it better."""
    interpreted = bool(fact.speaks) or "interpreter" in fact.flags
    talk = Talk(
        state="waiting",
        before=session.waiting,
        wish=fact.wish,
        lang=fact.lang,
        quiet="quiet" in fact.flags,
        helping="asked" if interpreted else "",
        speaks=fact.speaks or (fact.lang if interpreted else ""),
        minor="minor" in fact.flags,
    )
    return replace(session, talk=talk, heard=False)


def tell(session: Session, *facts: ReporterFact, **now: Any) -> Move:
    """Tell the case what has happened; `now` is what follows from it for the rest of this turn.

    Where there is no case any more nobody is told.
    """
    if session.talk is None:
        return Move(session)
    return Move(replace(session, talk=replace(session.talk, **now)), tuple(TellCase(fact) for fact in facts))
