"""Walkers that press what they are shown, and sometimes anything else: the core answers all of it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from flows import relay, takeout
from flows.course import valid
from flows.model import (
    ChoicePressed,
    CodeMade,
    CodeTried,
    CommandSent,
    DeliveryFailed,
    Erase,
    Listing,
    LocationShared,
    MediaSent,
    Press,
    RemoveTyped,
    ReporterLeft,
    Say,
    TellCase,
    Text,
    TextEdited,
    TextSent,
    TimerFired,
)
from flows.step import RETENTION, VEIL
from flows.telling import asks_words
from tests.flows.caseside import moved_on, tried
from tests.flows.talk import CODE, MONDAY, NOON, Talk, team

if TYPE_CHECKING:
    from flows.model import Event

LEAVING = {
    "btn.quick_exit",
    "btn.erase_yes",
    "btn.erase",
    "btn.stop",
    "safety:watched",
    "btn.no",
    "btn.under18",
}
"""Keys that end or nearly end a walk: pressed seldom, so that walks go far."""

COMMANDS = [
    "start",
    "report",
    "person",
    "language",
    "privacy",
    "help",
    "erase",
    "stop",
    "delete",
    "quit",
    "code",
    "nonsense",
]

WORDS = st.one_of(
    st.text(max_size=20), st.sampled_from(["hello", "9–12", "he will kill me", CODE, "хочу умереть"])
)

SCRUBBED = st.sampled_from(["yes", "yes", "yes", "", "failed"])

noise: st.SearchStrategy[Event] = st.one_of(
    st.builds(ChoicePressed, at=st.just(NOON), card=st.integers(-1, 60), press=st.integers(-5, 510)),
    st.builds(ChoicePressed, at=st.just(NOON), card=st.just(0), press=st.sampled_from(relay.ANSWERS)),
    st.builds(TextSent, at=st.sampled_from([NOON, MONDAY]), text=WORDS, scrubbed=SCRUBBED),
    st.builds(TextEdited, at=st.just(NOON), text=WORDS),
    st.builds(
        CommandSent,
        at=st.just(NOON),
        name=st.sampled_from(COMMANDS),
        argument=st.sampled_from(["", "ru", "x"]),
    ),
    st.builds(
        MediaSent,
        at=st.just(NOON),
        kind=st.sampled_from(["voice", "photo", "sticker", "dice", "?"]),
        taken=st.booleans(),
        caption=WORDS,
        scrubbed=SCRUBBED,
    ),
    st.builds(
        LocationShared,
        at=st.just(NOON),
        latitude=st.floats(-90, 90),
        longitude=st.floats(-180, 180),
        live=st.booleans(),
    ),
    st.builds(LocationShared, at=st.just(NOON), latitude=st.just(54.38), longitude=st.just(18.6)),
    st.builds(TimerFired, at=st.just(NOON), timer=st.sampled_from([VEIL, VEIL, RETENTION, "code"])),
    st.builds(CodeMade, at=st.just(NOON), code=st.just(CODE)),
    st.builds(
        CodeTried,
        at=st.just(NOON),
        result=st.sampled_from(["found", "wrong", "slip", "locked"]),
        letters=st.sampled_from([(), ("one", "two")]),
    ),
    st.builds(DeliveryFailed, at=st.just(NOON), permanent=st.booleans()),
    st.builds(ReporterLeft, at=st.just(NOON)),
)


def silent(event: Event) -> bool:
    return isinstance(event, TimerFired | DeliveryFailed | ReporterLeft)


@settings(
    max_examples=150,
    phases=[Phase.generate],  # a walk of ninety turns is not worth the minutes of making it shorter
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_with_a_team_at_work_a_walker_is_always_answered_too(data: st.DataObject) -> None:
    """The case changes between any two turns, codes are made and tried, words and files are sent."""
    talk, chance = Talk(data.draw(st.sampled_from(["pl", "uk-UA", "de"])), team()), data.draw(st.randoms())
    talk.command("start")
    for _ in range(data.draw(st.integers(10, 90))):
        if chance.random() < 0.3:
            talk.case, talk.mailbox = moved_on(talk.case, chance), tried(NOON, chance)
        talk.waiting, talk.now = chance.randrange(3), chance.choice([NOON, MONDAY])
        event = data.draw(noise) if chance.random() < 0.2 else _shown(data, talk)
        _happens(talk, event)
        if talk.said is None or talk.erased:
            talk.command("start")
    _can_end(talk)


@settings(
    max_examples=120,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_a_walker_that_presses_what_it_is_shown_is_always_answered(data: st.DataObject) -> None:
    talk = Talk(data.draw(st.sampled_from(["pl", "uk-UA", "de", ""])))
    talk.command("start")
    for _ in range(data.draw(st.integers(10, 90))):
        event = data.draw(noise) if data.draw(st.integers(0, 9)) == 0 else _shown(data, talk)
        _happens(talk, event)
        if talk.said is None or talk.erased:
            talk.command("start")
    _can_end(talk)


def _shown(data: st.DataObject, talk: Talk) -> Event:
    there = [key for row in talk.card.keys for key in row]
    common = [key for key in there if key.label.id not in LEAVING and key.press < Press.BACK]
    rare = data.draw(st.integers(0, 4)) == 0
    key = data.draw(st.sampled_from(there if rare or not common else common))
    go_on = [k.press for k in there if k.press in (Press.NEXT, Press.SKIP)]
    press = go_on[0] if go_on and data.draw(st.integers(0, 2)) == 0 else key.press
    return ChoicePressed(at=NOON, card=talk.card.card, press=press)


def _happens(talk: Talk, event: Event) -> None:
    before = talk.session
    talking = before.phase == "talk" or (before.phase == "end" and talk.case is not None)
    asked = before.phase == "interview" and asks_words(talk.flows, before)
    talk.happens(event)
    shown = [effect for effect in talk.effects if isinstance(effect, Say | Erase)]
    words = isinstance(event, TextSent | TextEdited | MediaSent)
    relayed = words and any(isinstance(effect, TellCase) for effect in talk.effects)
    assert len(shown) == 1 or ((silent(event) or relayed) and not shown), (
        "one card, or one end, for every event"
    )
    typed = any(isinstance(effect, RemoveTyped) for effect in talk.effects)
    pressed = silent(event) or isinstance(event, ChoicePressed | CodeMade | CodeTried)
    assert typed != pressed or (words and (talking or asked or relayed)), f"{event} is removed"
    session = talk.session
    assert set(session.answers) <= set(session.trail), "answers ⊆ trail"
    assert not session.letters or session.over in ("code_found", "letters"), "letters are not kept"
    edited = isinstance(event, TextEdited)
    assert session.phase == "talk" or edited or not relayed, "who writes to a person is in the talk"
    if isinstance(shown[0] if shown else None, Say):
        _well_made(talk.card)


def _well_made(card: Say) -> None:
    presses = [key.press for row in card.keys for key in row]
    assert len(presses) == len(set(presses)), "every key has a number of its own"
    assert {Press.EMERGENCY, Press.PERSON, Press.MORE} <= set(presses), "help is on every card"
    choices = [press for press in presses if press < Press.BACK or press >= takeout.FIRST]
    assert len(choices) <= 8, "at most eight choices a page"
    assert all(len(f"{card.card}.{press}") <= 16 for press in presses)
    assert card.lines


def _can_end(talk: Talk) -> None:
    """However a walk stands, going on without answering comes to an end."""
    for _ in range(120):
        if talk.session.phase == "end" and not talk.session.over:
            return
        if talk.session.over:
            talk.happens(ChoicePressed(at=NOON, card=talk.card.card, press=_way_back(talk)))
        elif talk.session.at == "which":
            talk.press("btn.back")
        elif talk.session.at in ONWARD:
            talk.press(ONWARD[talk.session.at])
        elif talk.session.phase == "talk" and talk.shows_key("btn.text_ok"):
            talk.press("btn.cancel")  # words that are not saved yet
        elif talk.session.phase == "talk" and talk.session.at != "gone":
            talk.press("btn.end_chat", *(["btn.end_chat"] if talk.case else ["btn.back"]))
        elif talk.session.phase == "review":
            talk.press("btn.send" if talk.shows_key("btn.send") else "btn.quick_exit")
            if talk.erased:
                return
        else:
            talk.pass_on()
    raise AssertionError(f"no end from {talk.session}")


ONWARD = {
    "minor": "btn.go_on",
    "answer": "btn.not_now",
    "closed": "btn.reopen",
}
"""Keys that lead on where none of the usual ones stands, by the step."""


def _way_back(talk: Talk) -> int:
    ways = {"btn.continue", "btn.erase_no", "btn.resume", "btn.other_district"}
    ways |= {"btn.code_no", "btn.code_saved", "btn.cancel", "btn.go_on"}
    for row in talk.card.keys:
        for key in row:
            if key.press == Press.CLOSE or key.label.id in ways:
                return key.press
    raise AssertionError(f"no way back from {talk.session.over}")


# ---------------------------------------------------------------------------- what was picked is what is sent


@pytest.mark.parametrize("role", ["victim", "witness", "on_behalf", "professional"])
def test_the_report_equals_what_was_picked_and_what_the_review_showed(role: str) -> None:
    sent = 0
    for seed in range(150):
        chance = random.Random(f"{role}{seed}")
        talk = Talk().opened("pl", role)
        picked = _interview(talk, chance)
        if talk.session.phase != "review" or not valid(talk.flows, talk.session):
            continue
        reviewed = _reviewed(talk)
        talk.press("btn.send")
        codes = talk.reports[-1].codes
        assert {f"{list_}:{code}" for list_, some in codes.items() for code in some} == picked
        assert picked <= reviewed
        sent += 1
    assert sent > 25, "most walks end with a report"


STEERING = {"incident_group", "person_knows", "interpreter_language", "evidence", "professional_type", "btn"}
"""Lists that only steer the talk: they are not in a report."""


def _interview(talk: Talk, chance: random.Random) -> set[str]:
    """Answer at random, never going back; return the labels of what was picked for the register."""
    picked: set[str] = set()
    while talk.session.phase == "interview":
        choices = [key for row in talk.card.keys for key in row if key.press < Press.BACK]
        if chance.random() < 0.15 and talk.shows_key("btn.skip"):
            talk.press("btn.skip")
            continue
        go_on = [key for key in choices if key.label.id not in ("btn.person", "btn.quick_exit")]
        key = chance.choice(go_on)
        question = talk.flows.questionnaires[talk.session.flow].question(talk.session.at)
        talk.number(key.press)
        if question.kind == "several":
            assert talk.ticked() == [key.label.id]
            picked.add(key.label.id)
            talk.press("btn.next")
        else:
            picked.add(key.label.id)
    return {label for label in picked if label.partition(":")[0] not in STEERING and ":" in label}


def _reviewed(talk: Talk) -> set[str]:
    shown: set[str] = set()
    while True:
        for line in talk.card.lines:
            shown |= {text.id for text in _answers(line)}
        if not talk.shows_key("key.later"):
            return shown
        talk.press("key.later")


def _answers(line: Text) -> list[Text]:
    found: list[Text] = []
    for value in line.values.values():
        if isinstance(value, Listing):
            found.extend(value.texts)
        elif isinstance(value, Text):
            found.extend(_answers(value))
        elif not isinstance(value, str | int):
            for inner in value.texts:
                found.extend(_answers(inner))
    return found
