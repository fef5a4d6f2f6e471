"""A press on the case card: where the card goes, and what it makes of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from flows import casewords, phrasing
from flows.card import chosen, pages
from flows.case import Case, Seat
from flows.casecard import SPAM, At, drawn
from flows.model import Press, Text, text
from flows.phrasebook import blanks
from flows.takeout import FIRST
from flows.teamfacts import (
    CaseClosed,
    CaseReleased,
    ErasedByTeam,
    HandOverOffered,
    InterpreterAsked,
    InterpreterDismissed,
    PhraseSent,
    QuietMarked,
    SecondAsked,
    SecondWithdrawn,
    SpamMarked,
    TeamFact,
    WordTakenOut,
)

if TYPE_CHECKING:
    from flows.facts import Codes

DUTY: Final = "duty_notification"
"""The outcome that a second person confirms (R-LEG-3)."""


class Pressed(NamedTuple):
    """What a press leads to: the case with its changed seat, and the facts that follow."""

    case: Case
    facts: tuple[TeamFact, ...] = ()
    toast: Text | None = None


def press(at: At, card: int, press: int) -> Pressed:
    """Do what a key on the card with the number `card` says; total: an old key only flashes up a word."""
    old = Pressed(at.case, toast=text("err.old_button"))
    if card != at.seat.card:
        return old
    if line := casewords.line_at(at.seat.at):
        return _of_line(at, line, press)
    here = drawn(at)
    if press in (Press.EARLIER, Press.LATER):
        page = at.seat.page + (1 if press == Press.LATER else -1)
        return _seated(at, replace(at.seat, page=min(max(page, 0), pages(here) - 1)))
    if press in here.controls:
        return _turned(at, press)
    option = chosen(here, press)
    if option is None:
        return old
    if option[0] == SPAM:
        return _to(at, "spam")
    return _ticked(at, *option) if here.several else _chosen(at, option[0])


def _of_line(at: At, line: int, press: int) -> Pressed:
    """Take a word out of a line; its words are not known here, and the numbers of their keys say which."""
    if at.colleague.id == at.case.interpreter:
        return Pressed(at.case, toast=text("err.old_button"))
    match press:
        case Press.CLOSE:
            return _to(at, "")
        case Press.EARLIER | Press.LATER:
            page = at.seat.page + (1 if press == Press.LATER else -1)
            return _seated(at, replace(at.seat, page=max(page, 0)))
        case _ if press >= FIRST:
            taken = WordTakenOut(by=at.colleague.id, line=line, place=press - FIRST)
            return _seated(at, at.seat, taken)
    return Pressed(at.case, toast=text("err.old_button"))


def _seated(at: At, seat: Seat, *facts: TeamFact) -> Pressed:
    return Pressed(replace(at.case, seats=at.case.seats | {at.colleague.id: seat}), facts)


def _to(at: At, place: str, picked: Codes = (), *facts: TeamFact) -> Pressed:
    """Go to another place of the card; what was pressed before it is an old press from now on."""
    return _seated(at, Seat(place, 0, picked, at.seat.card + 1), *facts)


def _ticked(at: At, code: str, wanted: bool) -> Pressed:  # noqa: FBT001  as `chosen` returns it
    rest = tuple(other for other in at.seat.picked if other != code)
    return _seated(at, replace(at.seat, picked=(*rest, code) if wanted else rest))


def _turned(at: At, press: int) -> Pressed:
    """Go back, or on in closing: outcome, check list, minor, second person."""
    name, _, rest = at.seat.at.partition(":")
    if press == Press.NEXT:
        return _closing(at, name, at.seat.picked)
    if name == "take_out":
        return _to(at, "text")
    if name == "fill":
        group = next(group for group, phrases in at.flows.phrases.items() if rest in phrases)
        return _to(at, f"phrases:{group}")
    return _to(at, "phrases" if name == "phrases" and rest else "")


def _closing(at: At, name: str, picked: Codes) -> Pressed:
    """Go to the next card of closing that applies, or close."""
    if name == "outcome" and (DUTY in picked or "duty" in at.case.flags or "minor" in at.case.flags):
        return _to(at, "duty", picked)
    if name in ("outcome", "duty") and "minor" in at.case.flags and at.case.reports:
        return _to(at, "minor", picked)
    return _closed(at, picked, count=True)


def _closed(at: At, picked: Codes, *, count: bool) -> Pressed:
    if DUTY in picked:
        return _to(at, f"second:{'yes' if count else 'no'}", picked)
    return _to(at, "", (), CaseClosed(by=at.colleague.id, outcomes=picked, count=count))


def _chosen(at: At, name: str) -> Pressed:
    by, (place, _, rest) = at.colleague.id, at.seat.at.partition(":")
    match place:
        case "interpreter" | "handover" | "second":
            asked_for: dict[str, TeamFact] = {
                "interpreter": InterpreterAsked(by=by, language=name),
                "handover": HandOverOffered(by=by, to=name),
                "second": SecondAsked(by=by, to=name, outcomes=at.seat.picked, count=rest == "yes"),
            }
            return _to(at, "", (), asked_for[place])
        case "phrases":
            return _phrase(at, name) if rest else _to(at, f"phrases:{name}")
        case "fill":
            return _filled(at, rest, name)
        case "take_out":
            question, _, place_ = name.partition(":")
            return _seated(at, at.seat, WordTakenOut(by=by, question=question, place=int(place_)))
        case "minor":
            return _closed(at, at.seat.picked, count=name == "btn.yes")
        case "spam":
            return _to(at, "", (), *((SpamMarked(by=by),) if name == "btn.yes" else ()))
        case "duty" | "exceptions":
            return _to(at, "exceptions" if place == "duty" else "duty", at.seat.picked)
    return _home(at, name)


def _phrase(at: At, id_: str) -> Pressed:
    if blanks(at.flows, id_):
        return _to(at, f"fill:{id_}")
    return _to(at, "", (), PhraseSent(by=at.colleague.id, phrase=id_))


def _filled(at: At, id_: str, name: str) -> Pressed:
    values = phrasing.filled_in(at.flows, at.seat, id_)
    if len(values) < len(blanks(at.flows, id_)):
        return _to(at, at.seat.at, (*at.seat.picked, name))
    return _to(at, "", (), PhraseSent(by=at.colleague.id, phrase=id_, values=values))


_OPENS: Final = {
    "team.btn.show_text": "text",
    "team.btn.take_out": "take_out",
    "st.btn.interpreter": "interpreter",
    "team.btn.phrases": "phrases",
    "team.btn.handover": "handover",
    "st.btn.close": "outcome",
    "btn.erase": "erase",
}


def _home(at: At, name: str) -> Pressed:
    by = at.colleague.id
    match name:
        case "st.btn.release":
            return _to(at, "", (), CaseReleased(by=by))
        case "team.btn.quiet":
            return _to(at, "", (), QuietMarked(by=by))
        case "team.btn.no_interpreter" | "team.btn.stop_interpreting":
            return _to(at, "", (), InterpreterDismissed(by=by))
        case "team.btn.call_off":
            return _to(at, "", (), SecondWithdrawn(by=by))
        case "btn.erase_yes":
            return _to(at, "", (), ErasedByTeam(by=by))
    return _to(at, _OPENS.get(name, ""))
