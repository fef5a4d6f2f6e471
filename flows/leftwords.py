"""A message left while nobody is there is shown back, and only a key makes it a line of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import telling
from flows.card import Move
from flows.crisis import crisis
from flows.facts import ReporterWrote
from flows.model import text
from flows.session import lay
from flows.standing import CHECK, live, tell
from flows.takeout import OVER

if TYPE_CHECKING:
    from flows.model import Session, Text, Value, Worded

OK: Final = "btn.text_ok"
DROP: Final = "btn.cancel"
KEYS: Final = (OK, DROP, telling.TAKE_OUT)
"""Beneath what is shown back; the last one is not there where the veil hides the words."""


def typed(session: Session, event: Worded, words: str) -> Move:
    """Show words back, below those that stand there already."""
    here = replace(session, at=CHECK)
    whole = telling.below(session, words)
    move = telling.shown_back(here, event, whole, telling.MOST_LEFT, text("talk.nothing_yet"))
    if move.session is here:
        return move._replace(session=session)
    return move._replace(session=replace(move.session, alarming=session.alarming or event.crisis))


def lines(session: Session) -> tuple[Text, ...]:
    """Return what is shown back, as it will be saved."""
    return telling.lines(session, text("ho.leave_prompt"))


def keys(session: Session) -> tuple[str, ...]:
    """Return the keys beneath it."""
    return KEYS[:-1] if session.at in session.veiled else KEYS


def pressed(session: Session, name: str) -> Move:
    """Save the words, drop them, or let more be taken out of them."""
    if name == telling.TAKE_OUT:
        return Move(lay(session, OVER))
    if not live(session):
        return Move(session, toast=text("talk.settled"))
    words = telling.told(session)
    cleared = replace(
        session,
        at=_after(session, name),
        typed="",
        alarming=False,
        veiled=tuple(id_ for id_ in session.veiled if id_ != CHECK),
    )
    if name == DROP:
        return Move(cleared)
    fact = ReporterWrote(words, crisis=session.alarming or crisis(words))
    return tell(replace(cleared, heard=True), fact)


def _after(session: Session, name: str) -> str:
    """Return the step that follows: more can be written, but who dropped what followed a report is done."""
    talk = session.talk
    if talk and talk.unread:
        return "answer"
    return talk.state if talk and name == DROP and talk.wish != "message" else "leave"


def left(session: Session) -> tuple[Text, ...]:
    """Say that the message is there, and when an answer may be expected."""
    if session.talk and session.talk.safe == "no":
        return (text("talk.safe_no"),)
    return (text("ho.left", when=when(session)),)


def when(session: Session) -> Value:
    """Return the sentence about when an answer may be expected, as the promise says it."""
    told = session.promise[-1].values.get("when") if session.promise else None
    return told or text("ho.off", next=text("ho.next_unknown"))


def prompt(session: Session) -> tuple[Text, ...]:
    """Ask for a message, or for more of it once the first words are saved."""
    return (text("talk.more" if session.heard else "ho.leave_prompt"),)
