"""Updates are fetched, and acknowledged only when their turns are committed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, Protocol, TypeVar

import structlog
from aiogram.exceptions import AiogramError, TelegramConflictError
from aiogram.methods import GetUpdates

from bot.raw import number, parse
from bot.wire import growing, pause, session_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from aiogram import Bot

    from bot.raw import Body

POLL_SECONDS: Final = 25
"""How long Telegram may hold a call back until something has happened."""
WINDOW: Final = 100
"""Telegram hands out so many updates from the first unacknowledged one on (Bot API, getUpdates)."""
GLANCE: Final = 0.2
"""Seconds after which new updates are looked for although some turns of the last ones are still going on."""
SIDE_BY_SIDE: Final = 64
"""So many turns at once."""

log = structlog.get_logger()


class Arrived(Protocol):
    """What an update is read into."""

    @property
    def chat(self) -> int:
        """Where it happened; what comes from one chat is taken in its order."""
        ...


Read = TypeVar("Read", bound=Arrived)


class Reader(NamedTuple, Generic[Read]):
    """How the updates of one bot are read."""

    allowed: list[str]
    """The kinds that are asked for (Bot API, getUpdates, allowed_updates)."""
    read: Callable[[Body, datetime], Read | None]
    """Must not raise; None where nothing is to be done but to acknowledge."""


class Poller(Generic[Read]):
    """Asks one bot's updates of Telegram and hands each to `take`, those of one chat in their order."""

    def __init__(
        self,
        bot: Bot,
        reader: Reader[Read],
        take: Callable[[Read], Awaitable[None]],
        clock: Callable[[], datetime],
        speed: float = 1.0,
    ) -> None:
        """Take the bot, what reads an update, and what it is handed to; `take` must not raise."""
        self.bot = bot
        self.reader = reader
        self.take = take
        self.clock = clock
        self.speed = speed
        self.unreadable = 0
        """How many updates were acknowledged unread."""
        self._next = 0
        self._open: dict[int, asyncio.Task[None]] = {}
        self._done: set[int] = set()
        self._tails: dict[int, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(SIDE_BY_SIDE)
        self._warned = False

    async def run(self) -> None:
        """Fetch until cancelled; then let the turns that have begun end, and acknowledge them."""
        waits = growing(self.speed)
        try:
            while True:
                try:
                    await self._round()
                except AiogramError as fault:
                    self._warn(fault)
                    await asyncio.sleep(pause(fault, waits))
                else:
                    waits, self._warned = growing(self.speed), False
        finally:
            await self._finish()

    @property
    def offset(self) -> int:
        """The first update that is not acknowledged: everything before it is committed."""
        return min(self._open, default=self._next)

    async def _round(self) -> None:
        """Fetch once, begin the turns, and wait until they are over or it is time for another glance."""
        offset = self.offset
        updates = await self._fetch(0 if self._open else POLL_SECONDS)
        for raw in updates:
            self._begin(raw)
        self._done = {update for update in self._done if update >= self.offset}
        if self._open:
            await asyncio.wait(self._open.values(), timeout=GLANCE)
        elif updates and offset == self.offset:
            # Nothing here has a number by which to acknowledge it, so the same would come back at once.
            await asyncio.sleep(GLANCE)

    async def _fetch(self, seconds: int) -> Sequence[bytes]:
        method = GetUpdates(
            offset=self.offset, limit=WINDOW, timeout=seconds, allowed_updates=self.reader.allowed
        )
        return await session_of(self.bot).updates(self.bot, method)

    def _begin(self, raw: bytes) -> None:
        body = parse(raw)
        update = number(raw) if body is None else body.get("update_id")
        if not isinstance(update, int) or update in self._open or update in self._done:
            return
        self._next = update + 1
        incoming = self.reader.read(body, self.clock()) if body else None
        if body is None:
            self.unreadable += 1
            log.warning("update not readable", count=self.unreadable)
        if incoming is None:
            self._done.add(update)
        else:
            self._line_up(update, incoming)

    def _line_up(self, update: int, incoming: Read) -> None:
        before = self._tails.get(incoming.chat)
        task = asyncio.create_task(self._turn(before, incoming))
        self._open[update] = self._tails[incoming.chat] = task
        task.add_done_callback(lambda _: self._end(update, incoming.chat, task))

    async def _turn(self, before: asyncio.Task[None] | None, incoming: Read) -> None:
        if before:
            await asyncio.wait([before])
        async with self._room:
            await self.take(incoming)

    def _end(self, update: int, chat: int, task: asyncio.Task[None]) -> None:
        del self._open[update]
        self._done.add(update)
        if self._tails.get(chat) is task:
            del self._tails[chat]

    def _warn(self, fault: AiogramError) -> None:
        if isinstance(fault, TelegramConflictError):
            sentence = "another program fetches the updates of this bot or a webhook is set"
        else:
            sentence = "Telegram cannot be reached"
        if not self._warned:
            log.warning(sentence, error=type(fault).__name__)
        self._warned = True

    async def _finish(self) -> None:
        if self._open:
            await asyncio.wait(self._open.values())
        if self._next:
            with suppress(AiogramError):
                method = GetUpdates(
                    offset=self.offset, limit=1, timeout=0, allowed_updates=self.reader.allowed
                )
                await session_of(self.bot).updates(self.bot, method)
