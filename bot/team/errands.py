"""Errands for cases that are gone: topics are deleted, cards become dashes, colleagues are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import AiogramError

from bot.team.group import dash
from bot.team.topics import delete_topic
from bot.wire import gone, refused
from flows.case import reads
from flows.model import LANGUAGES, Say
from storage.errands import Dash, DropTopic, Tell

if TYPE_CHECKING:
    from bot.screen import Screen
    from storage.errands import Chore
    from storage.staff import Staff
    from storage.store import Store

log = structlog.get_logger()


class Errands:
    """Does what cases left behind; a chore may be done again after a crash."""

    def __init__(self, store: Store, staff: Staff, screen: Screen) -> None:
        """Take where errands lie, who is on the team, and the team's bot's screen."""
        self.store = store
        self.staff = staff
        self.screen = screen

    async def boxes(self) -> list[bytes]:
        """Return the errands that are to be done."""
        return [errand.key for errand in await self.store.errands()]

    async def deliver_next(self, key: bytes) -> bool:
        """Do one errand; False where it was done."""
        errand = next((one for one in await self.store.errands() if one.key == key), None)
        if errand is None:
            return False
        for chore in errand.chores:
            await self._tried(chore)
        await self.store.errand_done(key)
        return False

    async def _tried(self, chore: Chore) -> None:
        try:
            await self._do(chore)
        except AiogramError as fault:
            if not gone(fault) and not refused(fault):
                raise
            log.info("errand not done", kind=type(chore).__name__)

    async def _do(self, chore: Chore) -> None:
        if not isinstance(chore, Tell) and chore.bot != self.screen.bot.id:
            # The token is another bot's now, whose topics have other numbers: nobody else's may be touched.
            return
        match chore:
            case DropTopic(chat=chat, thread=thread):
                await delete_topic(self.screen, chat, thread)
            case Dash(chat=chat, message=message):
                await dash(self.screen, chat, message)
            case Tell(to=to, chat=chat, lines=lines):
                colleague = (await self.staff.roster()).get(to)
                await self.screen.send(chat, Say(reads(colleague) if colleague else LANGUAGES[0], 0, lines))
