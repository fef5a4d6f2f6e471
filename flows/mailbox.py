"""The return code: offering one, showing its digits once, and reading what lies under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows.card import Card, Move, named
from flows.facts import CodeGiven
from flows.model import CodeTried, EmptyMailbox, MakeCode, Press, Say, Session, SetTimer, Text, TryCode, text
from flows.session import lay
from flows.standing import live, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.bundle import Flows

TIMER: Final = "code"
"""Takes the digits off the screen."""
SHOWN: Final = 600
"""Seconds that they stand there at most."""
GROUP: Final = 4
"""Digits between two spaces."""

_CLOSE: Final = (Press.CLOSE,)
_MINUTE: Final = 60

# ---------------------------------------------------------------------------- the cards


def _offer(_flows: Flows, _session: Session) -> Card:
    return Card((text("code.offer"),), named("btn.code_yes", "btn.code_no"))


def _digits(_flows: Flows, _session: Session) -> Card:
    """Show the place of the digits, which only the turn that made them knows (`with_digits`)."""
    return Card((text("code.gone"),), named("btn.code_saved", "btn.code_yes"))


def _enter(_flows: Flows, _session: Session) -> Card:
    return Card((text("code.prompt"),), controls=_CLOSE)


def _empty(_flows: Flows, _session: Session) -> Card:
    return Card((text("code.no_reply"),), controls=_CLOSE)


def _found(_flows: Flows, _session: Session) -> Card:
    return Card((text("code.found"),), named("btn.open"), controls=_CLOSE)


def _letters(_flows: Flows, session: Session) -> Card:
    """Show a letter a page; only on the last one can be said that all were read."""
    last = max(len(session.letters) - 1, 0)
    page = min(session.page, last)
    letter = text("code.letter", letter="".join(session.letters[page : page + 1]))
    return Card((letter,), named("btn.have_read") if page == last else (), controls=_CLOSE, pages=last + 1)


CARDS: Final[dict[str, Callable[[Flows, Session], Card]]] = {
    "code_offer": _offer,
    "code_card": _digits,
    "code": _enter,
    "code_empty": _empty,
    "code_found": _found,
    "letters": _letters,
}
"""What the mailbox lays over the conversation."""


def locked(_flows: Flows, _session: Session, minutes: str) -> Card:
    """Return the card that says for how long no code is tried."""
    return Card((text("code.locked", time=text("dur.minutes", count=int(minutes))),), controls=_CLOSE)


def with_digits(say: Say, code: str) -> Say:
    """Return the card with the digits on it; they stand nowhere else, and go when it is drawn anew."""
    groups = " ".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))
    shown: Text = text("code.card", code=groups, time=text("dur.minutes", count=SHOWN // _MINUTE))
    return replace(say, lines=(shown,), keys=(say.keys[0], say.keys[-1]))


# ---------------------------------------------------------------------------- presses


def back(_flows: Flows, session: Session) -> Session:
    """Return to where we were; letters that were not read stay in their mailbox."""
    return lay(session, "")


def act(_flows: Flows, session: Session, name: str) -> Move:
    """Do what a key of the mailbox says."""
    match name:
        case "btn.code_yes" if live(session):
            return Move(session, (MakeCode(),))
        case "btn.code_yes":
            return Move(lay(session, ""), toast=text("talk.settled"))
        case "btn.open":
            return Move(lay(session, "letters"))
        case "btn.have_read":
            emptied = (EmptyMailbox(session.mailbox),) if session.mailbox else ()
            return Move(lay(session, ""), emptied, lead=(text("code.hidden"),))
    hidden = (text("code.hidden"),) if name == "btn.code_saved" else ()
    return Move(lay(session, ""), lead=hidden)


# ---------------------------------------------------------------------------- what the edge answers


def made(session: Session) -> Move:
    """Take the code that the edge has made: the case has one from now on, whatever becomes of the card."""
    move = tell(lay(session, "code_card"), CodeGiven(), code=True)
    return move._replace(effects=(*move.effects, SetTimer(TIMER, SHOWN)))


def typed(session: Session, words: str) -> Move:
    """Try what was typed as a code."""
    return Move(session, (TryCode(words),))


def tried(session: Session, tried: CodeTried) -> Move:
    """Say what lies under the code that was typed."""
    match tried.result:
        case "slip":
            return Move(lay(session, "code"), lead=(text("code.slip"),))
        case "wrong":
            return Move(lay(session, "code"), lead=(text("code.wrong", count=tried.left),))
        case "locked":
            minutes = max(1, -(-tried.seconds // _MINUTE))
            return Move(lay(session, f"code_locked:{minutes}"))
    if not tried.letters:
        return Move(lay(session, "code_empty"))
    return Move(replace(lay(session, "code_found"), letters=tried.letters, mailbox=tried.mailbox))


# ---------------------------------------------------------------------------- silence


def settled(session: Session) -> Session:
    """Let letters stay only where they are being read."""
    if session.over in ("code_found", "letters") or not (session.letters or session.mailbox):
        return session
    return replace(session, letters=(), mailbox="")


def silent(session: Session) -> Session | None:
    """Return the session after the phone has lain silent over letters; None where there are none."""
    return settled(lay(session, "code")) if session.letters else None
