"""Messages of a talk are sent, edited and removed: words, photos and voices, each one time."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import BufferedInputFile, ReplyParameters

from bot.lines import CAPTION_UNITS, parts
from bot.render import TEXT_UNITS, units
from bot.screen import NO_PREVIEW
from bot.wire import gone, growing, pause, refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from aiogram import Bot

    from storage.posts import Post
    from storage.store import Store

Sent = TypeVar("Sent")

NAMES: Final = {"photo": "photo.jpg", "voice": "voice.ogg"}
"""What a file is called, whatever it was called before."""


class Media(NamedTuple):
    """A photo or a voice message as it is passed on."""

    kind: str
    body: bytes


async def media_of(store: Store, post: Post) -> Media | None:
    """Return the photo or voice of the line that a post is about; None where it has none."""
    if post.line is None or not post.line.line.media:
        return None
    body = await store.media_of(post.box.record, post.line.line.number)
    return Media(post.line.line.media, body) if body else None


class Messages:
    """The talks of one bot; unless a method says otherwise it raises aiogram's exceptions."""

    def __init__(self, bot: Bot, waits: Callable[[], Iterator[float]] = growing) -> None:
        """Take the bot whose messages these are, and what yields the waits between tries in seconds."""
        self.bot = bot
        self.waits = waits

    async def send(
        self, chat: int, text: str, media: Media | None, *, thread: int = 0, reply: int = 0
    ) -> list[int]:
        """Send a line, be it words or a photo or voice with words; return the numbers of its messages."""
        if media is None:
            return await self.words(chat, text or "…", thread=thread, reply=reply)
        return await self.media(chat, media, text, thread=thread, reply=reply)

    async def words(
        self, chat: int, text: str, *, thread: int = 0, reply: int = 0, further: bool = False
    ) -> list[int]:
        """Send words, in several messages where they are too long for one; return their numbers.

        `further` says that they follow on something that must not be sent again.
        """
        numbers: list[int] = []
        for part in filter(None, parts(text)):
            send = partial(self._send, chat, part, thread, 0 if numbers else reply)
            numbers.append(await (self.insist(send) if numbers or further else send()))
        return numbers

    async def insist(self, send: Callable[[], Awaitable[Sent]]) -> Sent:
        """Send one of several messages, waiting out bad moments: to begin anew would repeat the others."""
        waits = self.waits()
        while True:
            try:
                return await send()
            except AiogramError as fault:
                if gone(fault) or refused(fault):
                    raise
                await asyncio.sleep(pause(fault, waits))

    async def _send(self, chat: int, text: str, thread: int, reply: int) -> int:
        sent = await self.bot.send_message(
            chat, text, link_preview_options=NO_PREVIEW, **_placed(thread, reply)
        )
        return sent.message_id

    async def media(
        self, chat: int, media: Media, text: str, *, thread: int = 0, reply: int = 0
    ) -> list[int]:
        """Send a photo or a voice with its words beneath (the rest below); return the numbers."""
        file = BufferedInputFile(media.body, NAMES[media.kind])
        fits = units(text) <= CAPTION_UNITS
        options: dict[str, Any] = {"caption": text if fits and text else None, **_placed(thread, reply)}
        if media.kind == "photo":
            sent = await self.bot.send_photo(chat, file, **options)
        else:
            sent = await self.bot.send_voice(chat, file, **options)
        below = partial(self.words, chat, text, thread=thread, reply=sent.message_id, further=True)
        return [sent.message_id, *([] if fits else await below())]

    async def change(self, chat: int, message: int, text: str, *, media: bool = False) -> bool:
        """Write words anew where they stand; False where that cannot be done (any more)."""
        if not message or units(text) > (CAPTION_UNITS if media else TEXT_UNITS):
            return False
        try:
            if media:
                await self.bot.edit_message_caption(chat_id=chat, message_id=message, caption=text)
            else:
                await self.bot.edit_message_text(
                    text=text, chat_id=chat, message_id=message, link_preview_options=NO_PREVIEW
                )
        except TelegramBadRequest as fault:
            if gone(fault):
                raise
            return "message is not modified" in fault.message
        return True

    async def typing(self, chat: int, thread: int = 0) -> None:
        """Show that somebody writes; may fail unseen."""
        try:
            await self.bot.send_chat_action(chat, "typing", message_thread_id=thread or None)
        except AiogramError:
            return

    async def remove(self, chat: int, messages: Sequence[int]) -> None:
        """Remove at most 100 messages as far as Telegram allows."""
        try:
            await self.bot.delete_messages(chat, list(messages))
        except TelegramBadRequest as fault:
            if gone(fault):
                raise


def _placed(thread: int, reply: int) -> dict[str, Any]:
    """Say where a message goes; what it answers may have been deleted, which must not hold it up."""
    answers = ReplyParameters(message_id=reply, allow_sending_without_reply=True) if reply else None
    return {"message_thread_id": thread or None, "reply_parameters": answers, "protect_content": True}
