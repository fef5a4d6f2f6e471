"""What a team's bot needs, run by aiogram and python-telegram-bot, which read every answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiogram
import pytest
import telegram
import telegram.error
from aiogram import types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter

from sandbox.media import JPEG, OGG
from tests.sandbox.conftest import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox.conftest import Rig


@pytest.fixture
async def gram(rig: Rig) -> AsyncIterator[aiogram.Bot]:
    bot = aiogram.Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(rig.url)))
    yield bot
    await bot.session.close()


@pytest.fixture
async def ptb(rig: Rig) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(TOKEN, f"{rig.url}/bot", f"{rig.url}/file/bot") as bot:
        yield bot


@pytest.fixture
async def colleague(rig: Rig) -> int:
    """Somebody who has started the bot, whose private chats have topics."""
    await rig.do_patch("/bots/42", topics=True)
    return await rig.person(name="Ewa", last_name="Lis", username="ewa_lis", photo=True, bio="here")


async def _topics(bot: Any, chat: int) -> int:
    """Make a topic, rename it and show typing in it, in the words both clients share."""
    made = await bot.create_forum_topic(chat, "Amber heron")
    number: int = made.message_thread_id
    assert await bot.edit_forum_topic(chat, number, name="Amber heron, rests")
    assert await bot.send_chat_action(chat, "typing", message_thread_id=number)
    return number


async def test_aiogram_holds_a_talk_in_a_topic(rig: Rig, gram: aiogram.Bot, colleague: int) -> None:
    case = await _topics(gram, colleague)
    said = await rig.act(colleague, "text", text="Good day", thread=case)
    reply = types.ReplyParameters(message_id=said["message_id"], quote="day")
    sent = await gram.send_message(colleague, "Hello", message_thread_id=case, reply_parameters=reply)
    assert sent.is_topic_message
    assert sent.quote is not None
    assert (sent.quote.text, sent.message_thread_id) == ("day", case)
    photo = await gram.send_photo(
        colleague, types.BufferedInputFile(JPEG, "a.jpg"), message_thread_id=case, protect_content=True
    )
    captioned = await gram.edit_message_caption(
        chat_id=colleague, message_id=photo.message_id, caption="a wall"
    )
    assert isinstance(captioned, types.Message)
    assert captioned.caption == "a wall"
    other = types.InputMediaDocument(media=types.BufferedInputFile(b"x", "b.txt"))
    replaced = await gram.edit_message_media(other, chat_id=colleague, message_id=photo.message_id)
    assert isinstance(replaced, types.Message)
    assert replaced.document is not None
    voice = await gram.send_voice(
        colleague, types.BufferedInputFile(OGG, "v.oga"), message_thread_id=case, duration=1
    )
    assert voice.voice is not None
    fetched = await gram.download(voice.voice.file_id)
    assert fetched is not None
    assert fetched.read() == OGG
    eyes = types.ReactionTypeEmoji(emoji="👀")
    assert await gram.set_message_reaction(colleague, said["message_id"], [eyes])
    assert await gram.delete_forum_topic(colleague, case)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await gram.send_message(colleague, "x", message_thread_id=case)


async def test_ptb_holds_a_talk_in_a_topic(rig: Rig, ptb: telegram.Bot, colleague: int) -> None:
    case = await _topics(ptb, colleague)
    said = await rig.act(colleague, "text", text="Good day", thread=case)
    reply = telegram.ReplyParameters(said["message_id"], quote="day")
    sent = await ptb.send_message(colleague, "Hello", message_thread_id=case, reply_parameters=reply)
    assert sent.quote is not None
    assert (sent.quote.text, sent.message_thread_id, sent.is_topic_message) == ("day", case, True)
    photo = await ptb.send_photo(colleague, JPEG, message_thread_id=case, protect_content=True)
    captioned = await ptb.edit_message_caption(colleague, photo.message_id, caption="a wall")
    assert isinstance(captioned, telegram.Message)
    assert captioned.caption == "a wall"
    other = telegram.InputMediaDocument(b"x", filename="b.txt")
    replaced = await ptb.edit_message_media(other, colleague, photo.message_id)
    assert isinstance(replaced, telegram.Message)
    assert replaced.document is not None
    voice = await ptb.send_voice(colleague, OGG, message_thread_id=case, duration=1)
    assert voice.voice is not None
    file = await ptb.get_file(voice.voice.file_id)
    assert bytes(await file.download_as_bytearray()) == OGG
    assert await ptb.set_message_reaction(colleague, said["message_id"], "👀")
    assert await ptb.delete_forum_topic(colleague, case)
    with pytest.raises(telegram.error.BadRequest, match="thread not found"):
        await ptb.send_message(colleague, "x", message_thread_id=case)


async def test_both_ask_who_is_in_the_group(
    rig: Rig, gram: aiogram.Bot, ptb: telegram.Bot, colleague: int
) -> None:
    group = (await rig.do("/group", title="Team", bot=42, person=colleague, admin=True))["id"]
    for bot in (gram, ptb):
        assert (await bot.get_chat_member(group, colleague)).status == "creator"
        assert (await bot.get_chat_member(group, 42)).status == "administrator"
        assert len(await bot.get_chat_administrators(group)) == 1
        assert await bot.get_chat_member_count(group) == 2
        photos = await bot.get_user_profile_photos(colleague)
        assert photos.total_count == 1
        about = await bot.get_chat(colleague)
        assert (about.last_name, about.bio, about.photo is not None) == ("Lis", "here", True)


async def test_two_bots_poll_side_by_side(rig: Rig, gram: aiogram.Bot) -> None:
    person = await rig.person()
    async with telegram.Bot(rig.other(77).token, f"{rig.url}/bot", f"{rig.url}/file/bot") as team:
        public = asyncio.create_task(gram.get_updates(timeout=20))
        staff = asyncio.create_task(team.get_updates(timeout=20))
        await rig.until_polling()
        await rig.other(77).until_polling()
        await rig.other(77).act(person, "text", text="to the team")
        await rig.act(person, "text", text="to the public bot")
        (told,), (heard,) = await staff, await public
        assert told.message is not None
        assert heard.message is not None
        assert (told.message.text, heard.message.text) == ("to the team", "to the public bot")


async def test_weather_for_one_bot_reaches_its_client_as_its_own_error(
    rig: Rig, gram: aiogram.Bot, colleague: int
) -> None:
    await rig.do("/weather", method="sendVoice", bot=42, answer={"status": 429, "retry_after": 3})
    with pytest.raises(TelegramRetryAfter) as flood:
        await gram.send_voice(colleague, types.BufferedInputFile(OGG, "v.oga"))
    assert flood.value.retry_after == 3
