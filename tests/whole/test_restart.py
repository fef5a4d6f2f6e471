"""Stopped, killed and started again: nobody loses anything, nothing is written twice."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.whole.phone import look
from tests.whole.stories import STORIES, pressed, told
from tests.whole.telegram import DEADLINE, until

if TYPE_CHECKING:
    from tests.whole.conftest import Phones
    from tests.whole.installation import Installation
    from tests.whole.phone import Phone
    from tests.whole.telegram import Telegram

WHEN = "this_month"
SENT = ("incident_group:words", "btn.next", "incident_type:{}", "btn.send_now", "btn.send")
KILLS = 25


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_a_restart_in_the_middle_goes_on_where_it_was(
    bot: Installation, phones: Phones, number: signal.Signals
) -> None:
    talks = {role: await phones("pl") for role in STORIES}
    await asyncio.gather(*(phone.opened("pl", role) for role, phone in talks.items()))
    halves = {role: len(pressed(role, WHEN)) // 2 for role in STORIES}
    await asyncio.gather(
        *(phone.press(*pressed(role, WHEN)[: halves[role]]) for role, phone in talks.items())
    )
    before = {role: await phone.cards() for role, phone in talks.items()}
    code = await bot.stop(number)
    assert code == (0 if number == signal.SIGTERM else -signal.SIGKILL)
    await bot.start()
    assert {role: await phone.cards() for role, phone in talks.items()} == before
    await asyncio.gather(*(_ends(phone, role, halves[role]) for role, phone in talks.items()))
    rows = await bot.rows(len(STORIES))
    for role in STORIES:
        row = next(row for row in rows if row["role"] == role)
        assert {name: row[name] for name in told(role, WHEN)} == told(role, WHEN)


async def _ends(phone: Phone, role: str, half: int) -> None:
    await phone.press(*pressed(role, WHEN)[half:], "btn.send")
    await phone.reads("thanks.register")
    assert len(await phone.cards()) == 1


async def test_what_was_fetched_and_not_yet_taken_in_comes_again(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    """The press was handed out to a bot that stood still and was then killed."""
    phone = await phones("uk")
    card = await phone.opened()
    polls = await _waits_for_updates(telegram)
    bot.send(signal.SIGSTOP)
    await phone.tap(card, phone.place(card, "incident_group:violence"))

    async def handed_out() -> bool:
        call = (await telegram.calls("getUpdates", since=polls - 1))[0]
        return bool(call["status"] == 200)

    await until(handed_out, "the answer to getUpdates")
    await bot.kill()
    assert [look(card) for card in await phone.cards()] == [look(card)], "nothing came of it"
    await bot.start()
    card = await phone.until(lambda now: look(now) != look(card))
    assert f"✓ {phone.word('incident_group:violence')}" in str(card)


async def test_what_is_being_taken_in_is_not_yet_acknowledged(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    """While the database lets nobody write, the bot asks again without acknowledging, and is killed."""
    phone = await phones("uk")
    card = await phone.opened()
    polls = await _waits_for_updates(telegram)
    with closing(sqlite3.connect(bot.data, DEADLINE, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        await phone.tap(card, phone.place(card, "incident_group:violence"))
        asked, again = (await telegram.called("getUpdates", since=polls - 1, times=2))[:2]
        await bot.kill()
        database.execute("ROLLBACK")
    assert again["params"]["offset"] == asked["params"]["offset"]
    await bot.start()
    card = await phone.until(lambda now: look(now) != look(card))
    assert f"✓ {phone.word('incident_group:violence')}" in str(card)


async def _waits_for_updates(telegram: Telegram) -> int:
    """Wait until the bot waits for updates, and return the number of that call."""

    async def waits() -> int:
        call = (await telegram.calls("getUpdates"))[-1]
        return call["n"] if call["status"] is None and call["params"]["timeout"] else 0

    number: int = await until(waits, "a long poll")
    return number


async def test_what_was_taken_in_and_not_yet_acknowledged_is_not_taken_in_twice(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    """The report is confirmed; Telegram never hears so, and hands the press out again to the next process."""
    phone = await phones("uk")
    await phone.opened()
    await phone.press("incident_group:words", "btn.next", "incident_type:threat", "btn.send_now")
    await _waits_for_updates(telegram)
    await telegram.storm("getUpdates", times=10_000, drop=True)
    await phone.press("btn.send")
    await phone.reads("thanks.register")
    await bot.kill()
    await telegram.calm()
    since = await telegram.count()
    await bot.start()
    await _waits_for_updates(telegram)
    first, *_, last = await telegram.calls("getUpdates", since=since)
    assert last["params"]["offset"] > first["params"]["offset"], "it was handed out once more"
    await phone.press("btn.again")
    await bot.rows(1)


async def _nothing_to_deliver(bot: Installation) -> None:
    """Wait until what was sent is struck out; a kill before that may repeat one card."""

    async def empty() -> bool:
        with closing(sqlite3.connect(bot.data)) as data:
            return bool(data.execute("SELECT count(*) FROM outbox").fetchone() == (0,))

    await until(empty, "an empty outbox")


async def test_a_command_that_comes_again_is_not_answered_again(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    """A press names its card; of a command only the memory of what was seen can tell that it was done."""
    phone = await phones("uk")
    await phone.opened()
    await _waits_for_updates(telegram)
    await telegram.storm("getUpdates", times=10_000, drop=True)
    await phone.says("/help")
    await phone.reads("help.text")
    await _nothing_to_deliver(bot)
    await bot.kill()
    await telegram.calm()
    since = await telegram.count()
    await bot.start()
    await phone.press("btn.back")
    assert await telegram.calls("sendMessage", since=since) == []


async def test_what_was_taken_in_and_not_yet_shown_is_shown_after_the_restart(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    phone = await phones("ru")
    await phone.opened("ru")
    await phone.press("incident_group:words", "btn.next", "incident_type:threat", "btn.send_now")
    since = await telegram.count()
    await telegram.storm("editMessageText", times=10_000, status=500)
    card = await phone.has("btn.send")
    await phone.tap(card, phone.place(card, "btn.send"))
    await telegram.called("editMessageText", since)
    await bot.kill()
    await telegram.calm()
    await bot.start()
    await phone.reads("thanks.register")
    await bot.rows(1)
    assert len(await phone.cards()) == 1


# ---------------------------------------------------------------------------- at any instant


async def test_kills_at_any_instant_lose_nothing_and_repeat_nothing(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    """Four people report again and again: what was confirmed is in the register once, nobody is stuck."""
    types = ("verbal_insult", "threat", "online_hate", "public_hate_speech")
    talks = {type_: await phones("en") for type_ in types}
    over = asyncio.Event()
    people = [asyncio.create_task(_reports(phone, type_, over)) for type_, phone in talks.items()]
    killer = asyncio.create_task(_kills(bot, over))
    confirmed = dict(zip(types, await asyncio.gather(*people), strict=True))
    await killer
    rows = await bot.rows(sum(confirmed.values()))
    found = {type_: sum(row["incident_types"] == [type_] for row in rows) for type_ in types}
    assert found == confirmed
    sent = len(await telegram.calls("sendMessage"))
    assert len(talks) <= sent <= len(talks) + KILLS, "each of four first cards, and at most one more a crash"


async def _reports(phone: Phone, type_: str, over: asyncio.Event) -> int:
    """Report again and again until it is over, twice at least; return how many were seen confirmed."""
    await phone.opened("en")
    confirmed = 0
    while True:
        await phone.press(*(label.format(type_) for label in SENT))
        await phone.reads("thanks.register")
        confirmed += 1
        if over.is_set() and confirmed > 1:
            return confirmed
        await phone.press("btn.again", "role:victim")


async def _kills(bot: Installation, over: asyncio.Event) -> None:
    """Kill the bot at instants that are the same in every run, as far as the machine is."""
    chance = Random(20_261_121)
    try:
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0, 0.8))
            await bot.kill()
            await bot.start()
    finally:
        over.set()
