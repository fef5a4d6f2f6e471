"""Everything that was ordered arrives, whatever the weather; what was erased is taken from the screen."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from flows.model import Say, Session, TextSent, text
from storage.store import Chat as Numbers
from tests.bot.conftest import Chat, House, until
from tests.sandbox.conftest import BOT

if TYPE_CHECKING:
    from bot.screen import Screen
    from storage.store import Store
    from tests.bot.conftest import Clock, Script
    from tests.sandbox.conftest import Rig

WEATHER: list[dict[str, Any]] = [
    {"status": 429, "retry_after": 1},
    {"status": 500},
    {"status": 502},
    {"drop": True},
    {"lost": True},
]
NAMES = ["429", "500", "502", "drop", "lost"]


async def calls(rig: Rig, method: str) -> list[dict[str, Any]]:
    return [call["params"] for call in await rig.see("/calls") if call["method"] == method]


async def test_the_card_edits_itself_and_what_was_typed_is_removed(house: House, person: Chat) -> None:
    await person.write("one")
    await person.shows("one/uk")
    first = await person.cards()
    await person.write("two")
    await person.shows("two/uk")
    assert [card["message_id"] for card in await person.cards()] == [card["message_id"] for card in first]


async def test_cards_cannot_be_forwarded_and_carry_no_preview_and_no_markup(
    house: House, rig: Rig, person: Chat
) -> None:
    await person.write("one")
    await person.shows("one/uk")
    await person.write("two")
    await person.shows("two/uk")
    [sent], [edited] = await calls(rig, "sendMessage"), await calls(rig, "editMessageText")
    assert sent["protect_content"] is True
    assert sent["link_preview_options"] == edited["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in sent
    assert "parse_mode" not in edited


async def test_a_fresh_card_stands_below_and_the_old_one_goes(house: House, person: Chat) -> None:
    await person.write("one")
    await person.shows("one/uk")
    [old] = await person.cards()
    await person.write("anew")
    await person.shows("anew/uk")
    [new] = await person.cards()
    assert new["message_id"] > old["message_id"]


async def test_a_card_that_the_person_deleted_is_sent_again(house: House, rig: Rig, person: Chat) -> None:
    await person.write("one")
    await person.shows("one/uk")
    await rig.act(person.number, "delete", message_id=(await person.cards())[0]["message_id"])
    await person.write("two")
    await person.shows("two/uk")


async def test_the_same_card_again_is_no_fault(
    house: House, rig: Rig, person: Chat, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "card", same)
    await person.write("one")
    await person.shows("same/uk")
    await person.write("one")
    await until(lambda: refusals(rig, 1))
    await until(house.idle)
    await person.shows("same/uk")


def same(session: Session, _: str) -> Say:
    return Say(lang=session.hint, card=0, lines=(text("same"),))


async def refusals(rig: Rig, number: int) -> bool:
    return len([call for call in await rig.see("/calls") if call["status"] == 400]) >= number


@pytest.mark.parametrize("answer", WEATHER, ids=NAMES)
async def test_a_card_arrives_in_any_weather(
    house: House, rig: Rig, person: Chat, answer: dict[str, Any]
) -> None:
    """Only where an answer was lost may it stand there twice."""
    await rig.do("/weather", method="sendMessage", times=2, answer=answer)
    await person.write("one")
    repeats = 3 if "lost" in answer else 1
    await person.shows(*["one/uk"] * repeats)
    await until(house.idle)


@pytest.mark.parametrize("answer", WEATHER, ids=NAMES)
async def test_an_edit_arrives_in_any_weather_and_never_twice(
    house: House, rig: Rig, person: Chat, answer: dict[str, Any]
) -> None:
    await person.write("one")
    await person.shows("one/uk")
    for method in ("editMessageText", "deleteMessages"):
        await rig.do("/weather", method=method, times=2, answer=answer)
    await person.write("two")
    await person.shows("two/uk")
    await until(house.idle)


@pytest.mark.parametrize("answer", WEATHER, ids=NAMES)
async def test_a_farewell_cleans_the_chat_in_any_weather(
    house: House, rig: Rig, person: Chat, answer: dict[str, Any]
) -> None:
    await person.write("one")
    await person.shows("one/uk")
    for method in ("editMessageText", "deleteMessages"):
        await rig.do("/weather", method=method, times=2, answer=answer)
    await person.write("quit")
    await person.shows("exit.neutral/pl")
    await until(house.idle)
    [card] = await person.cards()
    assert "reply_markup" not in card


async def test_one_person_in_bad_weather_does_not_hold_up_another(
    house: House, rig: Rig, person: Chat
) -> None:
    other = Chat(rig, await rig.person(started=False))
    await rig.do("/weather", method="sendMessage", times=1, answer={"delay": 3600})
    await person.write("one")
    await until(lambda: calls(rig, "sendMessage"))
    await other.write("two")
    await other.shows("two/en")
    assert await person.cards() == []


async def test_whom_nothing_reaches_any_more_has_left(
    house: House, rig: Rig, person: Chat, script: Script
) -> None:
    await person.write("one")
    await person.shows("one/uk")
    await rig.do("/weather", method="editMessageText", times=1, answer={"status": 403})
    await rig.do("/weather", method="deleteMessages", times=2, answer={"status": 403})
    await person.write("two")
    await until(lambda: happened(script, "DeliveryFailed"))
    await until(house.idle)
    async with house.store.work(Numbers(BOT, person.number), None) as turn:
        assert turn
        assert turn.session is None


async def happened(script: Script, name: str) -> bool:
    return type(script.events[-1]).__name__ == name


async def test_a_card_that_telegram_refuses_for_ever_holds_up_nothing(house: House, person: Chat) -> None:
    await person.write("too many keys")
    await until(house.idle)
    await person.write("one")
    await person.shows("too many keys", "one/uk")


async def test_a_farewell_removes_every_message_of_the_bot_a_hundred_at_a_time(
    rig: Rig, person: Chat, store: Store, screen: Screen, script: Script, clock: Clock
) -> None:
    for message in range(1_000, 1_105):
        async with store.work(Numbers(BOT, person.number), None) as turn:
            assert turn
            turn.keep(*script.step(turn.session or script.begin("uk"), TextSent(at=clock(), text="anew")))
        [box] = await store.boxes()
        while delivery := await store.head(box):
            await store.delivered(delivery, card=message)
    async with House(store, screen, script, clock).open() as house:
        await person.write("quit")
        await person.shows("exit.neutral/pl")
        await until(house.idle)
    removed = [call["message_ids"] for call in await calls(rig, "deleteMessages")]
    assert [len(messages) for messages in removed] == [100, 6]


async def test_where_no_card_stands_the_farewell_is_sent(house: House, rig: Rig, person: Chat) -> None:
    await person.write("one")
    await person.shows("one/uk")
    await rig.act(person.number, "clear")
    await person.write("quit")
    await person.shows("exit.neutral/pl")


async def test_what_was_left_by_a_process_that_died_is_brought_by_the_next(
    rig: Rig, person: Chat, store: Store, screen: Screen, script: Script, clock: Clock
) -> None:
    """It died after the commit, in the middle of sending: the card may come twice, but it comes."""
    await rig.do("/weather", method="sendMessage", times=1, answer={"delay": 3600})
    first = House(store, screen, script, clock)
    courier = asyncio.create_task(first.courier.run(first.runner.lost))
    poller = asyncio.create_task(first.poller.run())
    await person.write("one")
    await until(lambda: calls(rig, "sendMessage"))
    for task in (poller, courier):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    async with House(store, screen, script, clock).open() as house:
        await person.shows("one/uk")
        await until(house.idle)
    assert len(script.events) == 1


async def test_what_an_earlier_bot_owed_is_settled_unsent(house: House, rig: Rig, person: Chat) -> None:
    """Another token is another bot, with other chats: nothing of the old one's goes out through it."""
    async with house.store.work(Numbers(BOT + 1, person.number), None) as turn:
        assert turn
        turn.keep(Session(hint="uk"), [Say(lang="uk", card=1, lines=(text("old"),))])
    house.courier.wake()
    await until(house.idle)
    assert await calls(rig, "sendMessage") == []
