"""The talk with a person: how it stands, leaving a message, and when an answer may come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from flows import ending, interview, leaving, leftwords, people
from flows.card import Card, Move, chosen, named
from flows.course import course, questions
from flows.facts import (
    AnswerOpened,
    AnswerPutOff,
    Reopened,
    SafeTimeSaid,
    Span,
    TalkEnded,
    VoiceReleased,
    VoiceWithdrawn,
)
from flows.model import Press, Session, Text, label, text
from flows.session import lay
from flows.span import parse_span
from flows.standing import CHECK, live, tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from flows.bundle import Flows

STATES: Final = ("waiting", "claimed", "resting", "closed", "gone")
"""Steps of the talk that follow its case; the others are "answer", "leave", CHECK and "left"."""

# ---------------------------------------------------------------------------- coming and going


def state(session: Session) -> str:
    """Return how the case stands, "gone" where there is none any more."""
    return session.talk.state if session.talk else "gone"


def entered(session: Session) -> Session:
    """Stand at the talk; a draft is put aside, and nothing of what was said before is shown (R-DV-4)."""
    drafting = session.phase in ("interview", "review")
    aside = f"{session.phase} {session.at}\n{session.typed}" if drafting else session.aside
    typed = "" if drafting else session.typed
    at = "answer" if session.talk and session.talk.unread else state(session)
    at = CHECK if typed and live(session) else at
    lang = session.lang or (session.talk.lang if session.talk else "")
    there = replace(lay(session, ""), phase="talk", at=at, aside=aside, typed=typed)
    return replace(there, lang=lang, asking=None)


def settled(session: Session) -> Session:
    """Follow the case, which may have moved on since the last turn; a voice message waits for its button."""
    if session.phase != "talk":
        return session
    unread = session.talk is not None and session.talk.unread > 0
    stays = (session.at == "answer" and unread) or (session.at in ("leave", CHECK, "left") and live(session))
    session = session if stays else replace(session, at=state(session))
    held = session.talk is not None and session.talk.held
    return lay(session, "voice") if held and not session.over else session


def resumed(flows: Flows, session: Session, lead: tuple[Text, ...] = ()) -> Move:
    """Go on with the draft that was put aside, at the question where it was left if that is still asked."""
    place, _, typed = session.aside.partition("\n")
    phase, _, at = place.partition(" ")
    back = replace(session, at=at, aside="", over="", page=0, typed=typed)
    if phase == "review":
        return Move(interview.to_review(back), lead=lead)
    back = replace(back, phase="interview")
    asked = at in questions(flows, back).by_id and any(question.id == at for question in course(flows, back))
    if asked and (at not in back.trail or back.editing):
        return Move(back, lead=lead)
    move = interview.onward(flows, replace(back, picked=(), typed="", editing="", sheet=0))
    return move._replace(lead=lead)


# ---------------------------------------------------------------------------- the card


def card(flows: Flows, session: Session) -> Card:
    """Return the card of the talk: how it stands, then places that help and what can be done meanwhile."""
    options = named(*_options(session))
    first = _FIRST[session.at](session)
    if session.at not in ("waiting", "resting", "left"):
        return Card(first, options)
    contacts = people.shown(flows, session.contacts or people.fitting(flows, session))
    told = [first, (text("help.contacts", contacts=contacts),), *ending.tips(flows, session)]
    return Card(told[min(session.page, len(told) - 1)], options, pages=len(told))


def _options(session: Session) -> tuple[str, ...]:
    """Return the keys of a step; only the last of them may come and go while the card stands."""
    onward = "btn.continue" if session.aside else "btn.again"
    match session.at:
        case "answer":
            return ("btn.open", "btn.not_now")
        case "leave":
            return ("btn.done", "btn.end_chat")
        case "check":
            return leftwords.keys(session)
        case "closed":
            return ("btn.reopen", onward)
        case "gone":
            return ("btn.continue" if session.aside else "btn.start_report",)
    offered = session.talk is not None and not session.talk.code
    return (onward, "btn.end_chat", *(("btn.code",) if offered else ()))


def _waiting(session: Session) -> tuple[Text, ...]:
    talk = session.talk
    if talk is None or talk.wish != "talk":
        return (text("talk.waits", when=leftwords.when(session)), *_interpreter(session))
    first = session.promise if session.on_duty else (text("talk.waits", when=leftwords.when(session)),)
    queue = text("ho.queue", count=talk.before) if talk.before else text("ho.first")
    return (*first, queue, *_interpreter(session))


def _interpreter(session: Session) -> tuple[Text, ...]:
    """Say how far it is with the interpreter."""
    talk = session.talk
    id_ = _HELPING.get(talk.helping) if talk else None
    return (
        (text(id_, lang=label("interpreter_language", talk.speaks)),) if id_ and talk and talk.speaks else ()
    )


_HELPING: Final = {"asked": "ho.interp_asked", "joined": "talk.interpreted"}


_FIRST: Final[dict[str, Callable[[Session], tuple[Text, ...]]]] = {
    "answer": lambda _: (text("talk.answer_card"),),
    "leave": leftwords.prompt,
    CHECK: leftwords.lines,
    "left": leftwords.left,
    "waiting": _waiting,
    "claimed": lambda session: (text("talk.on"), *_interpreter(session)),
    "resting": lambda session: (text("talk.resting"), *_interpreter(session)),
    "closed": lambda _: (text("talk.closed"),),
    "gone": lambda _: (text("talk.gone"),),
}

# ---------------------------------------------------------------------------- presses


def press(flows: Flows, session: Session, number: int) -> Move | None:
    """Do what a key of the talk says; None where no such key can stand there."""
    option = chosen(card(flows, session), number)
    return _chosen(flows, session, option[0]) if option else None


def _chosen(flows: Flows, session: Session, name: str) -> Move:
    if name in _OF_THE_CASE:
        return _OF_THE_CASE[name](session) if session.talk else Move(session, toast=text("talk.settled"))
    match name:
        case "btn.continue":
            return resumed(flows, session)
        case "btn.code":
            return Move(lay(session, "code_offer"))
        case "btn.end_chat":
            return Move(lay(session, "end_chat"))
        case _ if session.at == CHECK:
            return leftwords.pressed(session, name)
    return ending.again(flows, session)


def answer_opened(session: Session) -> Move:
    """Let what waits come: the person wants to read it now."""
    move = tell(session, AnswerOpened(), unread=0)
    at = state(session) if session.at == "answer" else session.at
    return move._replace(session=replace(move.session, at=at if session.phase == "talk" else session.at))


def _put_off(session: Session) -> Move:
    move = tell(session, AnswerPutOff())
    shown = replace(move.session, at=state(session))
    return move._replace(session=shown, lead=(text("talk.answer_later"),))


def _done(session: Session) -> Move:
    """End the message; in a quiet case ask whether and when an answer may come."""
    if not session.heard:
        return Move(session, lead=(text("talk.nothing_yet"),))
    return Move(lay(replace(session, at="left"), safe_time(session)))


def safe_time(session: Session) -> str:
    """Return the card that asks when an answer may come, "" where it need not or was asked before."""
    return "safe_time" if session.talk and session.talk.quiet and not session.talk.safe else ""


def reopened(session: Session) -> Move:
    """Open a closed case again; it waits for a person as before."""
    if state(session) != "closed":
        return Move(session, toast=text("talk.settled"))
    move = tell(session, Reopened(), **_again(session))
    # Of what waited to be read the word about the closing is settled: the next look tells what is left.
    fresh = replace(entered(move.session), at="waiting", heard=False)
    return move._replace(session=fresh, lead=(text("ho.reopened"),), fresh=True)


def _again(session: Session) -> dict[str, Any]:
    """Return how a closed case stands that is open again."""
    return {"state": "waiting", "wish": "talk", "before": session.waiting}


_OF_THE_CASE: Final[dict[str, Callable[[Session], Move]]] = {
    "btn.open": answer_opened,
    "btn.not_now": _put_off,
    "btn.done": _done,
    "btn.reopen": reopened,
}
"""Keys that need a case, which may have ended since the card was drawn."""

# ---------------------------------------------------------------------------- laid over


def _end(_flows: Flows, _session: Session) -> Card:
    return Card((text("talk.end_q"),), named("btn.end_chat"), controls=(Press.CLOSE,))


def _safe_time(_flows: Flows, _session: Session) -> Card:
    names = ("btn.time_any", "btn.time_between", "btn.time_no")
    return Card((text("talk.safe_time"),), named(*names), controls=(Press.CLOSE,))


def _safe_hours(_flows: Flows, _session: Session) -> Card:
    return Card((text("talk.safe_hours"),), controls=(Press.CLOSE,))


def _safe_no(_flows: Flows, session: Session) -> Card:
    offered = ("btn.code",) if session.talk and not session.talk.code else ()
    return Card((text("talk.safe_no"),), named(*offered), controls=(Press.CLOSE,))


def _voice(_flows: Flows, _session: Session) -> Card:
    return Card((text("talk.voice"),), named("btn.voice_send", "btn.cancel"))


CARDS: Final[dict[str, Callable[[Flows, Session], Card]]] = {
    "end_chat": _end,
    "safe_time": _safe_time,
    "safe_hours": _safe_hours,
    "safe_no": _safe_no,
    "voice": _voice,
}
"""What the talk lays over the conversation."""


def back(_flows: Flows, session: Session) -> Session:
    """Return from a card of the talk: from the hours to whether an answer may come at all."""
    return lay(session, "safe_time" if session.over == "safe_hours" else "")


def act(flows: Flows, session: Session, name: str) -> Move:
    """Do what a key of a card of the talk says."""
    under = lay(session, "")
    match name:
        case "btn.end_chat":
            return _ended(flows, under)
        case "btn.time_any":
            return _may_come(under, "any")
        case "btn.time_no":
            return _may_come(under, "no")
        case "btn.time_between":
            return Move(lay(session, "safe_hours"))
        case "btn.code":
            return Move(lay(session, "code_offer"))
    return _voiced(under, released=name == "btn.voice_send")


def _ended(flows: Flows, session: Session) -> Move:
    """End the talk: who waited waits no longer; a draft that was put aside goes on."""
    if not live(session):
        return Move(session, toast=text("talk.settled"))
    said = "ho.cancelled" if state(session) == "waiting" else "talk.ended"
    told = tell(session, TalkEnded())
    if session.aside:
        return resumed(flows, session, (text(said),))._replace(effects=told.effects)
    return told._replace(session=leaving.left(flows, session, said))


def _may_come(session: Session, answer: Literal["any", "between", "no"], span: Span | None = None) -> Move:
    if not live(session):
        return Move(session, toast=text("talk.settled"))
    move = tell(session, SafeTimeSaid(answer, span), safe=answer)
    # In the talk its own card says what a "no" means.
    said = answer == "no" and session.phase != "talk"
    return move._replace(session=lay(move.session, "safe_no")) if said else move


def hours(session: Session, words: str) -> Move:
    """Read between which hours an answer may come; what cannot be read is asked again."""
    span = parse_span(words)
    if span is None:
        return Move(session, lead=(text("talk.hours_unclear"),))
    return _may_come(lay(session, ""), "between", span)


def _voiced(session: Session, *, released: bool) -> Move:
    if not (session.talk and session.talk.held):
        return Move(session, toast=text("talk.settled"))
    if not released:
        return tell(session, VoiceWithdrawn(), held=False)
    again = _again(session) if state(session) == "closed" else {}
    lead = (text("ho.reopened"),) if again else ()
    return tell(session, VoiceReleased(), held=False, **again)._replace(lead=lead)
