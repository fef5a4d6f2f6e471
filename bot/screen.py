"""What a chat with the bot shows: cards are sent, edited and removed by the Bot API's methods."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import LinkPreviewOptions

from bot.wire import gone, growing, pause, refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiogram import Bot

    from bot.render import Painter
    from flows.model import Say

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
NO_TEXT: Final = "there is no text in the message to edit"
"""How Telegram says that a message is a photo, a voice or the like (Bot API, editMessageText)."""
DIRECT_TRIES: Final = 4
"""How often a card is tried that cannot wait in an outbox."""

log = structlog.get_logger()


class Screen:
    """The chats of one bot; unless a method says otherwise it raises aiogram's exceptions."""

    def __init__(self, bot: Bot, painter: Painter, speed: float = 1.0) -> None:
        """Take the bot whose messages these are; `speed` divides the waits before another try."""
        self.bot = bot
        self.painter = painter
        self.speed = speed

    def waits(self) -> Iterator[float]:
        """Return the growing waits, in seconds, between tries."""
        return growing(self.speed)

    async def send(self, chat: int, say: Say, thread: int = 0) -> int:
        """Send a card, into a topic where `thread` names one, and return its message id."""
        text, keyboard = self.painter.card(say)
        sent = await self.bot.send_message(
            chat,
            text,
            message_thread_id=thread or None,
            reply_markup=keyboard,
            protect_content=True,
            link_preview_options=NO_PREVIEW,
        )
        return sent.message_id

    async def edit(self, chat: int, message: int, say: Say) -> bool:
        """Make a standing message this card; False if it cannot be edited (any more)."""
        text, keyboard = self.painter.card(say)
        try:
            await self.bot.edit_message_text(
                text=text,
                chat_id=chat,
                message_id=message,
                reply_markup=keyboard,
                link_preview_options=NO_PREVIEW,
            )
        except TelegramBadRequest as fault:
            if gone(fault):
                raise
            return "message is not modified" in fault.message
        return True

    async def remove(self, chat: int, messages: Sequence[int]) -> bool:
        """Remove at most 100 messages; False where one of them may not go, and then all stay.

        Telegram removes what is younger than 48 hours, and skips what is not there (Bot API, deleteMessages).
        """
        try:
            await self.bot.delete_messages(chat, list(messages))
        except TelegramBadRequest as fault:
            if gone(fault):
                raise
            log.info("messages stay", count=len(messages))
            return False
        return True

    async def blank(self, chat: int, message: int, say: Say) -> None:
        """Put a card in the place of a message of the bot's, or take the words from under a photo or voice.

        What the person sent, and what is not there any more, is left alone; keys go in any case.
        """
        try:
            await self.bot.edit_message_text(
                text=self.painter.card(say).text, chat_id=chat, message_id=message
            )
        except TelegramBadRequest as fault:
            if gone(fault):
                raise
            if NO_TEXT in fault.message:
                await self._without_words(chat, message)

    async def _without_words(self, chat: int, message: int) -> None:
        try:
            await self.bot.edit_message_caption(chat_id=chat, message_id=message)
        except TelegramBadRequest as fault:
            if gone(fault):
                raise

    async def tried_to_remove(self, chat: int, message: int) -> bool:
        """Try once to remove a message; False if it stays."""
        try:
            return await self.bot.delete_message(chat, message)
        except AiogramError:
            return False

    async def toast(self, query: str, say: Say | None) -> None:
        """End the waiting of a pressed button, with the word the card carries; may fail unseen."""
        try:
            await self.bot.answer_callback_query(query, text=self.painter.toast(say) if say else None)
        except AiogramError as fault:
            log.debug("press not answered", error=type(fault).__name__)

    async def say_at_once(self, chat: int, say: Say) -> int:
        """Send a card that lies in no outbox, in a few tries; return its message id, or 0 if it failed."""
        waits = self.waits()
        for _ in range(DIRECT_TRIES):
            try:
                return await self.send(chat, say)
            except AiogramError as fault:
                if gone(fault) or refused(fault):
                    break
                await asyncio.sleep(pause(fault, waits))
        return 0

    async def leave(self, chat: int) -> None:
        """Leave a group or channel."""
        await self.bot.leave_chat(chat)
