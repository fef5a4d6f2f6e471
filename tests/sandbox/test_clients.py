"""Two independent clients, aiogram and python-telegram-bot, run every method and read every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiogram
import pytest
import telegram
import telegram.error
from aiogram import types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter

from sandbox.media import JPEG
from tests.sandbox.conftest import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox.conftest import Rig

HOOK = "http://127.0.0.1:9/hook"


@pytest.fixture
async def gram(rig: Rig) -> AsyncIterator[aiogram.Bot]:
    bot = aiogram.Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(rig.url)))
    yield bot
    await bot.session.close()


@pytest.fixture
async def ptb(rig: Rig) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(TOKEN, f"{rig.url}/bot", f"{rig.url}/file/bot") as bot:
        yield bot


async def test_aiogram_talks(rig: Rig, gram: aiogram.Bot) -> None:
    person = await rig.person()
    assert (await gram.get_me()).is_bot
    button = types.InlineKeyboardButton(text="Yes", callback_data="y")
    keyboard = types.InlineKeyboardMarkup(inline_keyboard=[[button]])
    preview = types.LinkPreviewOptions(is_disabled=True)
    sent = await gram.send_message(
        person,
        "?",
        reply_markup=keyboard,
        protect_content=True,
        link_preview_options=preview,
        parse_mode=None,
    )
    assert sent.reply_markup is not None
    assert sent.reply_markup.model_dump() == keyboard.model_dump()
    await rig.act(person, "press", message_id=sent.message_id, label="Yes")
    update = (await gram.get_updates(timeout=1, allowed_updates=["message", "callback_query"]))[0]
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert update.callback_query.message.model_dump() == sent.model_dump()
    assert await gram.answer_callback_query(update.callback_query.id, text="Noted")
    edited = await gram.edit_message_text(
        "!", chat_id=person, message_id=sent.message_id, reply_markup=keyboard
    )
    assert isinstance(edited, types.Message)
    bare = await gram.edit_message_reply_markup(chat_id=person, message_id=sent.message_id)
    assert isinstance(bare, types.Message)
    assert bare.reply_markup is None
    assert await gram.send_chat_action(person, "typing")
    assert await gram.delete_message(person, sent.message_id)
    assert await gram.delete_messages(person, [1, sent.message_id])


async def test_ptb_talks(rig: Rig, ptb: telegram.Bot) -> None:
    person = await rig.person()
    assert (await ptb.get_me()).is_bot
    keyboard = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Yes", callback_data="y")]])
    preview = telegram.LinkPreviewOptions(is_disabled=True)
    sent = await ptb.send_message(
        person, "?", reply_markup=keyboard, protect_content=True, link_preview_options=preview
    )
    assert sent.reply_markup == keyboard
    assert sent.has_protected_content
    await rig.act(person, "press", message_id=sent.message_id, label="Yes")
    update = (await ptb.get_updates(timeout=1, allowed_updates=["message", "callback_query"]))[0]
    assert update.callback_query is not None
    assert update.callback_query.message == sent
    assert await ptb.answer_callback_query(update.callback_query.id, text="Noted")
    edited = await ptb.edit_message_text(
        "!", chat_id=person, message_id=sent.message_id, reply_markup=keyboard
    )
    assert isinstance(edited, telegram.Message)
    bare = await ptb.edit_message_reply_markup(chat_id=person, message_id=sent.message_id)
    assert isinstance(bare, telegram.Message)
    assert bare.reply_markup is None
    assert await ptb.send_chat_action(person, "typing")
    assert await ptb.delete_message(person, sent.message_id)
    assert await ptb.delete_messages(person, [1, sent.message_id])


async def test_aiogram_tells_who_it_is(rig: Rig, gram: aiogram.Bot) -> None:
    commands = [types.BotCommand(command="start", description="Begin")]
    scope = types.BotCommandScopeAllPrivateChats()
    assert await gram.set_my_commands(commands, scope=scope, language_code="uk")
    kept = await gram.get_my_commands(scope=scope, language_code="uk")
    assert [command.model_dump() for command in kept] == [command.model_dump() for command in commands]
    assert await gram.delete_my_commands(scope=scope, language_code="uk")
    assert await gram.set_my_name("Notes")
    assert (await gram.get_my_name()).name == "Notes"
    assert await gram.set_my_description("d", language_code="pl")
    assert (await gram.get_my_description(language_code="pl")).description == "d"
    assert await gram.set_my_short_description("s")
    assert (await gram.get_my_short_description()).short_description == "s"
    await _webhook_flow(gram)
    group = (await rig.do("/group", title="Team", bot=42))["id"]
    assert (await gram.get_chat(group)).title == "Team"
    assert await gram.leave_chat(group)
    assert await gram.log_out()


async def test_ptb_tells_who_it_is(rig: Rig, ptb: telegram.Bot) -> None:
    commands = [telegram.BotCommand("start", "Begin")]
    scope = telegram.BotCommandScopeAllPrivateChats()
    assert await ptb.set_my_commands(commands, scope=scope, language_code="uk")
    assert list(await ptb.get_my_commands(scope=scope, language_code="uk")) == commands
    assert await ptb.delete_my_commands(scope=scope, language_code="uk")
    assert await ptb.set_my_name("Notes")
    assert (await ptb.get_my_name()).name == "Notes"
    assert await ptb.set_my_description("d", language_code="pl")
    assert (await ptb.get_my_description(language_code="pl")).description == "d"
    assert await ptb.set_my_short_description("s")
    assert (await ptb.get_my_short_description()).short_description == "s"
    await _webhook_flow(ptb)
    group = (await rig.do("/group", title="Team", bot=42))["id"]
    assert (await ptb.get_chat(group)).title == "Team"
    assert await ptb.leave_chat(group)
    assert await ptb.log_out()


async def _webhook_flow(bot: Any) -> None:
    """Set a webhook, read of it and take it away, in the words both clients share."""
    assert await bot.set_webhook(
        HOOK, secret_token="s", allowed_updates=["message"], drop_pending_updates=True
    )
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, list(info.allowed_updates)) == (HOOK, 0, ["message"])
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert (await bot.get_webhook_info()).url == ""


async def test_aiogram_sends_and_fetches_files(rig: Rig, gram: aiogram.Bot) -> None:
    person = await rig.person()
    sent = await gram.send_photo(person, types.BufferedInputFile(JPEG, "x.jpg"), caption="look")
    assert sent.photo is not None
    fetched = await gram.download(sent.photo[-1].file_id)
    assert fetched is not None
    assert fetched.read() == JPEG
    document = await gram.send_document(person, types.BufferedInputFile(b"text", "x.txt"))
    assert document.document is not None
    assert document.document.file_name == "x.txt"


async def test_ptb_sends_and_fetches_files(rig: Rig, ptb: telegram.Bot) -> None:
    person = await rig.person()
    sent = await ptb.send_photo(person, JPEG, caption="look")
    file = await ptb.get_file(sent.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == JPEG
    document = await ptb.send_document(person, b"text", filename="x.txt")
    assert document.document is not None
    assert document.document.file_name == "x.txt"


async def test_both_use_topics(rig: Rig, gram: aiogram.Bot, ptb: telegram.Bot) -> None:
    await rig.person()
    forum = (await rig.do("/group", title="Team", bot=42, forum=True))["id"]
    for bot in (gram, ptb):
        topic = await bot.create_forum_topic(forum, "One")
        sent = await bot.send_message(forum, "x", message_thread_id=topic.message_thread_id)
        assert sent.is_topic_message
        assert await bot.delete_forum_topic(forum, topic.message_thread_id)


async def test_aiogram_reads_refusals(rig: Rig, gram: aiogram.Bot) -> None:
    person = await rig.person()
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await gram.send_message(5, "x")
    await rig.do("/weather", method="sendMessage", answer={"status": 429, "retry_after": 7})
    with pytest.raises(TelegramRetryAfter) as flood:
        await gram.send_message(person, "x")
    assert flood.value.retry_after == 7
    await rig.act(person, "block")
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await gram.send_message(person, "x")


async def test_ptb_reads_refusals(rig: Rig, ptb: telegram.Bot) -> None:
    person = await rig.person()
    with pytest.raises(telegram.error.BadRequest, match="Chat not found"):
        await ptb.send_message(5, "x")
    await rig.do("/weather", method="sendMessage", answer={"status": 429, "retry_after": 7})
    with pytest.raises(telegram.error.RetryAfter):
        await ptb.send_message(person, "x")
    await rig.act(person, "block")
    with pytest.raises(telegram.error.Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(person, "x")


async def test_both_read_a_groups_new_id(rig: Rig, gram: aiogram.Bot, ptb: telegram.Bot) -> None:
    await rig.person()
    group = (await rig.do("/group", title="Team", bot=42))["id"]
    new = (await rig.do(f"/group/{group}/upgrade"))["id"]
    with pytest.raises(aiogram.exceptions.TelegramMigrateToChat) as moved:
        await gram.send_message(group, "x")
    assert moved.value.migrate_to_chat_id == new
    with pytest.raises(telegram.error.ChatMigrated) as migrated:
        await ptb.send_message(group, "x")
    assert migrated.value.new_chat_id == new
