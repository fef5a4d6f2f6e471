"""A colleague's private chat with the team's bot, outside any topic: enrolment, duty, and their cases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from flows import coordinating
from flows.card import Card, Option, chosen, keys, named, pages
from flows.case import Colleague, reads
from flows.coordinating import Overview
from flows.facts import Codes  # noqa: TC001  msgspec reads the annotations when the class is made
from flows.model import ChoicePressed, CommandSent, Event, Press, Say, Text, TextSent, label, text
from flows.texts import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flows.bundle import Flows
    from flows.case import Case

NAME: Final = re.compile(r"[^\W\d_][\w .'’-]{1,30}")
"""A working name: 2 to 31 letters and signs, beginning with a letter."""

Stage = Literal["invited", "name", "languages", "enrolled", "declined"]
At = Literal[coordinating.Place, "duty", "cases", "help"]
UNKNOWN: Final = Overview()
"""Stands in where nothing is said of the intake."""


class Private(Struct, frozen=True, omit_defaults=True):
    """Where a colleague stands in this chat."""

    stage: Stage = "invited"
    at: At = ""
    """What the card shows, once enrolled; "" for the colleague's own card."""
    page: int = 0
    picked: Codes = ()
    card: int = 1


class Acted(NamedTuple):
    """What follows from something a colleague did here."""

    private: Private
    colleague: Colleague
    lead: tuple[Text, ...] = ()
    """Said once above the card."""
    with_cases: Literal["", "release", "rest"] = ""
    """What happens to all their open cases, because their duty ends."""
    toast: Text | None = None
    order: coordinating.Order = ""
    """What a coordinator has decided on the intake."""


# ---------------------------------------------------------------------------- the card


def screen(
    flows: Flows,
    private: Private,
    colleague: Colleague,
    cases: Sequence[Case],
    acted: Acted | None = None,
    overview: Overview = UNKNOWN,
) -> Say:
    """Return the one card of this chat, in the colleague's language."""
    card = _card(flows, private, colleague, cases, overview)
    page = min(private.page, pages(card) - 1)
    return Say(
        lang=reads(colleague),
        card=private.card,
        lines=(*(acted.lead if acted else ()), *card.lines),
        keys=keys(card, page, fixed=False),
        toast=acted.toast if acted else None,
    )


def _card(
    flows: Flows, private: Private, colleague: Colleague, cases: Sequence[Case], overview: Overview
) -> Card:
    if private.stage == "enrolled":
        return coordinating.card(private.at) or _enrolled(private, colleague, cases, overview)
    return _CARDS[private.stage](flows, private, colleague, cases)


def _invited(_flows: Flows, _private: Private, colleague: Colleague, _cases: Sequence[Case]) -> Card:
    role = text(f"team.role.{colleague.role}")
    return Card((text("team.enrol.start", role=role),), named("btn.yes", "btn.no"))


def _name(_flows: Flows, _private: Private, _colleague: Colleague, _cases: Sequence[Case]) -> Card:
    return Card((text("team.enrol.pseudonym"),))


def _languages(flows: Flows, private: Private, _colleague: Colleague, _cases: Sequence[Case]) -> Card:
    codes = flows.taxonomy.lists["interpreter_language"]
    options = tuple(Option(code, label("interpreter_language", code)) for code in codes)
    controls = (Press.NEXT,) if private.picked else ()
    lines = (text("team.enrol.languages"),)
    return Card(lines, options, frozenset(private.picked), several=True, controls=controls)


def _declined(_flows: Flows, _private: Private, _colleague: Colleague, _cases: Sequence[Case]) -> Card:
    return Card((text("st.invite_bad"),))


def _enrolled(private: Private, colleague: Colleague, cases: Sequence[Case], overview: Overview) -> Card:
    match private.at:
        case "duty":
            options = named("team.btn.release_all", "team.btn.rest_all", "btn.cancel")
            return Card((text("team.duty_end", count=len(cases)),), options)
        case "cases":
            return Card((_listed(cases),), named("btn.back"))
        case "help":
            return Card((text("team.help"),), named("btn.back"))
    duty = "st.btn.duty_off" if colleague.on_duty else "st.btn.duty_on"
    home = text(
        "team.home", staff=colleague.name, role=text(f"team.role.{colleague.role}"), duty=_duty(colleague)
    )
    options = named(duty, "team.cmd.cases", "team.cmd.help", *coordinating.keys(colleague, overview))
    return Card((home, *coordinating.told(colleague, overview)), options)


def _duty(colleague: Colleague) -> Text:
    return text("team.duty.on" if colleague.on_duty else "st.duty_off")


def _listed(cases: Sequence[Case]) -> Text:
    lines = tuple(text(f"team.case.{case.state}", case=case.codename) for case in cases)
    return text("team.cases", cases=Lines(lines)) if lines else text("team.cases_none")


