"""No update is lost and none is acknowledged before its turn is over."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from bot.polling import Poller, Reader
from bot.telegram import ALLOWED, read
from bot.wire import split
from flows.model import MediaSent, TextSent
from tests.bot.conftest import NOON, SPEED, until
from tests.bot.test_telegram import deep

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiogram import Bot

    from bot.telegram import Incoming, Leave
    from tests.sandbox.conftest import Rig


class Taker:
    """Takes updates, and can be made to stop in the middle of one person's."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.taken: list[str] = []
        self.stuck: set[int] = set()
        self.free = asyncio.Event()

    async def take(self, incoming: Incoming | Leave) -> None:
        """Note the words, before and after the work."""
        event = getattr(incoming, "event", None)
        words = event.text if isinstance(event, TextSent) else type(event).__name__
        self.begun.append(words)
        if incoming.chat in self.stuck:
            await self.free.wait()
        self.taken.append(words)


@asynccontextmanager
async def polling(bot: Bot, taker: Taker) -> AsyncIterator[Poller[Incoming | Leave]]:
    """Poll for a while, and then stop in good order."""
    reader: Reader[Incoming | Leave] = Reader(ALLOWED, read)
    poller = Poller(bot, reader, taker.take, lambda: NOON, SPEED)
    task = asyncio.create_task(poller.run())
    try:
        yield poller
    finally:
        taker.free.set()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def write(rig: Rig, person: int, *words: str) -> None:
    for word in words:
        await rig.act(person, "text", text=word)


async def waiting(rig: Rig) -> list[str]:
    """Return what the server still holds for the bot."""
    return [update["message"]["text"] for update in await rig.ok("getUpdates")]


async def test_what_is_written_is_taken_in_order_and_then_acknowledged(rig: Rig, bot: Bot) -> None:
    person = await rig.person()
    taker = Taker()
    async with polling(bot, taker):
        words = [f"word {number}" for number in range(30)]
        await write(rig, person, *words)
        await until(lambda: true(taker.taken == words))
    assert await waiting(rig) == []


async def true(value: object) -> object:
    return value


async def test_one_chat_that_is_stuck_does_not_stop_the_others(rig: Rig, bot: Bot) -> None:
    one, other = await rig.person(), await rig.person()
    taker = Taker()
    taker.stuck = {one}
    async with polling(bot, taker):
        await write(rig, one, "stuck", "behind it")
        await write(rig, other, "free")
        await until(lambda: true("free" in taker.taken))
        await write(rig, other, "free again")
        await until(lambda: true("free again" in taker.taken))
        assert taker.begun == ["stuck", "free", "free again"]
        taker.free.set()
        await until(lambda: true(len(taker.taken) == 4))
    assert taker.taken[2:] == ["stuck", "behind it"]


async def test_nothing_is_acknowledged_before_the_first_open_turn_is_over(rig: Rig, bot: Bot) -> None:
    """A process that dies now finds what was not committed, and what came after it, once more."""
    one, other = await rig.person(), await rig.person()
    taker = Taker()
    taker.stuck = {one}
    async with polling(bot, taker):
        await write(rig, other, "before")
        await write(rig, one, "stuck")
        await write(rig, other, "after")
        await until(lambda: true({"before", "after"} <= set(taker.taken)))
        polls = len(await calls(rig))
        await until(lambda: later(rig, polls + 2))
        offset = (await calls(rig))[-1]["params"]["offset"]
        held = [update["message"]["text"] for update in await rig.ok("getUpdates", offset=offset)]
        assert held == ["stuck", "after"]
    assert taker.begun == ["before", "stuck", "after"]
    assert await waiting(rig) == []


async def calls(rig: Rig, method: str = "getUpdates") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [call for call in await rig.see("/calls") if call["method"] == method]
    return found


async def later(rig: Rig, polls: int) -> bool:
    return len(await calls(rig)) >= polls


async def test_an_update_that_cannot_be_read_is_counted_and_harms_no_other(rig: Rig, bot: Bot) -> None:
    person = await rig.person()
    taker = Taker()
    await write(rig, person, "before")
    await rig.act(person, "raw", message={"text": "a" * 300_000})
    await write(rig, person, "after")
    async with polling(bot, taker) as poller:
        await until(lambda: true(taker.taken == ["before", "after"]))
        assert poller.unreadable == 1
    assert await waiting(rig) == []


async def test_rich_text_that_would_freeze_aiogram_is_taken_like_any_other(rig: Rig, bot: Bot) -> None:
    person = await rig.person()
    text: Any = "a"
    for _ in range(200):
        text = {"type": "bold", "text": text}
    chat = {"id": person, "type": "private"}
    message = {"message_id": 99, "date": 1, "chat": chat, "rich_message": {"blocks": [{"text": text}]}}
    await rig.act(person, "raw", message=message)
    taker = Taker()
    async with polling(bot, taker):
        await until(lambda: true(taker.taken == [MediaSent.__name__]))


def test_an_update_nested_too_deeply_is_cut_out_whole() -> None:
    shallow = b'{"update_id":6,"message":{"text":"a } ] \\" {"}}'
    answer = b'{"ok":true,"result":[' + deep(5_000) + b"," + shallow + b'],"more":{"a":[{}]}}'
    found = split(answer)
    assert found[:2] == [deep(5_000), shallow]


@pytest.mark.parametrize(
    "answer",
    [{"status": 500}, {"status": 502}, {"status": 429, "retry_after": 1}, {"drop": True}, {"lost": True}],
    ids=["500", "502", "429", "drop", "lost"],
)
async def test_bad_weather_is_lived_through(rig: Rig, bot: Bot, answer: dict[str, Any]) -> None:
    person = await rig.person()
    await rig.do("/weather", method="getUpdates", times=2, answer=answer)
    await write(rig, person, "hello")
    taker = Taker()
    async with polling(bot, taker):
        await until(lambda: true(taker.taken == ["hello"]))


async def test_another_poller_is_named_once_and_waited_out(rig: Rig, bot: Bot) -> None:
    person = await rig.person()
    taker = Taker()
    await rig.ok("setWebhook", url="https://127.0.0.1:9/never")
    with capture_logs() as lines:
        async with polling(bot, taker):
            polls = len(await calls(rig))
            await until(lambda: later(rig, polls + 4))
            await rig.ok("deleteWebhook")
            await write(rig, person, "hello")
            await until(lambda: true(taker.taken == ["hello"]))
    said = [line["event"] for line in lines if line["log_level"] == "warning"]
    assert said == ["another program fetches the updates of this bot or a webhook is set"]


async def test_a_stop_waits_for_the_turns_that_have_begun(rig: Rig, bot: Bot) -> None:
    person = await rig.person()
    taker = Taker()
    taker.stuck = {person}
    async with polling(bot, taker):
        await write(rig, person, "hello")
        await until(lambda: true(taker.begun == ["hello"]))
    assert taker.taken == ["hello"]
    assert await waiting(rig) == []
