"""How a conversation ends: with a report, without one, or at once; nothing of the answers stays behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import people, wish
from flows.card import Move
from flows.course import codes, situation
from flows.facts import ChatLeft, Reopened
from flows.model import Erase, Say, SendReport, Session, TellCase, text
from flows.report import report
from flows.standing import live, opened, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.bundle import Flows
    from flows.model import Codes, Effect

REGISTER: Final = "thanks.register"
"""The thanks for a report that is only counted."""
_AT_WORK: Final = frozenset({"work_unequal", "labour_exploitation"})


def sent(flows: Flows, session: Session) -> Move:
    """Send the report; of the answers nothing stays but what the last card was chosen by.

    That goes too when the timer `shedding.SHED` has run out. With a wish the report goes to a case: to
    the one of this chat, or else to a new one.
    """
    now, effects, thanks = _sent(flows, session)
    told = codes(flows, session)
    ended = replace(
        now,
        phase="end",
        at="sent",
        page=0,
        role="",
        answers={},
        trail=(),
        picked=(),
        editing="",
        veiled=(),
        words={},
        typed="",
        aside="",
        topic=thanks,
        contacts=people.fitting(flows, session),
        tips=_tips(flows, session.role, told),
    )
    asks = "safe_time" if ended.talk and ended.talk.quiet and not ended.talk.safe else ""
    return Move(replace(ended, over=asks if thanks != REGISTER else ""), effects)


def _sent(flows: Flows, session: Session) -> tuple[Session, tuple[Effect, ...], str]:
    """Return the session with its case, what is to be done, and the text that says thanks."""
    if not wish.case_opens(flows, session):
        return session, (SendReport(report(flows, session)),), REGISTER
    counted = wish.may_enter(flows, session) and not session.only_talk
    training = situation(flows, session).purpose == "training"
    young = wish.young(flows, session)
    thanks = "talk.training" if training else "minor.end" if young else "thanks.case"
    noted = replace(session, only_talk=not counted)
    if session.talk is None:
        fact = wish.opening(flows, session, "report")
        return opened(noted, fact), (TellCase(fact),), thanks
    added = wish.added(flows, session)
    quiet = session.talk.quiet or "quiet" in added.flags
    if live(session):
        move = tell(noted, added, quiet=quiet)
    else:
        move = tell(noted, Reopened(), added, quiet=quiet, state="waiting", wish="report")
    return move.session, move.effects, thanks


def left(flows: Flows, session: Session, ask: str) -> Session:
    """End without a report: the text `ask` is the last card, contacts stand with it, the answers are gone."""
    contacts = people.fitting(flows, session)
    young = ask == "minor.start" or (ask == "alone.minor" and session.role == "victim")
    emptied = replace(session, answers={}, trail=(), picked=(), veiled=(), editing="", flow="", role="")
    emptied = replace(emptied, words={}, typed="", only_talk=False, aside="", revision="", sheet=0)
    tips = ("minor.adult",) if young else ()
    return replace(emptied, phase="end", at="left", page=0, topic=ask, contacts=contacts, tips=tips)


def quick_exit(session: Session) -> Move:
    """Leave at once: a neutral card is all that stays in the chat (flows.md X-7, frame.md R-DV-1).

    A case goes on, but from now on only a neutral card may come.
    """
    told = (TellCase(ChatLeft()),) if session.talk else ()
    return Move(session, (*told, Erase("draft", neutral(session))))


def neutral(session: Session) -> Say:
    """Return the card that shows nothing of what this chat was about."""
    return Say(people.spoken(session), session.card + 1, (text("exit.neutral"),))


def _tips(flows: Flows, role: str, told: Mapping[str, Codes]) -> Codes:
    """Choose the further cards by what was told: rights, time limits, retaliation, proofs, Blue Cards."""
    types = set(told.get("incident_type", ()))
    classes = {flows.taxonomy.item("incident_type", code).facts["class"] for code in types}
    at_work = bool(types & _AT_WORK) or "workplace" in told.get("place_type", ())
    lapsed = "over_three_years" in told.get("time_band", ())
    chosen = {
        "help.rights": "discrimination" in classes,
        "help.deadlines": not lapsed and bool(classes - {"other"}),
        "help.deadlines_work": at_work and not lapsed,
        "help.retaliation": at_work or "retaliation" in types,
        "help.evidence": role == "victim" or "evidence" in told,
        "help.blue_cards": "domestic_violence" in types and role != "professional",
    }
    return tuple(tip for tip, shown in chosen.items() if shown)
