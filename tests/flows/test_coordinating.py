"""A coordinator's private card: what waits for the register, the pause, and the breach switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.colleague import Private, act, screen
from flows.coordinating import Overview
from flows.model import ChoicePressed, text
from tests.flows.talk import NOON, flows
from tests.flows.test_colleague import Chat

if TYPE_CHECKING:
    from flows.case import Role
    from flows.colleague import Acted
    from flows.model import Event, Say

NEXT = text("team.next_flush", day=text("hours.today"), clock="04:00")
STANDS = Overview(waiting=2, needed=5, flush=NEXT)
PAUSED = replace(STANDS, paused=True)


class Card(Chat):
    """The private card of somebody enrolled, who sees how the intake stands."""

    def __init__(self, role: Role = "coordinator", stands: Overview = STANDS) -> None:
        super().__init__(role)
        self.private = Private(stage="enrolled")
        self.stands = stands

    @property
    def card(self) -> Say:
        return screen(flows(), self.private, self.colleague, self.cases, self.acted, self.stands)

    def do(self, event: Event) -> Acted:
        self.acted = act(flows(), self.private, self.colleague, self.cases, event, self.stands)
        self.private, self.colleague = self.acted.private, self.acted.colleague
        return self.acted

    def labels(self) -> list[str]:
        return [key.label.id for row in self.card.keys for key in row]


def test_a_coordinator_sees_how_many_reports_wait_and_when_they_are_mixed_next() -> None:
    card = Card().card
    assert card.lines[1:] == (text("team.waiting_register", count=2), NEXT)
    assert Card(stands=replace(STANDS, waiting=5)).told()[1:] == ["team.enough_register", "team.next_flush"]
    assert Card(stands=replace(STANDS, waiting=0)).told()[1:] == ["team.none_register", "team.next_flush"]


@pytest.mark.parametrize("role", ["counsellor", "interpreter", "analyst"])
def test_nobody_else_sees_what_waits_or_switches_anything(role: Role) -> None:
    card = Card(role)
    assert card.told() == ["team.home"]
    assert card.labels() == ["st.btn.duty_on", "team.cmd.cases", "team.cmd.help"]
    for press in range(6, 20):
        assert card.do(ChoicePressed(at=NOON, card=card.card.card, press=press)).order == ""


@pytest.mark.parametrize("role", ["counsellor", "coordinator", "interpreter", "analyst"])
def test_everybody_on_the_team_sees_a_pause(role: Role) -> None:
    assert "team.paused" in Card(role, PAUSED).told()


def test_a_pause_is_asked_about_once() -> None:
    card = Card()
    assert card.tap("team.btn.pause").order == ""
    assert card.told() == ["team.pause.q"]
    assert card.tap("team.btn.pause").order == "pause"
    assert card.told()[0] == "team.home"


def test_taking_reports_again_is_asked_about_once() -> None:
    card = Card(stands=PAUSED)
    assert card.tap("team.btn.resume").order == ""
    assert card.told() == ["team.resume.q"]
    assert card.tap("team.btn.resume").order == "resume"


@pytest.mark.parametrize(("first", "again"), [("team.btn.pause", STANDS), ("team.btn.resume", PAUSED)])
def test_what_was_asked_is_what_is_done_though_another_coordinator_was_quicker(
    first: str, again: Overview
) -> None:
    card = Card(stands=again)
    card.tap(first)
    card.stands = replace(again, paused=not again.paused)
    assert card.tap(first).order == first.rpartition(".")[2]


@pytest.mark.parametrize(("key", "order"), [("breach_stop", "breach"), ("breach_purge", "purge")])
def test_a_breach_is_asked_about_twice(key: str, order: str) -> None:
    card = Card()
    assert card.tap("team.btn.breach").order == ""
    assert card.tap(f"team.btn.{key}").order == ""
    assert card.told() == [f"team.breach.sure_{key.removeprefix('breach_')}"]
    assert card.tap("btn.yes").order == order
    assert card.told()[0] == "team.home"


def test_every_no_on_the_way_leads_back_and_does_nothing() -> None:
    for way in (
        ("team.btn.pause", "btn.cancel"),
        ("team.btn.breach", "btn.cancel"),
        ("team.btn.breach", "team.btn.breach_stop", "btn.no"),
        ("team.btn.breach", "team.btn.breach_purge", "btn.no"),
    ):
        card = Card()
        assert [card.tap(key).order for key in way] == [""] * len(way)
        assert card.told()[0] == "team.home"


def test_a_second_press_of_the_last_yes_does_nothing() -> None:
    card = Card()
    for key in ("team.btn.breach", "team.btn.breach_purge"):
        card.tap(key)
    last = card.card.card
    assert card.do(ChoicePressed(at=NOON, card=last, press=0)).order == "purge"
    acted = card.do(ChoicePressed(at=NOON, card=last, press=0))
    assert (acted.order, acted.toast) == ("", text("err.old_button"))
