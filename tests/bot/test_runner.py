"""Each event has one turn, and what cannot be kept is said at once."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import bot.runner
from bot.telegram import Incoming
from flows.model import ChoicePressed, MediaSent, ReporterLeft, TextSent, TimerFired
from storage.store import Chat as Numbers
from tests.bot.conftest import NOON, Chat, until
from tests.sandbox.conftest import BOT

if TYPE_CHECKING:
    import pytest

    from flows.model import Effect, Event, Session
    from tests.bot.conftest import Clock, House, Script
    from tests.sandbox.conftest import Rig


async def calls(rig: Rig, method: str) -> list[dict[str, Any]]:
    return [call["params"] for call in await rig.see("/calls") if call["method"] == method]


async def test_a_word_is_answered_in_the_language_of_the_phone(house: House, person: Chat) -> None:
    await person.write("hello")
    await person.shows("hello/uk")


async def test_an_update_that_comes_twice_has_one_turn(house: House, person: Chat, script: Script) -> None:
    incoming = Incoming(5_000_000, person.number, TextSent(at=NOON, text="hello"), language="uk")
    await house.runner.take(incoming)
    await house.runner.take(incoming)
    await person.shows("hello/uk")
    assert len(script.events) == 1


async def test_a_press_is_answered_with_the_word_of_the_card(house: House, rig: Rig, person: Chat) -> None:
    await person.write("hello")
    await person.shows("hello/uk")
    await rig.act(person.number, "press", message_id=(await person.cards())[0]["message_id"], label="key/uk")
    await person.shows("pressed 3/uk")
    answer = (await until(lambda: calls(rig, "answerCallbackQuery")))[0]
    assert answer["text"] == "toast/uk"


async def test_a_forged_press_reaches_the_conversation_as_a_press_on_no_card(
    house: House, rig: Rig, person: Chat, script: Script
) -> None:
    await rig.act(person.number, "press", message_id=77, data="../../etc/passwd")
    await person.shows("pressed -1/uk")
    assert script.events == [ChoicePressed(at=NOON, card=-1, press=-1)]


async def test_an_overdue_timer_has_its_turn_before_the_word_that_came_after_it(
    house: House, person: Chat, script: Script, clock: Clock
) -> None:
    """It erases the conversation, so the word begins a new one below the neutral card."""
    await person.write("timer")
    await person.shows("timer", "timer/uk")
    clock.move(minutes=5)
    await person.write("hello")
    await person.shows("timer", "exit.neutral/pl", "hello/uk")
    assert [type(event) for event in script.events] == [TextSent, TimerFired, TextSent]


async def shown(script: Script, events: int) -> bool:
    return len(script.events) == events


async def test_a_timer_is_fired_for_a_conversation_that_lies_still(
    house: House, person: Chat, clock: Clock
) -> None:
    await person.write("timer")
    await person.shows("timer", "timer/uk")
    clock.move(minutes=5)
    [owner] = await house.store.due()
    await house.runner.fire(owner)
    await person.shows("timer", "exit.neutral/pl")
    assert await house.store.due() == []
    await house.runner.fire(owner)


async def test_what_cannot_be_kept_is_answered_at_once_with_help(
    house: House, rig: Rig, person: Chat
) -> None:
    with closing(sqlite3.connect(house.store.data.place)) as other:
        other.execute("ALTER TABLE outbox RENAME TO away")
        other.commit()
    await person.write("hello")
    await person.shows("hello", "sys.help_only/uk")
    assert await until(lambda: nothing_held(rig))
    with closing(sqlite3.connect(house.store.data.place)) as other:
        other.execute("ALTER TABLE away RENAME TO outbox")
        other.commit()
    await person.write("again")
    await person.shows("hello", "again/uk")


async def nothing_held(rig: Rig) -> bool:
    """Tell whether every update was acknowledged."""
    return bool((await calls(rig, "getUpdates"))[-1]["timeout"])


async def test_a_turn_that_takes_too_long_is_given_up_with_a_word(
    house: House, person: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.runner, "TURN_SECONDS", 0.05)
    async with house.store.work(Numbers(BOT, person.number), None):
        await person.write("hello")
        await person.shows("hello", "err.busy/uk")


async def test_a_fault_of_the_conversation_is_answered_and_stops_nobody(
    house: House, person: Chat, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(script, "step", broken)
        await person.write("hello")
        await person.shows("hello", "err.busy/uk")
    await person.write("again")
    await person.shows("hello", "again/uk")


def broken(_: Session, __: Event) -> tuple[Session, list[Effect]]:
    raise ValueError


async def test_who_blocks_the_bot_leaves_nothing_behind(
    house: House, rig: Rig, person: Chat, script: Script
) -> None:
    await person.write("hello")
    await person.shows("hello/uk")
    await rig.act(person.number, "block")
    await until(lambda: shown(script, 2))
    assert isinstance(script.events[1], ReporterLeft)
    await until(house.idle)
    async with house.store.work(Numbers(BOT, person.number), None) as turn:
        assert turn
        assert turn.session is None


async def test_a_group_is_told_why_and_left(house: House, rig: Rig, person: Chat) -> None:
    group = await rig.do("/group", title="Sąsiedzi", bot=BOT, person=person.number)
    left = await until(lambda: calls(rig, "leaveChat"))
    assert left[0]["chat_id"] == group["id"]
    assert "sys.only_private/" in (await calls(rig, "sendMessage"))[0]["text"]


async def test_pictures_reach_the_conversation_by_their_kind_and_are_not_fetched(
    house: House, rig: Rig, person: Chat, script: Script
) -> None:
    await rig.act(person.number, "media", kind="photo", caption="to on")
    await until(lambda: shown(script, 1))
    assert script.events == [MediaSent(at=NOON, kind="photo", phone="uk", caption="to on")]
    assert not await calls(rig, "getFile")


async def test_many_people_are_answered_side_by_side(house: House, rig: Rig) -> None:
    people = [Chat(rig, await rig.person(started=False)) for _ in range(10)]
    await asyncio.gather(*(one.write(f"I am {one.number}") for one in people))
    await asyncio.gather(*(one.shows(f"I am {one.number}/en") for one in people))
