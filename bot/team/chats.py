"""What the team's bot shows outside any order: answers to presses, private cards, news for one colleague."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import AiogramError

from bot.render import TOAST_UNITS, cut
from bot.screen import DIRECT_TRIES
from bot.team.reading import Pressed
from bot.wire import gone, pause, refused
from flows.case import reads
from flows.model import LANGUAGES, Say

if TYPE_CHECKING:
    from aiogram import Bot

    from bot.screen import Screen
    from bot.team.reading import Done
    from flows.case import Colleague
    from flows.model import Text
    from storage.staff import Member
    from storage.store import Store

log = structlog.get_logger()


class Chats:
    """The chats of the team's bot."""

    def __init__(self, store: Store, screen: Screen) -> None:
        """Take where seats are found, and the screen of the team's bot."""
        self.store = store
        self.screen = screen

    @property
    def bot(self) -> Bot:
        """The team's bot."""
        return self.screen.bot

    async def seat(self, did: Done) -> tuple[bytes, str] | None:
        """Return the case, and the place of it, where something was done; raises StorageFailed."""
        message = did.message if isinstance(did, Pressed) else 0
        if not did.thread and not message:
            return None
        return await self.store.seat_of(self.bot.id, did.chat, did.thread, message)

    async def answer(self, did: Done, said: Text | None, to: Colleague | None, language: str) -> None:
        """Say a word where something was done: it flashes up over a press, else it is a message; may fail."""
        spoken = reads(to) if to else language if language in LANGUAGES else LANGUAGES[0]
        if did.query:
            words = cut(self.screen.painter.catalog.sentence(said, spoken), TOAST_UNITS) if said else None
            try:
                await self.bot.answer_callback_query(did.query, text=words, show_alert=bool(words))
            except AiogramError as fault:
                log.debug("press not answered", error=type(fault).__name__)
        elif said:
            await self.say(did.chat, Say(spoken, 0, (said,)), did.thread)

    async def tell(self, member: Member, *said: Text) -> None:
        """Tell a colleague something outside any topic; may fail."""
        await self.say(member.chat, Say(reads(member.colleague), 0, said))

    async def say(self, chat: int, say: Say, thread: int = 0) -> int:
        """Send a card in a few tries; return its number, 0 where that failed."""
        waits = self.screen.waits()
        for _ in range(DIRECT_TRIES):
            try:
                return await self.screen.send(chat, say, thread)
            except AiogramError as fault:
                if gone(fault) or refused(fault):
                    break
                await asyncio.sleep(pause(fault, waits))
        return 0

    async def show(self, chat: int, card: int, say: Say, *, below: bool) -> int:
        """Show a colleague's private card where it stands, or below everything; return its number."""
        try:
            if card and not below and await self.screen.edit(chat, card, say):
                return card
        except AiogramError:
            return await self.say(chat, say)
        shown = await self.say(chat, say)
        if card and shown:
            await self.screen.tried_to_remove(chat, card)
        return shown or card
