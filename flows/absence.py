"""The reporter goes, and comes back: quick exit, a blocked bot, the end of the talk, the return code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.caseend import over
from flows.caseteam import flagged
from flows.quietly import post

if TYPE_CHECKING:
    from flows.caseturn import Turn
    from flows.facts import ChatLeft


def chat_left(turn: Turn, fact: ChatLeft) -> Turn:
    """Let only a neutral card reach a chat that was left quickly, and nothing one that is blocked."""
    if fact.blocked:
        return blocked(turn)
    turn = turn.but(carded=False, away=True).tell_counsellor("st.left_chat")
    return flagged(turn, ("quiet",))


def blocked(turn: Turn) -> Turn:
    """Bring nothing into the chat any more; what waits goes to the return code's mailbox, if there is one."""
    if turn.case.left:
        return turn
    told = "team.blocked_code" if turn.case.code else "team.blocked"
    turn = post(turn.but(carded=False, away=True, left=True)).tell_counsellor(told)
    return flagged(turn, ("quiet",)).redraw()


def came_back(turn: Turn) -> Turn:
    """Take the chat to be open again, because the reporter does something in it."""
    return turn.but(left=False, away=False)


def code_given(turn: Turn) -> Turn:
    """Let the reporter's return code open what cannot come into the chat."""
    return post(turn.but(code=True)).redraw()


def talk_ended(turn: Turn) -> Turn:
    """Let the reporter leave the talk: an answer may wait for them; a case without a word is not kept."""
    case = turn.case
    told = case.talk or case.reports or case.talk_only or case.words or case.code or "minor" in case.flags
    if case.state == "waiting" and not told:
        return over(turn, "team.erased")
    if case.wish == "talk":
        turn = turn.but(wish="message")
    return turn.tell_counsellor("st.left_chat")
