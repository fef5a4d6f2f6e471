"""The talk itself: lines of the reporter, of the counsellor and of the interpreter, and whom each reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flows.case import Kind, Line, kind, reads
from flows.caseteam import flagged, heard, woken
from flows.model import text
from flows.orders import DropLine, KeepLine, RelayToColleague, SayToColleague
from flows.quietly import bring
from flows.rights import interprets, leads
from flows.teamfacts import ColleagueSentMedia

if TYPE_CHECKING:
    from flows.caseturn import Turn
    from flows.facts import ReporterEdited, ReporterSentMedia, ReporterWrote
    from flows.teamfacts import ColleagueWrote, PhraseSent

NOTE: Final = "."
"""What an internal note begins with."""


def kept(turn: Turn, what: Kind, **line: Any) -> Turn:
    """Keep a new line of the talk; it has the number `turn.case.lines` then."""
    number = turn.case.lines + 1
    return turn.but(talk=turn.case.talk + what).do(KeepLine(line=Line(number=number, **line)))


def _become(turn: Turn, number: int, what: Kind) -> Turn:
    talk = turn.case.talk
    return turn.but(talk=talk[: number - 1] + what + talk[number:])


# ---------------------------------------------------------------------------- the reporter


def wrote(turn: Turn, fact: ReporterWrote) -> Turn:
    """Relay the reporter's words; who has not claimed yet gets them with the history (R-GDPR-13)."""
    if not fact.text.strip():
        return turn
    turn = kept(turn, Kind.REPORTER, author="reporter", lang=turn.case.lang, text=fact.text)
    return alarmed(_told(turn, turn.case.lines), fact)


def alarmed(turn: Turn, fact: ReporterWrote | ReporterSentMedia | ReporterEdited) -> Turn:
    """Let the team know where the reporter's words are those of a crisis (flows.md X-16)."""
    return flagged(turn, ("danger",)) if fact.crisis else turn


def sent(turn: Turn, fact: ReporterSentMedia) -> Turn:
    """Relay a photo; a voice, which can identify a person, waits for its button."""
    what = Kind.HELD if fact.kind == "voice" else Kind.REPORTER
    turn = kept(turn, what, author="reporter", lang=turn.case.lang, text=fact.text, media=fact.kind)
    turn = turn if what == Kind.HELD else _told(turn, turn.case.lines)
    return alarmed(turn, fact)


def voice_released(turn: Turn) -> Turn:
    """Relay what waited for its button."""
    for number in turn.case.held:
        turn = _told(_become(turn, number, Kind.REPORTER), number)
    return turn


def voice_withdrawn(turn: Turn) -> Turn:
    """Forget what waited for its button."""
    for number in turn.case.held:
        turn = _become(turn, number, Kind.DROPPED).do(DropLine(number=number))
    return turn


def _told(turn: Turn, number: int) -> Turn:
    """Bring a line to whoever is in the talk on the team's side; a case that rests is announced."""
    if leads(turn, turn.case.counsellor):
        turn = turn.do(RelayToColleague(to=turn.case.counsellor, number=number))
    return heard(_shared(turn, number))


def _shared(turn: Turn, number: int) -> Turn:
    """Bring a line to the interpreter, who sees what is written while they are there and nothing else."""
    if turn.case.helping != "joined":
        return turn
    turn = turn.do(RelayToColleague(to=turn.case.interpreter, number=number))
    return turn.but(shared=(*turn.case.shared, number))


# ---------------------------------------------------------------------------- colleagues


def colleague_wrote(turn: Turn, fact: ColleagueWrote | ColleagueSentMedia) -> Turn:
    """Take what was written in a topic for what it is: a note, words for the reporter, or a translation."""
    if not (leads(turn, fact.by) or interprets(turn, fact.by)):
        return not_theirs(turn)
    if fact.text.lstrip().startswith(NOTE):
        return _noted(turn, fact)
    if not fact.text.strip() and not _media(fact):
        return turn
    if interprets(turn, fact.by):
        return _interpreted(turn, fact)
    line = _line(turn, fact, reply=_reply(turn, fact.reply))
    return _spoken(kept(woken(turn), Kind.COUNSELLOR, author="counsellor", **line))


