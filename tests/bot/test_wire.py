"""What comes back from Telegram is told apart: done, to be tried again, never to be tried again."""

from __future__ import annotations

import gc
import json
import weakref
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from aiogram.exceptions import AiogramError, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import GetMe, Response
from aiogram.types import BotName, BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from bot.wire import connect, gone, growing, loads, pause, refused
from tests.sandbox.conftest import BOT, TOKEN

if TYPE_CHECKING:
    from aiogram import Bot

    from tests.sandbox.conftest import Rig


async def test_a_keyboard_arrives_as_it_was_meant(rig: Rig, bot: Bot) -> None:
    person = await rig.person()
    key = InlineKeyboardButton(text="Далі ›", callback_data="1.2")
    sent = await bot.send_message(
        person, "Dzień dobry", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[key]])
    )
    shown = (await rig.see(f"/phone/{person}/{BOT}/chat"))["messages"][-1]
    assert (shown["message_id"], shown["text"]) == (sent.message_id, "Dzień dobry")
    assert shown["reply_markup"] == {"inline_keyboard": [[{"text": "Далі ›", "callback_data": "1.2"}]]}


async def test_a_file_still_goes_out_as_a_form(rig: Rig, bot: Bot) -> None:
    person = await rig.person()
    sent = await bot.send_document(person, BufferedInputFile(b"a", "a.txt"))
    assert sent.message_id


@pytest.mark.parametrize(
    ("answer", "lasting"),
    [({"status": 403}, True), ({"status": 429}, False), ({"status": 500}, False), ({"drop": True}, False)],
)
async def test_only_a_closed_door_is_for_ever(
    rig: Rig, bot: Bot, answer: dict[str, Any], lasting: bool
) -> None:
    person = await rig.person()
    await rig.do("/weather", method="sendMessage", times=1, answer=answer)
    with pytest.raises(AiogramError) as fault:
        await bot.send_message(person, "a")
    assert gone(fault.value) is lasting
    assert not refused(fault.value)


async def test_a_chat_that_does_not_exist_is_gone_and_a_wrong_message_is_refused(rig: Rig, bot: Bot) -> None:
    person = await rig.person()
    with pytest.raises(AiogramError) as nobody:
        await bot.send_message(999_999_999, "a")
    with pytest.raises(AiogramError) as empty:
        await bot.send_message(person, " ")
    assert gone(nobody.value)
    assert refused(empty.value)
    assert not gone(empty.value)


async def test_telegram_says_how_long_to_wait_and_else_the_waits_grow(rig: Rig, bot: Bot) -> None:
    person = await rig.person()
    await rig.do("/weather", method="sendMessage", times=1, answer={"status": 429, "retry_after": 7})
    with pytest.raises(TelegramRetryAfter) as fault:
        await bot.send_message(person, "a")
    assert pause(fault.value, growing()) == 7
    assert pause(OSError(), growing(speed=2)) == 0.5
    assert list(islice(growing(), 8)) == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_a_fault_of_the_network_names_neither_token_nor_address(rig: Rig) -> None:
    await rig.sandbox.close()
    bot = connect(TOKEN, rig.url)
    with pytest.raises(TelegramNetworkError) as fault:
        await bot.get_me()
    await bot.session.close()
    assert TOKEN not in str(fault.value)
    assert rig.url not in str(fault.value)


def test_of_a_message_that_comes_back_only_number_date_and_chat_are_read() -> None:
    message = {
        "message_id": 5,
        "date": 1,
        "chat": {"id": 1, "type": "private"},
        "rich_message": {"deep": [[]]},
    }
    read = loads(json.dumps({"ok": True, "result": message}))
    assert read["result"] == {"message_id": 5, "date": 1, "chat": {"id": 1, "type": "private"}}


async def test_the_class_of_an_answer_is_made_once_and_outlives_a_collection(rig: Rig, bot: Bot) -> None:
    await bot.get_my_name()
    kept = weakref.ref(Response[BotName])
    gc.collect()
    assert kept() is not None


@pytest.mark.parametrize("body", [b"<html>Bad Gateway</html>", b'{"ok":false}', b"", b"[]"])
async def test_an_answer_that_telegram_did_not_write_is_tried_again(bot: Bot, body: bytes) -> None:

    with pytest.raises(AiogramError) as fault:
        bot.session.check_response(bot, GetMe(), 502, body.decode())
    assert not gone(fault.value)
    assert not refused(fault.value)
