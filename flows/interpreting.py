"""An interpreter beside the counsellor: asked for, offered to the reporter, joined, gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flows.quietly import mention, say, unsay
from flows.rights import interprets, leads, no_interpreter
from flows.waiting import announce, withdraw

if TYPE_CHECKING:
    from flows.caseturn import Turn
    from flows.facts import InterpreterAnswered, InterpreterWished
    from flows.model import Text
    from flows.teamfacts import Claimed, InterpreterAsked, InterpreterDismissed

UNNEEDED: Final = "team.interp_unneeded"


# ---------------------------------------------------------------------------- asked for


def wished(turn: Turn, fact: InterpreterWished) -> Turn:
    """Look for an interpreter because the reporter would like one; the counsellor hears of it."""
    called = call(turn, fact.language)
    told = called.case.speaks != turn.case.speaks or called.case.helping != turn.case.helping
    return called.tell_counsellor("team.called", lang=called.language) if told else called


def asked(turn: Turn, fact: InterpreterAsked) -> Turn:
    """Look for an interpreter because the counsellor needs one."""
    return call(turn, fact.language) if leads(turn, fact.by) else turn.refuse("team.nobodys")


def call(turn: Turn, language: str) -> Turn:
    """Announce that an interpreter is wanted; one who is there already stays."""
    if language in turn.flows.taxonomy.lists["interpreter_language"]:
        turn = turn.but(speaks=language)
    if turn.case.helping == "asked":
        return announce(turn, "interpreter")
    if turn.case.helping:
        return turn
    return _look(turn).redraw()


def _look(turn: Turn) -> Turn:
    flags = tuple(flag for flag in turn.case.flags if flag != "interpreter")
    return announce(turn.but(helping="asked", flags=(*flags, "interpreter")), "interpreter")


# ---------------------------------------------------------------------------- offered


def claimed(turn: Turn, fact: Claimed) -> Turn:
    """Let a colleague interpret, if the reporter, who is told first, agrees."""
    if turn.case.interpreter == fact.by:
        return turn
    if turn.case.interpreter:
        return turn.refuse("st.claimed_by", staff=turn.name(turn.case.interpreter))
    if turn.case.helping != "asked":
        return turn.refuse("team.settled")
    if why := no_interpreter(turn, fact.by):
        return turn.refuse(why)
    turn = withdraw(turn, "interpreter").but(interpreter=fact.by, helping="offered")
    return say(turn.tell(fact.by, "team.interp_asked").redraw(), "interpreter")


def answered(turn: Turn, fact: InterpreterAnswered) -> Turn:
    """Do what the reporter said; the key stays where it is, so a yes may become a no later."""
    match fact.answer, turn.case.helping:
        case "yes", "offered":
            return _joined(turn)
        case "other", "offered" | "joined":
            declined = (*turn.case.declined, turn.case.interpreter)
            turn = _look(_vacated(turn).but(declined=declined))
            turn = turn.tell_counsellor("team.interp_other").redraw()
            return turn.answer("ho.interp_asked", lang=turn.language)
        case "no", "asked" | "offered" | "joined":
            turn = ended(turn).tell_counsellor("team.interp_no").redraw()
            return turn.answer("talk.interp_no")
    return turn


def _joined(turn: Turn) -> Turn:
    """Bring the interpreter into the talk as it is from now on, without its history."""
    who = turn.case.interpreter
    turn = unsay(turn, "interpreter").but(helping="joined", shared=()).seat(who, ())
    turn = turn.tell_counsellor("team.interp_joined", staff=turn.name(who)).redraw()
    return turn.answer("ho.interp_joined", lang=turn.language)


# ---------------------------------------------------------------------------- gone


def dismissed(turn: Turn, fact: InterpreterDismissed) -> Turn:
    """Go on without an interpreter at the counsellor's word; for one who goes, another is looked for."""
    if leads(turn, fact.by):
        there = turn.case.helping == "joined"
        turn = ended(turn).redraw()
        return mention(turn, "ho.interp_left") if there else turn
    if interprets(turn, fact.by):
        return lost(turn)
    return turn.refuse("team.nobodys")


def lost(turn: Turn) -> Turn:
    """Look for another interpreter, because the one who was there is gone."""
    there = turn.case.helping == "joined"
    turn = _look(_vacated(turn)).tell_counsellor("team.interp_left").redraw()
    return mention(turn, "ho.interp_left") if there else turn


def ended(turn: Turn, told: str = UNNEEDED, **values: Text) -> Turn:
    """Want no interpreter any longer, and tell one who is there; nothing happens where none was wanted."""
    if not turn.case.helping:
        return turn
    flags = tuple(flag for flag in turn.case.flags if flag != "interpreter")
    return withdraw(_vacated(turn, told, **values), "interpreter").but(helping="", flags=flags)


def _vacated(turn: Turn, told: str = UNNEEDED, **values: Text) -> Turn:
    """Let whoever was to interpret, or did, not be in the case any longer."""
    who = turn.case.interpreter
    if not who:
        return turn
    turn = unsay(turn.unseat(who), "interpreter").tell(who, told, **values)
    return turn.but(interpreter="", shared=())
