"""What comes faster than anybody types is put off kindly, and never what could be a call for help."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from flows.model import (
    ChoicePressed,
    CommandSent,
    Event,
    LocationShared,
    MediaSent,
    Press,
    RemoveTyped,
    Say,
    TextEdited,
    TextSent,
)
from flows.pace import slowed
from flows.session import Talk as Standing
from tests.flows.bundles import NOON, team
from tests.flows.talk import Talk
from tests.flows.telling import Telling

WORDS: tuple[Event, ...] = (
    TextSent(at=NOON, text="hello"),
    TextEdited(at=NOON, text="hello"),
    MediaSent(at=NOON, kind="sticker"),
    LocationShared(at=NOON, latitude=54.35, longitude=18.65),
)


@pytest.mark.parametrize("event", WORDS, ids=lambda event: type(event).__name__)
def test_words_that_nobody_asked_for_are_removed_and_the_card_says_to_wait(event: Event) -> None:
    talk = Talk(bundle=team()).opened()
    effects = slowed(talk.flows, talk.session, event)
    assert effects
    removed, say = effects
    assert isinstance(removed, RemoveTyped)
    assert isinstance(say, Say)
    assert say.lines[0].id == "err.fast"
    assert say.lines[1:] == talk.card.lines
    assert say.card == talk.card.card


def test_words_that_were_asked_for_stay_in_the_chat_and_nothing_of_the_draft_is_lost() -> None:
    talk = Telling().tells(
        "victim", "incident_group:words", "incident_type:verbal_insult", "need:rights_info"
    )
    talk.skip_to("v_words")
    effects = slowed(talk.flows, talk.session, WORDS[0])
    assert effects
    [say] = effects
    assert isinstance(say, Say)
    assert say.fresh


@pytest.mark.parametrize(
    "event",
    [
        *(CommandSent(at=NOON, name=name) for name in ("person", "erase", "quit", "help", "start", "code")),
        *(ChoicePressed(at=NOON, card=1, press=press) for press in (Press.EMERGENCY, Press.PERSON, 0)),
        TextSent(at=NOON, text="zabije mnie, pomocy"),
        MediaSent(at=NOON, kind="photo", caption="he will kill me"),
    ],
    ids=str,
)
def test_what_asks_for_help_or_leaves_is_never_slowed(event: Event) -> None:
    talk = Talk(bundle=team()).opened()
    assert slowed(talk.flows, talk.session, event) is None


@pytest.mark.parametrize("event", WORDS[:3], ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("state", ["waiting", "claimed", "resting"])
def test_nothing_that_is_said_in_a_talk_is_slowed(event: Event, state: str) -> None:
    """Thirty screenshots at once are what somebody has to show."""
    talk = Talk(bundle=team()).command("start").press("lang.name.uk")
    standing = Standing(state=state)  # type: ignore[arg-type]  # one of the values that the type names
    assert slowed(talk.flows, replace(talk.session, phase="talk", at=state, talk=standing), event) is None
