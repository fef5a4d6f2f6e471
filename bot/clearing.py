"""A chat is cleared: what Telegram still removes goes, and what it will not is made neutral where it stands.

No time of a message is kept, so what is too old is found by trying. Numbers in a chat grow with time: it is
tried from the newest on, a hundred at a time, and where a hundred is refused the one that may not go is found
by halving. It stays, and after three such messages everything before them is taken to be too old.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from aiogram.exceptions import AiogramError, TelegramBadRequest

from bot.wire import gone, pause
from flows.model import LANGUAGES, Say, text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence

    from bot.screen import Screen

Done = TypeVar("Done")

AT_ONCE: Final = 100
"""deleteMessages takes so many (Bot API)."""
BEFORE: Final = 100
"""So many numbers before the newest known one are tried, for messages that nothing knows of any more."""
TOO_OLD: Final = 3
"""After so many messages that may not go all earlier ones are too old: a dice alone may not go either."""


class Clearing:
    """Clears chats of one bot; bad moments are waited out: to begin anew would cost all calls again."""

    def __init__(self, screen: Screen) -> None:
        """Take the screen whose messages these are."""
        self.screen = screen

    async def clear(self, chat: int, own: Collection[int], typed: Collection[int], lang: str) -> None:
        """Remove messages; of those that stay make the bot's `own` neutral, what was typed stays as it is."""
        numbers = sorted({*own, *typed}, reverse=True)
        line = Say(lang or LANGUAGES[0], 0, (text("exit.old"),))
        try:
            for message in await self._staying(chat, numbers):
                if message in own:
                    await self._insist(partial(self.screen.blank, chat, message, line))
        except AiogramError as fault:
            if not gone(fault):
                raise

    async def _staying(self, chat: int, numbers: Sequence[int]) -> list[int]:
        """Remove what may be removed, the newest first; return what stays."""
        stay: list[int] = []
        while numbers and len(stay) < TOO_OLD:
            removed, refused = await self._removed(chat, numbers[:AT_ONCE])
            stay += numbers[removed : removed + refused]
            numbers = numbers[removed + refused :]
        return [*stay, *numbers]

    async def _removed(self, chat: int, numbers: Sequence[int]) -> tuple[int, int]:
        """Remove messages up to the first that may not go; return how many went, and 1 where there is one."""
        if await self._insist(partial(self.screen.remove, chat, numbers)):
            return len(numbers), 0
        if len(numbers) == 1:
            return 0, 1
        half = len(numbers) // 2
        removed, refused = await self._removed(chat, numbers[:half])
        if refused:
            return removed, refused
        removed, refused = await self._removed(chat, numbers[half:])
        return half + removed, refused

    async def _insist(self, call: Callable[[], Awaitable[Done]]) -> Done:
        waits = self.screen.waits()
        while True:
            try:
                return await call()
            except AiogramError as fault:
                if isinstance(fault, TelegramBadRequest) or gone(fault):
                    raise
                await asyncio.sleep(pause(fault, waits))


def before(newest: int) -> range:
    """Return the numbers before a message, under which may stand what nothing knows of any more.

    All private chats of a bot share their numbers: most are of others, and Telegram finds none of those here.
    """
    return range(max(1, newest - BEFORE), newest)
