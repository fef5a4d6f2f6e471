"""The team's group: one short card for each case that waits, a dash once it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import TelegramMigrateToChat

from flows.case import reads
from flows.model import LANGUAGES, Key, Say, text
from flows.orders import Announce, TellCoordinators, Withdraw
from storage.seats import SeatPlace

if TYPE_CHECKING:
    from bot.screen import Screen
    from storage.posts import Post
    from storage.staff import Staff
    from storage.store import Store

LANGUAGE = LANGUAGES[0]
"""The group reads Polish."""
CLAIM = {"case": "st.btn.claim", "interpreter": "st.btn.interpret"}

log = structlog.get_logger()


class Group:
    """The orders that reach the group and all coordinators; raises aiogram's exceptions and StorageFailed."""

    def __init__(self, store: Store, staff: Staff, screen: Screen, chat: int) -> None:
        """Take where orders lie, who coordinates, the team's bot's screen, and the group."""
        self.store = store
        self.staff = staff
        self.screen = screen
        self.chat = chat

    async def perform(self, post: Post) -> None:
        """Carry out an order."""
        try:
            await self._perform(post)
        except TelegramMigrateToChat as moved:
            log.warning("the group has another number now: team.chat_id must be changed")
            self.chat = moved.migrate_to_chat_id
            await self._perform(post)

    async def _perform(self, post: Post) -> None:
        match post.order:
            case Announce(what=what, lines=lines):
                await self._take_away(post)
                say = Say(LANGUAGE, 0, lines, ((Key(text(CLAIM[what]), 0),),))
                shown = await self.screen.send(self.chat, say)
                await self.store.posted(post, seat=SeatPlace(self.screen.bot.id, self.chat, message=shown))
            case Withdraw():
                if post.seat:
                    await dash(self.screen, post.seat.chat, post.seat.message)
                await self.store.posted(post, gone=True)
            case TellCoordinators(lines=lines):
                for member in await self.staff.coordinators():
                    await self.screen.say_at_once(member.chat, Say(reads(member.colleague), 0, lines))
                await self.store.posted(post)
            case _:
                await self.store.posted(post)

    async def _take_away(self, post: Post) -> None:
        """Remove the card that stands for the same, so that there is one, and the new one is noticed."""
        if post.seat and not await self.screen.tried_to_remove(post.seat.chat, post.seat.message):
            await dash(self.screen, post.seat.chat, post.seat.message)


async def dash(screen: Screen, chat: int, message: int) -> None:
    """Make a card a dash: what stood there is over."""
    await screen.edit(chat, message, Say(LANGUAGE, 0, (text("team.none"),)))
