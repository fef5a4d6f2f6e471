"""A colleague's private chat with the team's bot: enrolment, duty, their cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.case import Case, Colleague
from flows.colleague import Acted, Private, act, screen
from flows.model import ChoicePressed, CommandSent, Event, Lines, MediaSent, Say, TextSent, label, text
from tests.flows.talk import NOON, flows

if TYPE_CHECKING:
    from flows.case import Role

OPEN = Case(codename="Zielony Klon", queue=1, lang="uk", state="claimed")
RESTING = Case(codename="Cichy Brzeg", queue=2, lang="ru", state="resting")


class Chat:
    """One colleague's chat with the team's bot."""

    def __init__(self, role: Role = "counsellor", cases: tuple[Case, ...] = ()) -> None:
        self.private = Private()
        self.colleague = Colleague("0" * 32, "", role, ("pl", "uk"))
        self.cases = cases
        self.acted: Acted | None = None

    @property
    def card(self) -> Say:
        return screen(flows(), self.private, self.colleague, self.cases, self.acted)

    def told(self) -> list[str]:
        return [line.id for line in self.card.lines]

    def do(self, event: Event) -> Acted:
        self.acted = act(flows(), self.private, self.colleague, self.cases, event)
        self.private, self.colleague = self.acted.private, self.acted.colleague
        return self.acted

    def tap(self, id_: str) -> Acted:
        keys = [key for row in self.card.keys for key in row if key.label == text(id_) or key.label.id == id_]
        assert keys, f"no {id_} among {[key.label.id for row in self.card.keys for key in row]}"
        return self.do(ChoicePressed(at=NOON, card=self.card.card, press=keys[0].press))

    def write(self, words: str) -> Acted:
        return self.do(TextSent(at=NOON, text=words))

    def command(self, name: str, argument: str = "") -> Acted:
        return self.do(CommandSent(at=NOON, name=name, argument=argument))


def enrolled(cases: tuple[Case, ...] = ()) -> Chat:
    chat = Chat(cases=cases)
    chat.tap("btn.yes")
    chat.write("Wierzba")
    chat.tap("btn.next")
    return chat


def test_who_accepts_chooses_a_working_name_and_languages_and_is_on_the_team() -> None:
    chat = Chat()
    assert chat.told() == ["team.enrol.start"]
    chat.tap("btn.yes")
    assert chat.told() == ["team.enrol.pseudonym"]
    chat.write("  Wierzba   płacząca ")
    assert chat.told() == ["team.enrol.languages"]
    chat.tap(label("interpreter_language", "be").id)
    chat.tap("btn.next")
    assert chat.told() == ["team.enrol.done", "team.home"]
    assert chat.colleague.name == "Wierzba płacząca"
    assert chat.colleague.languages == ("pl", "uk", "be")


def test_who_says_no_is_not_on_the_team() -> None:
    chat = Chat()
    chat.tap("btn.no")
    chat.write("Wierzba")
    assert chat.private.stage == "declined"
    assert chat.told() == ["st.invite_bad"]


@pytest.mark.parametrize("name", ["", "x", "@wierzba", "48 501 222 333", "a" * 40, "<b>x</b>", "\n"])
def test_a_name_that_is_none_is_asked_for_again(name: str) -> None:
    chat = Chat()
    chat.tap("btn.yes")
    chat.write(name)
    assert chat.told()[:1] == ["team.enrol.bad_name"]
    assert chat.private.stage == "name"


def test_duty_is_one_tap_and_one_command() -> None:
    chat = enrolled()
    chat.tap("st.btn.duty_on")
    assert chat.colleague.on_duty
    chat.command("duty", "off")
    assert not chat.colleague.on_duty
    chat.command("duty")
    assert chat.colleague.on_duty


@pytest.mark.parametrize(
    ("key", "decision"), [("team.btn.release_all", "release"), ("team.btn.rest_all", "rest")]
)
def test_with_an_open_talk_duty_ends_only_when_it_is_said_what_becomes_of_it(key: str, decision: str) -> None:
    chat = enrolled((OPEN, RESTING))
    chat.tap("st.btn.duty_on")
    chat.command("duty", "off")
    assert chat.colleague.on_duty
    assert chat.told() == ["team.duty_end"]
    assert chat.tap(key).with_cases == decision
    assert not chat.colleague.on_duty


def test_own_cases_are_listed_by_codename_and_state_alone() -> None:
    chat = enrolled((OPEN, RESTING))
    chat.command("cases")
    [cases] = chat.card.lines
    listed = cases.values["cases"]
    assert isinstance(listed, Lines)
    assert [line.id for line in listed.texts] == ["team.case.claimed", "team.case.resting"]
    chat.tap("btn.back")
    assert chat.told() == ["team.home"]


def test_words_outside_a_topic_reach_nobody_and_that_is_said() -> None:
    chat = enrolled((OPEN,))
    chat.write("Hello?")
    assert chat.told() == ["team.only_topics", "team.home"]


def test_an_old_key_changes_nothing() -> None:
    chat = enrolled()
    before = chat.private, chat.colleague
    assert chat.do(ChoicePressed(at=NOON, card=1, press=0)).toast == text("err.old_button")
    assert (chat.private, chat.colleague) == before


EVENTS = st.one_of(
    st.builds(ChoicePressed, at=st.just(NOON), card=st.integers(0, 9), press=st.integers(-1, 410)),
    st.builds(TextSent, at=st.just(NOON), text=st.text(max_size=40)),
    st.builds(
        CommandSent,
        at=st.just(NOON),
        name=st.sampled_from(["start", "duty", "cases", "help", "desk", "x"]),
        argument=st.sampled_from(["", "on", "off", "zz"]),
    ),
    st.just(MediaSent(at=NOON, kind="photo")),
)


@given(st.lists(EVENTS, max_size=25), st.booleans())
def test_whatever_is_done_here_is_answered_by_a_card(events: list[Event], with_cases: bool) -> None:
    chat = Chat(cases=(OPEN,) if with_cases else ())
    for event in events:
        chat.do(event)
        assert chat.card.lines
        assert chat.private.stage != "enrolled" or chat.colleague.name
