"""The case card at the head of a colleague's topic: what it shows, and what a press on it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flows import casewords, phrasing
from flows.card import Card, Option, keys, named, pages
from flows.case import Case, Colleague, Roster, Seat, checked, quiet, reads
from flows.caseanswers import line, short, whole
from flows.model import Press, Say, Text, label, text
from flows.texts import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from flows.bundle import Flows
    from flows.facts import Report

UNOFFERED: Final = frozenset({"in_progress"})
"""Not an outcome that a case can be closed with."""
SPAM: Final = "team.btn.spam"
"""The key among the outcomes that is no outcome to tick: it asks once whether the case is spam."""
ON_TOP: Final = frozenset({"danger", "minor"})
"""Marks that are sentences of their own above all else."""


class At(NamedTuple):
    """All that a case card is drawn from."""

    flows: Flows
    roster: Roster
    case: Case
    colleague: Colleague
    now: datetime
    words: str = ""
    """Of the line from which some are to be taken out, where the card is shown."""

    @property
    def seat(self) -> Seat:
        """Where this colleague stands on their card."""
        return self.case.seats.get(self.colleague.id, Seat())


# ---------------------------------------------------------------------------- the card


def card(flows: Flows, roster: Roster, case: Case, who: str, now: datetime, words: str = "") -> Say:
    """Return the case card of a colleague (`who`: their id), in their language.

    `words` are those of the line that their seat names (`casewords.line_at`), if it does.
    """
    at = At(flows, roster, case, roster[who], now, words)
    here = drawn(at)
    page = min(at.seat.page, pages(here) - 1)
    return Say(reads(at.colleague), at.seat.card, here.lines, keys(here, page, fixed=False))


def drawn(at: At) -> Card:
    """Return the card as it stands, before it is worded."""
    if at.case.interpreter == at.colleague.id:
        return _for_interpreter(at)
    name, _, rest = at.seat.at.partition(":")
    return _CARDS[name](at, rest)


def _for_interpreter(at: At) -> Card:
    language = label("interpreter_language", at.case.speaks or at.case.lang)
    lines = (text("team.interpreting", case=at.case.codename, lang=language),)
    return Card(lines, named("team.btn.stop_interpreting"))


def _home(at: At, _rest: str) -> Card:
    case = at.case
    if case.second:
        waits = text("team.second_waits", staff=_name(at, case.second))
        return Card((*_warnings(case), waits), named("team.btn.call_off"))
    helping = "team.btn.no_interpreter" if case.helping else "st.btn.interpreter"
    words = ("team.btn.show_text",) if case.words else ()
    mark = () if quiet(case) else ("team.btn.quiet",)
    options = named(
        *words,
        helping,
        "team.btn.phrases",
        "team.btn.handover",
        *mark,
        "st.btn.release",
        "st.btn.close",
        "btn.erase",
    )
    more = _more(at)
    page = min(at.seat.page, len(more))
    told = (more[page - 1],) if page else (_facts(at), *_short(at), *_hints(at))
    advice = (text("team.how_to_ask"),) if page == len(more) else ()
    return Card((*_warnings(case), *told, *advice), options, pages=1 + len(more))


def _warnings(case: Case) -> Iterator[Text]:
    """Danger and minors stand on top."""
    if "danger" in case.flags:
        yield text("st.card_danger")
    if "minor" in case.flags:
        yield text("team.minor")


def _facts(at: At) -> Text:
    return text("team.facts", case=at.case.codename, facts=Lines(tuple(_lines(at))))


def _lines(at: At) -> Iterator[Text]:
    """Say who waits for what; there is no line where there is nothing to say."""
    case = at.case
    yield line("lab.lang", [label("interpreter_language", case.speaks or case.lang)])
    yield line("team.lab.wish", [text(f"team.wish.{case.wish}")])
    if case.prefers:
        yield line("team.lab.prefers", [text(case.prefers)])
    if case.role:
        yield line("lab.role", [label("role", case.role)])
    if marks := [_mark(at, flag) for flag in case.flags if flag not in ON_TOP]:
        yield line("team.lab.flags", marks)


def _mark(at: At, flag: str) -> Text:
    if flag == "interpreter" and at.case.helping == "joined":
        return text("team.flag.interprets", staff=_name(at, at.case.interpreter))
    return text(f"team.flag.{flag}")


def _name(at: At, who: str) -> str | Text:
    return at.roster[who].name if who in at.roster else text("team.somebody")


def _reports(case: Case) -> tuple[Report, ...]:
    """Return what was passed on, whether or not it is counted later."""
    return (*case.reports, *case.talk_only)


def _short(at: At) -> Iterator[Text]:
    for report in _reports(at.case):
        if told := short(at.flows.taxonomy, report):
            yield told


def _more(at: At) -> list[Text]:
    """Return the pages behind the first one: the answers that it does not show, among all the others."""
    return [page for report in _reports(at.case) for page in whole(at.flows.taxonomy, report)]


def _hints(at: At) -> Iterator[Text]:
    case = at.case
    if quiet(case):
        yield text("team.quiet_hint", hours=_safe(case))
    if case.left:
        yield text("team.blocked_code" if case.code else "team.blocked", case=case.codename)
    elif case.code:
        yield text("team.has_code")
    yield text("team.how_to_write", lang=label("interpreter_language", case.lang))


def _safe(case: Case) -> Text:
    if case.span:
        first, last = (text("team.as_it_is", words=f"{m // 60}:{m % 60:02}") for m in case.span)
        return text("team.safe.between", first=first, last=last)
    return text(f"team.safe.{case.safe or 'unsaid'}")


def _text(at: At, _rest: str) -> Card:
    return Card((text("team.words", words=casewords.shown(at.case)),), named("btn.back", "team.btn.take_out"))


def _take_out(at: At, line: str) -> Card:
    return casewords.card_of_line(at.words) if line else casewords.card(at.case)


def _interpreter(at: At, _rest: str) -> Card:
    codes = [code for code in at.flows.taxonomy.lists["interpreter_language"] if code != reads(at.colleague)]
    wanted = at.case.speaks or at.case.lang
    codes.sort(key=lambda code: code != wanted)
    options = tuple(Option(code, label("interpreter_language", code)) for code in codes)
    return Card((text("team.which_language", case=at.case.codename),), options, controls=(Press.CLOSE,))


def _handover(at: At, _rest: str) -> Card:
    options = _people(at, lambda one: not ("minor" in at.case.flags and not one.cleared))
    nobody = () if options else (text("team.nobody_else"),)
    return Card((text("team.handover.q", case=at.case.codename), *nobody), options, controls=(Press.CLOSE,))


def _second(at: At, _rest: str) -> Card:
    options = _people(at, lambda _: True)
    nobody = () if options else (text("team.nobody_else"),)
    return Card((text("team.duty.second"), *nobody), options, controls=(Press.CLOSE,))


def _people(at: At, fits: Callable[[Colleague], bool]) -> tuple[Option, ...]:
    """Return the counsellors and coordinators but oneself, those on duty first."""
    others = [
        one
        for one in at.roster.values()
        if one.role in ("counsellor", "coordinator") and one.id != at.colleague.id and fits(one)
    ]
    others.sort(key=lambda one: (not one.on_duty, one.name))
    return tuple(
        Option(one.id, text("team.on_duty" if one.on_duty else "team.off_duty", staff=one.name))
        for one in others
    )


def _outcome(at: At, _rest: str) -> Card:
    options = tuple(
        Option(code, label("outcome", code))
        for code in at.flows.taxonomy.lists["outcome"]
        if code not in UNOFFERED
    )
    controls = (Press.CLOSE, Press.NEXT) if _final(at) else (Press.CLOSE,)
    options = (*options, *(() if checked(at.case) else named(SPAM)))
    lines = (text("team.outcome.q", case=at.case.codename),)
    return Card(lines, options, frozenset(at.seat.picked), several=True, controls=controls)


def _final(at: At) -> bool:
    outcomes = at.flows.taxonomy.lists["outcome"]
    return any(outcomes[code].facts.get("final") for code in at.seat.picked)


def _duty(at: At, _rest: str) -> Card:
    child = (text("team.duty.child"),) if "minor" in at.case.flags else ()
    lines = (text("team.duty.list", case=at.case.codename), *child)
    return Card(lines, named("team.btn.exceptions"), controls=(Press.CLOSE, Press.NEXT))


def _exceptions(_at: At, _rest: str) -> Card:
    return Card((text("team.duty.exceptions"),), named("btn.back"))


def _minor(at: At, _rest: str) -> Card:
    return Card(
        (text("team.minor_confirm", case=at.case.codename),),
        named("btn.yes", "btn.no"),
        controls=(Press.CLOSE,),
    )


def _spam(at: At, _rest: str) -> Card:
    return Card((text("team.spam.q", case=at.case.codename),), named("btn.yes", "btn.no"))


def _erase(at: At, _rest: str) -> Card:
    return Card((text("team.erase.q", case=at.case.codename),), named("btn.erase_yes", "btn.erase_no"))


def _phrases(at: At, group: str) -> Card:
    return phrasing.card(at.flows, group)


def _fill(at: At, rest: str) -> Card:
    return phrasing.filling(at.flows, at.seat, rest, at.now)


_CARDS: Final[dict[str, Callable[[At, str], Card]]] = {
    "": _home,
    "text": _text,
    casewords.PLACE: _take_out,
    "interpreter": _interpreter,
    "handover": _handover,
    "phrases": _phrases,
    "fill": _fill,
    "outcome": _outcome,
    "duty": _duty,
    "exceptions": _exceptions,
    "minor": _minor,
    "second": _second,
    "spam": _spam,
    "erase": _erase,
}
