"""What somebody writes, changes, sends or presses in a talk goes to the case as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import talk
from flows.card import Move
from flows.crisis import crisis
from flows.facts import (
    AnswerPutOff,
    InterpreterAnswered,
    Rated,
    ReporterEdited,
    ReporterFact,
    ReporterSentMedia,
    ReporterWrote,
)
from flows.model import MediaSent, Press, Session, Text, text
from flows.session import lay
from flows.standing import comes_back, live, tell

if TYPE_CHECKING:
    from typing import Literal

ANSWERS: Final = range(Press.OPEN, Press.RATE_NO + 1)
"""Keys on messages of a talk: they mean the same on every card, however old."""


def relays(session: Session) -> bool:
    """Whether what is written here reaches a person: in a talk, at the end with an open case, coming back.

    The edge asks before a turn, with the talk put in: only then is a photo or a voice message taken in.
    """
    return live(session) and (session.phase in ("talk", "end") or comes_back(session))


# ---------------------------------------------------------------------------- words


def wrote(session: Session, words: str) -> Move:
    """Relay words; the first ones of somebody who waits are acknowledged by the card, sent anew."""
    return _heard(session, ReporterWrote(words, crisis=crisis(words)))


def edited(session: Session, words: str) -> Move:
    """Relay what words were changed to; the card says nothing to it."""
    return tell(session, ReporterEdited(words, crisis=crisis(words)))


def _heard(session: Session, fact: ReporterFact) -> Move:
    session = talk.entered(session) if session.phase == "end" else session
    waits = session.talk is not None and session.talk.state in ("waiting", "resting")
    move = tell(replace(session, heard=True), fact)
    if session.heard or session.over or not waits:
        return move
    return move._replace(lead=(text("talk.received"),), fresh=True)


# ---------------------------------------------------------------------------- photos, voices, files


def sent(session: Session, event: MediaSent) -> Move:
    """Relay a photo that the edge has taken in; a voice waits for its button; the rest is refused kindly."""
    session = talk.entered(session) if session.phase == "end" else lay(session, "")
    session = replace(session, heard=True)
    if event.taken and event.kind == "photo":
        return _said(tell(session, _media("photo", event.caption)), text("talk.photo_ok"))
    if event.taken and event.kind == "voice":
        return tell(session, _media("voice", event.caption), held=True)._replace(fresh=True)
    # What was written beneath it is lost to nobody.
    facts = (ReporterWrote(event.caption, crisis=crisis(event.caption)),) if event.caption else ()
    return _said(tell(session, *facts), event.refused or text("talk.file_no"))


def _media(kind: Literal["photo", "voice"], caption: str) -> ReporterSentMedia:
    return ReporterSentMedia(kind, caption, crisis=crisis(caption))


def _said(move: Move, lead: Text) -> Move:
    return move._replace(lead=(lead,), fresh=True)


# ---------------------------------------------------------------------------- keys on messages


def answered(session: Session, press: Press) -> Move:
    """Do what a key on a message of the talk says; where that is settled, say so kindly."""
    now = session.talk
    if now is None:
        return _settled(session)
    match press:
        case Press.OPEN:
            return talk.answer_opened(session)._replace(toast=None if now.unread else _SETTLED)
        case Press.NOT_NOW:
            return tell(session, AnswerPutOff())._replace(toast=_LATER if now.unread else _SETTLED)
        case Press.REOPEN if now.state == "closed":
            return talk.reopened(session)
    if press in _INTERPRETER and now.helping in _ANSWERABLE[press] and live(session):
        answer, helping = _INTERPRETER[press]
        return tell(session, InterpreterAnswered(answer), helping=helping)
    if press in _RATED and not now.rated:
        return tell(session, Rated(_RATED[press]), rated=True)._replace(toast=text("ho.rate_thanks"))
    return _settled(session)


def _settled(session: Session) -> Move:
    return Move(session, toast=_SETTLED)


_SETTLED: Final = text("talk.settled")
_LATER: Final = text("talk.answer_later")
_INTERPRETER: Final[dict[int, tuple[Literal["yes", "other", "no"], str]]] = {
    Press.INTERPRETER_YES: ("yes", "joined"),
    Press.INTERPRETER_OTHER: ("other", "asked"),
    Press.INTERPRETER_NO: ("no", ""),
}
"""What is answered, and how far it is with the interpreter then."""
_ANSWERABLE: Final[dict[int, tuple[str, ...]]] = {
    Press.INTERPRETER_YES: ("offered",),
    Press.INTERPRETER_OTHER: ("offered", "joined"),
    Press.INTERPRETER_NO: ("asked", "offered", "joined"),
}
"""How far it may be with the interpreter: the keys stay where they are, and a yes may become a no later."""
_RATED: Final[dict[int, Literal["yes", "part", "no"]]] = {
    Press.RATE_YES: "yes",
    Press.RATE_PART: "part",
    Press.RATE_NO: "no",
}