def phrase_sent(turn: Turn, fact: PhraseSent) -> Turn:
    """Send a sentence of the phrasebook, which everybody reads in their own language."""
    if not leads(turn, fact.by):
        return not_theirs(turn)
    line = {"lang": _reads(turn, fact.by), "by": fact.by, "phrase": fact.phrase, "values": fact.values}
    return _spoken(kept(woken(turn), Kind.COUNSELLOR, author="counsellor", **line))


def not_theirs(turn: Turn) -> Turn:
    """Say that nothing goes out from somebody who does not have the case."""
    who = turn.case.counsellor
    return turn.refuse("st.not_yours", staff=turn.name(who)) if who else turn.refuse("team.nobodys")


def _spoken(turn: Turn) -> Turn:
    return _shared(bring(turn, turn.case.lines), turn.case.lines)


def _noted(turn: Turn, fact: ColleagueWrote | ColleagueSentMedia) -> Turn:
    """Keep a note, and show it to the other colleague in the talk; it never reaches the reporter."""
    words = without_dot(fact.text)
    if not words and not _media(fact):
        return turn
    line = _line(turn, fact, reply=fact.reply if kind(turn.case, fact.reply) else 0) | {"text": words}
    said = SayToColleague(to=fact.by, lines=(turn.words("st.note_saved"),))
    if leads(turn, fact.by):
        turn = kept(turn, Kind.NOTE, author="note", **line)
        return _shared(turn, turn.case.lines).do(said)
    return _own(kept(turn, Kind.INTERPRETER_NOTE, author="note", **line)).do(said)


def without_dot(words: str) -> str:
    """Return a note without the dot that marks it."""
    return words.lstrip().removeprefix(NOTE).lstrip()


def _interpreted(turn: Turn, fact: ColleagueWrote | ColleagueSentMedia) -> Turn:
    """Bring an interpreter's reply to a line to the other side, as its translation."""
    what = kind(turn.case, fact.reply) if fact.reply in turn.case.shared else None
    line = _line(turn, fact, reply=fact.reply) | {"author": "interpreter", "translates": fact.reply}
    if what == Kind.REPORTER:
        read = _reads(turn, turn.case.counsellor)
        return _own(kept(turn, Kind.TO_TEAM, **line | {"lang": read}))
    if what == Kind.COUNSELLOR:
        turn = _shown(kept(turn, Kind.TO_REPORTER, **line | {"lang": turn.case.lang}))
        return bring(turn, turn.case.lines)
    return turn.do(SayToColleague(to=fact.by, lines=(text("team.reply_only"),)))


def _own(turn: Turn) -> Turn:
    """Bring what the interpreter wrote to the counsellor."""
    turn = _shown(turn)
    if not leads(turn, turn.case.counsellor):
        return turn
    return turn.do(RelayToColleague(to=turn.case.counsellor, number=turn.case.lines))


def _shown(turn: Turn) -> Turn:
    """Remember that the interpreter has the newest line in their topic, because they wrote it there."""
    return turn.but(shared=(*turn.case.shared, turn.case.lines))


def _line(turn: Turn, fact: ColleagueWrote | ColleagueSentMedia, reply: int) -> dict[str, Any]:
    lang = _reads(turn, fact.by)
    return {"lang": lang, "text": fact.text, "by": fact.by, "media": _media(fact), "reply": reply}


def _media(fact: ColleagueWrote | ColleagueSentMedia) -> str:
    return fact.kind if isinstance(fact, ColleagueSentMedia) else ""


def _reads(turn: Turn, who: str) -> str:
    return reads(turn.roster[who]) if who in turn.roster else "pl"


def _reply(turn: Turn, number: int) -> int:
    """Return the line that is answered; a note is not shown to the reporter, not even as what is answered."""
    return 0 if kind(turn.case, number) in (None, Kind.NOTE, Kind.INTERPRETER_NOTE) else number