_CARDS: Final[dict[str, Callable[[Flows, Private, Colleague, Sequence[Case]], Card]]] = {
    "invited": _invited,
    "name": _name,
    "languages": _languages,
    "declined": _declined,
}

# ---------------------------------------------------------------------------- what was done


def act(
    flows: Flows,
    private: Private,
    colleague: Colleague,
    cases: Sequence[Case],
    event: Event,
    overview: Overview = UNKNOWN,
) -> Acted:
    """Do one turn of this chat; total: whatever is sent is answered by the card."""
    match event:
        case ChoicePressed():
            card = _card(flows, private, colleague, cases, overview)
            acted = _pressed(card, private, colleague, cases, event)
        case TextSent() if private.stage == "name":
            acted = _called(private, colleague, event.text)
        case CommandSent() if private.stage == "enrolled":
            acted = _commanded(private, colleague, cases, event)
        case TextSent() if private.stage == "enrolled":
            acted = Acted(replace(private, at=""), colleague, (text("team.only_topics"),))
        case _:
            acted = Acted(private, colleague)
    moved = (acted.private.stage, acted.private.at) != (private.stage, private.at)
    return acted._replace(private=replace(acted.private, card=private.card + moved))


def _called(private: Private, colleague: Colleague, typed: str) -> Acted:
    name = " ".join(typed.split())
    if not NAME.fullmatch(name):
        return Acted(private, colleague, (text("team.enrol.bad_name"),))
    return Acted(
        replace(private, stage="languages", picked=colleague.languages), replace(colleague, name=name)
    )


def _commanded(private: Private, colleague: Colleague, cases: Sequence[Case], event: CommandSent) -> Acted:
    match event.name, event.argument.lower():
        case "duty", argument:
            wanted = {"on": True, "off": False}.get(argument, not colleague.on_duty)
            return _duty_said(private, colleague, cases, wanted=wanted)
        case ("cases" | "help") as at, _:
            return Acted(replace(private, at=at), colleague)
        case "start", _:
            return Acted(replace(private, at=""), colleague)
    return Acted(replace(private, at=""), colleague, (text("err.unknown"),))


def _duty_said(private: Private, colleague: Colleague, cases: Sequence[Case], *, wanted: bool) -> Acted:
    """Begin or end the duty; with open talks it ends only when it is said what becomes of them."""
    if not wanted and colleague.on_duty and any(case.state == "claimed" for case in cases):
        return Acted(replace(private, at="duty"), colleague)
    return Acted(replace(private, at=""), replace(colleague, on_duty=wanted))


def _pressed(
    card: Card, private: Private, colleague: Colleague, cases: Sequence[Case], event: ChoicePressed
) -> Acted:
    old = Acted(private, colleague, toast=text("err.old_button"))
    if event.card != private.card:
        return old
    if event.press in (Press.EARLIER, Press.LATER):
        page = private.page + (1 if event.press == Press.LATER else -1)
        return Acted(replace(private, page=min(max(page, 0), pages(card) - 1)), colleague)
    if event.press == Press.NEXT and private.stage == "languages" and private.picked:
        return _joined(private, colleague)
    option = chosen(card, event.press)
    if option is None:
        return old
    if private.stage == "languages":
        return Acted(_ticked(private, *option), colleague)
    return _chosen(private, colleague, cases, option[0])


def _ticked(private: Private, code: str, wanted: bool) -> Private:  # noqa: FBT001  as `chosen` returns it
    rest = tuple(other for other in private.picked if other != code)
    return replace(private, picked=(*rest, code) if wanted else rest)


def _joined(private: Private, colleague: Colleague) -> Acted:
    joined = replace(colleague, languages=private.picked)
    done = text("team.enrol.done", staff=joined.name)
    return Acted(replace(private, stage="enrolled", picked=(), page=0), joined, (done,))


def _chosen(private: Private, colleague: Colleague, cases: Sequence[Case], name: str) -> Acted:
    match private.stage, name:
        case "invited", "btn.yes":
            return Acted(replace(private, stage="name"), colleague)
        case "invited", _:
            return Acted(replace(private, stage="declined"), colleague)
        case _, "st.btn.duty_on" | "st.btn.duty_off":
            return _duty_said(private, colleague, cases, wanted=name == "st.btn.duty_on")
        case _, "team.cmd.cases" | "team.cmd.help":
            at: At = "cases" if name == "team.cmd.cases" else "help"
            return Acted(replace(private, at=at), colleague)
        case _, "team.btn.release_all" | "team.btn.rest_all":
            decision: Literal["release", "rest"] = "release" if name == "team.btn.release_all" else "rest"
            return Acted(replace(private, at=""), replace(colleague, on_duty=False), with_cases=decision)
    place, order = coordinating.chosen(private.at, name)
    return Acted(replace(private, at=place), colleague, order=order)
